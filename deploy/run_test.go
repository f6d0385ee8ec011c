package deploy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/deploy"
)

// Who needs no client secret is told how the platform's token gets to authkit run,
// others are told nothing of it.
func TestStartedByRun(t *testing.T) {
	address, err := deploy.ParseAddress("https://board.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		target string
		run    deploy.Run
		says   []string
	}{
		{"kubernetes", deploy.Run{Source: "kubernetes"}, []string{"serviceAccountName: NAME", `audience: "api://AzureADTokenExchange"`, "command: [authkit, run, --assertion, kubernetes, --, streamlit, run, app.py"}},
		{"kubernetes", deploy.Run{Source: "kubernetes", Audience: "https://i.example.com"}, []string{`audience: "https://i.example.com"`}},
		{"azure-container-apps", deploy.Run{Source: "azure"}, []string{"az containerapp identity assign", "command: [authkit, run, --assertion, azure, --"}},
		{"kubernetes", deploy.Run{Source: "certificate=it's.pem"}, []string{`kubectl create secret generic authkit-key "--from-file=key=it's.pem"`, "certificate=/var/run/secrets/authkit/key, --"}},
		{"kubernetes", deploy.Run{Source: "gcp"}, []string{"command: [authkit, run, --assertion, gcp, --"}},
		{"kubernetes", deploy.Run{}, nil},
		{"kubernetes", deploy.Run{Source: "secret=file"}, nil},
		{"kubernetes", deploy.Run{Source: "azure"}, nil},
		{"azure-container-apps", deploy.Run{}, nil},
	} {
		target, _ := deploy.LookupTarget(c.target)
		all := ""
		for _, step := range target.Steps(deploy.Given{Address: address, Run: c.run}) {
			all += step.Text + "\n" + strings.Join(step.Commands, "\n") + "\n" + strings.Join(step.Lines, "\n") + "\n"
		}
		if c.run.Source == "" && strings.Contains(all, "no client secret") || strings.Contains(all, "authkit, run") != (len(c.says) > 0) {
			t.Errorf("%s %v:\n%s", c.target, c.run, all)
		}
		for _, text := range c.says {
			if !strings.Contains(all, text) {
				t.Errorf("no %s in\n%s", text, all)
			}
		}
	}
}

// Whoever needs no client secret is told on every platform how the app is started by
// authkit run there, or that it cannot be.
func TestEveryPlatformKnowsRun(t *testing.T) {
	starts := map[string]string{
		"toml": "kubernetes azure gcp key=k.pem certificate=k.pem", "env": "key=k.pem certificate=k.pem", "kubernetes": "kubernetes gcp key=k.pem certificate=k.pem",
		"docker": "azure gcp key=k.pem certificate=k.pem", "compose": "azure gcp key=k.pem certificate=k.pem", "azure-app-service": "azure", "azure-container-apps": "azure",
		"cloud-run": "gcp key=k.pem certificate=k.pem", "ecs": "key=k.pem certificate=k.pem",
	}
	for _, target := range deploy.Targets() {
		if target.Name == "github" { // nothing is started there
			continue
		}
		want, known := starts[target.Name]
		if !known {
			t.Errorf("what %s does is not told here", target.Name)
		}
		for _, source := range []string{"kubernetes", "azure", "gcp", "key=k.pem", "certificate=k.pem"} {
			address, err := deploy.ParseAddress("https://board.example.com")
			if err != nil {
				t.Fatal(err)
			}
			given := deploy.Given{Address: address, Run: deploy.Run{Source: source}}
			all := ""
			for _, step := range target.Steps(given) {
				all += step.Text + "\n" + strings.Join(step.Commands, "\n") + "\n" + strings.Join(step.Lines, "\n") + "\n"
			}
			kind, _, _ := strings.Cut(source, "=")
			starts, cannot := strings.Contains(all, "authkit run"), strings.Contains(all, kind+", which ")
			if fits := slices.Contains(strings.Fields(want), source); starts != fits || cannot == fits {
				t.Errorf("%s with %s: starts %t, says that it cannot %t\n%s", target.Name, source, starts, cannot, all)
			}
		}
	}
	address, err := deploy.ParseAddress("https://board.streamlit.app")
	if err != nil {
		t.Fatal(err)
	}
	cloud, _ := deploy.LookupTarget("toml")
	steps := cloud.Steps(deploy.Given{Address: address, Run: deploy.Run{Source: "azure"}})
	if last := steps[len(steps)-1].Text; !strings.Contains(last, "Community Cloud does not give") || !strings.Contains(last, "make a client secret") {
		t.Errorf("Community Cloud: %s", last)
	}
}
