package deploy_test

import (
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
		{"kubernetes", deploy.Run{}, nil},
		{"kubernetes", deploy.Run{Source: "azure"}, nil},
		{"azure-container-apps", deploy.Run{}, nil},
	} {
		target, _ := deploy.LookupTarget(c.target)
		all := ""
		for _, step := range target.Steps(deploy.Given{Address: address, Run: c.run}) {
			all += step.Text + "\n" + strings.Join(step.Commands, "\n") + "\n" + strings.Join(step.Lines, "\n") + "\n"
		}
		if strings.Contains(all, "authkit, run") != (len(c.says) > 0) {
			t.Errorf("%s %v:\n%s", c.target, c.run, all)
		}
		for _, text := range c.says {
			if !strings.Contains(all, text) {
				t.Errorf("no %s in\n%s", text, all)
			}
		}
	}
}
