package cmd

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// Whatever holds a project on its way through init and verify can be printed,
// logged or marshalled by mistake without showing a secret.
func TestNothingPrintsAProject(t *testing.T) {
	t.Parallel()
	options := sandbox.Default()
	options.Clients[0].Secrets[0].Value = canary + "-client"
	options.Logf = func(string, ...any) {}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()

	prints := 0
	for name, text := range canaryProjects(provider.URL) {
		if name == "kwargs" { // names of keys may be shown
			continue
		}
		dir := t.TempDir()
		file := filepath.Join(dir, ".streamlit", "secrets.toml")
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		env := canaryEnv(dir, new(bytes.Buffer), text, func() {})
		project, err := project.Load(t.Context(), project.LoadOptions{Dir: dir, Getenv: env.Getenv, Leaks: true})
		if err != nil {
			t.Fatal(err)
		}
		gathered := probe.Gather(t.Context(), project, probe.Ask{Network: env.network(hostileTimeout, nil)})
		things := map[string]any{"project": project, "gathered": gathered, "report": verify.Run(gathered, verify.Options{})}
		if readable, err := scaffold.Read(t.Context(), dir); err != nil {
			things["error"] = err
		} else {
			things["readable"] = readable
			if plan, err := readable.Plan(scaffold.Answers{}); err != nil {
				things["plan error"] = err
			} else {
				things["plan"] = plan
			}
		}
		for kind, thing := range things {
			for how, shown := range everyPrint(thing) {
				prints++
				if name == "as-tenant" && kind == "plan" { // a path may be shown
					continue
				}
				if at := strings.Index(shown, canary); at >= 0 {
					t.Errorf("%s: %s of %s shows %q", name, how, kind, shown[max(0, at-80):min(len(shown), at+30)])
				}
			}
		}
	}
	t.Logf("figures: %d prints without a secret", prints)
}

// everyPrint is what a mistake could do with a value, decoded again where the
// form hides the text.
func everyPrint(v any) map[string]string {
	shown := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		shown[verb] = fmt.Sprintf(verb, v)
	}
	shown["%x"] = unhex(fmt.Sprintf("%x", v))
	marshalled, _ := json.Marshal(v)
	shown["json"] = string(marshalled)
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "v", v)
	shown["slog"] = logged.String()
	for how, text := range shown { // bytes come out as numbers and as base64
		for i := range 3 {
			if encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", i) + canary)); strings.Contains(text, encoded[4:len(encoded)-4]) {
				text += " base64 of " + canary
			}
		}
		if strings.Contains(text, strings.Trim(fmt.Sprint([]byte(canary)), "[]")) {
			text += " bytes of " + canary
		}
		shown[how] = text
	}
	return shown
}

// unhex reads the long runs of hexadecimal digits in a text.
func unhex(text string) string {
	if strings.Contains(text, hex.EncodeToString([]byte(canary))) {
		return "hexadecimal of " + canary
	}
	return text
}
