package fix_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/fix"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

const secretsText = "[auth]\nredirect_uri = \"localhost:8501/oauth2callback\" # mine\n"

// write puts a file into a folder.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// one is a report with one finding for each edit.
func one(edits ...*findings.Edit) *verify.Report {
	r := &verify.Report{}
	for _, e := range edits {
		r.Results = append(r.Results, verify.Result{ID: "redirect-uri-form", Findings: []verify.Finding{{Severity: verify.SeverityError, Edit: e}}})
	}
	return r
}

func load(t *testing.T, dir, home string) *project.Project {
	t.Helper()
	p, err := project.Load(t.Context(), project.LoadOptions{Dir: dir, Home: home})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An edit changes its value and no other byte; what the project lives with stays.
func TestPlan(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".streamlit/secrets.toml", secretsText)
	_, edit := findings.Write("http://localhost:8501/oauth2callback", "auth", "redirect_uri")
	_, other := findings.Write("http://localhost:9000/oauth2callback", "auth", "redirect_uri")
	p := load(t, dir, "")
	accepted := one(edit)
	accepted.Results[0].Findings[0].Accepted = "a reason"
	if plan, left, err := fix.Plan(t.Context(), p, accepted, ""); len(plan.Changes)+len(left) > 0 || err != nil {
		t.Errorf("an accepted finding: %v, %q, %v", plan.Changes, left, err)
	}
	plan, left, err := fix.Plan(t.Context(), p, one(edit, edit, other), "")
	if err != nil || len(plan.Changes) != 1 || len(left) != 1 || !strings.Contains(left[0], "two fixes") {
		t.Fatalf("%v, %q, %v", plan.Changes, left, err)
	}
	if err := plan.Apply(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, ".streamlit", "secrets.toml"))
	if want := strings.Replace(secretsText, "localhost", "http://localhost", 1); err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
}

// What lies outside of the project, in the home folder or behind a link, is left,
// unless the person named it.
func TestFixStaysInTheProject(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	write(t, home, ".streamlit/secrets.toml", secretsText)
	write(t, home, "config.toml", "[server]\nport = 8501\n")
	write(t, dir, "app.py", "import streamlit\n")
	if err := os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(home, "config.toml"), filepath.Join(dir, ".streamlit", "config.toml")); err != nil {
		t.Skip("no links here")
	}
	_, ofSecrets := findings.Write("http://localhost:8501/oauth2callback", "auth", "redirect_uri")
	_, ofConfig := findings.Write("app", "server", "baseUrlPath")
	p := load(t, dir, home)
	for _, edit := range []*findings.Edit{ofSecrets, ofConfig} {
		if plan, left, err := fix.Plan(t.Context(), p, one(edit), ""); len(plan.Changes) > 0 || len(left) != 1 || err != nil {
			t.Errorf("%v: %d changes, %q, %v", edit.Key, len(plan.Changes), left, err)
		}
	}
	named := filepath.Join(home, ".streamlit", "secrets.toml")
	if plan, left, err := fix.Plan(t.Context(), p, one(ofSecrets), named); len(plan.Changes) != 1 || len(left) > 0 || err != nil {
		t.Errorf("a named file: %d changes, %q, %v", len(plan.Changes), left, err)
	}
}
