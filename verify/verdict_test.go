package verify_test

import (
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// The word "sound" is earned: by looking, at something that is there.
func TestSoundIsEarned(t *testing.T) {
	whole := map[string]string{}
	nothing := map[string]string{".streamlit/secrets.toml": "", "app.py": "", "requirements.txt": ""}
	for _, c := range []struct {
		name    string
		files   map[string]string
		only    []string
		verdict verify.Verdict
		scope   verify.Scope
		words   string
	}{
		{"files alone", whole, nil, verify.Sound, verify.ScopeFiles, "sound so far (files only)"},
		{"what was not asked", whole, []string{"client-secret", "metadata-jwks"}, verify.VerdictUndecided, verify.ScopeFiles, "undecided: nothing was checked here"},
		{"a question that does not arise", whole, []string{"secret-expiry"}, verify.VerdictUndecided, verify.ScopeFiles, "undecided: nothing was checked here"},
		{"one check", whole, []string{"redirect-uri-path"}, verify.Sound, verify.ScopeFiles, "sound so far (files only)"},
		{"an empty folder", nothing, nil, verify.VerdictUndecided, verify.ScopeFiles, "undecided: nothing was checked here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := example{url: microsoft, files: c.files}
			tried := e.set(t)
			p, err := project.Load(t.Context(), project.LoadOptions{Dir: tried.dir, Getenv: func(string) string { return "" }})
			if err != nil {
				t.Fatal(err)
			}
			r := verify.Run(probe.Gather(t.Context(), p, probe.Ask{Offline: true, Network: probe.Network{Now: time.Now}}), verify.Options{Only: c.only})
			if r.Verdict != c.verdict || r.Scope != c.scope || r.Summary() != c.words {
				t.Errorf("%s, scope %s: %q", r.Verdict, r.Scope, r.Summary())
				for _, result := range r.Results {
					if result.Status != verify.Skipped {
						t.Logf("%s is %s", result.ID, result.Status)
					}
				}
			}
		})
	}
	if r := (example{}).report(t); r.Scope != verify.ScopeProvider || r.Summary() != "sound" {
		t.Errorf("asked the provider: scope %s, %q", r.Scope, r.Summary())
	}
	if r := (example{login: true}).report(t); r.Scope != verify.ScopeSignIn {
		t.Errorf("signed in: scope %s", r.Scope)
	}
}
