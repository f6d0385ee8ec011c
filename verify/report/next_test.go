package report_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/report"
)

// The line below the verdict is the next command, in the folder that was looked at.
func TestNext(t *testing.T) {
	_, edit := findings.Write("x", "auth", "client_id")
	broken := func(file string, e *findings.Edit) []verify.Result {
		return []verify.Result{{ID: "client-id-form", Level: verify.LevelFiles, Status: verify.Failed, Findings: []verify.Finding{{Severity: verify.SeverityError, Message: "m", Fix: "f", File: file, Edit: e}}}}
	}
	for name, c := range map[string]struct {
		report verify.Report
		folder string
		want   string
	}{
		"files alone":       {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeFiles}, "", "next: authkit verify asks the provider as well"},
		"in a folder":       {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeFiles}, "my app", "next: authkit verify --dir 'my app' asks the provider as well"},
		"no sign-in yet":    {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeProvider}, "", "next: authkit verify --login signs in once, which proves the rest"},
		"signed in":         {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeSignIn}, "", "next: authkit deploy-secrets --url URL renders the secrets for the deployed app"},
		"deployed":          {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeDeployed}, "", ""},
		"undecided":         {verify.Report{Verdict: verify.VerdictUndecided, Scope: verify.ScopeProvider}, "", ""},
		"an edit":           {verify.Report{Verdict: verify.Broken, Scope: verify.ScopeFiles, Results: broken(".streamlit/secrets.toml", edit)}, "", "next: authkit verify --fix makes 1 of these fixes, after showing them"},
		"an edit elsewhere": {verify.Report{Verdict: verify.Broken, Scope: verify.ScopeFiles, Results: broken("~/.streamlit/secrets.toml", edit)}, "", ""},
		"no edit":           {verify.Report{Verdict: verify.Broken, Scope: verify.ScopeFiles, Results: broken(".streamlit/secrets.toml", nil)}, "", ""},
		"several apps":      {verify.Report{Verdict: verify.Sound, Scope: verify.ScopeFiles, Apps: []verify.App{{Project: "a"}}}, "", ""},
	} {
		for _, wanted := range []bool{true, false} {
			var out strings.Builder
			if err := report.Write(&out, "text", &c.report, report.Options{Width: 100, Next: wanted, Folder: c.folder}); err != nil {
				t.Fatal(err)
			}
			says := c.want != "" && strings.HasSuffix(out.String(), "\n"+c.want+"\n")
			if has := strings.Contains(out.String(), "next: "); has != (wanted && c.want != "") || has != (says && wanted) {
				t.Errorf("%s: %q", name, out.String())
			}
		}
	}
}
