//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two in the morning: a login that worked is broken. Verify names the cause, what it
// says to do is done, by verify itself where it can, and the login is sound again.
func TestStoryOfBrokenLogins(t *testing.T) {
	fixed := 0
	for _, c := range []struct {
		name, file, old, new string // what was changed, in the project or its settings
		cause                string // the check that has to say so
		says                 string // and its words
		back                 bool   // the person puts it right; else verify --fix does
	}{
		{"the callback's path", ".streamlit/secrets.toml", "/oauth2callback", "/callback", "redirect-uri-path", "oauth2callback", false},
		{"capitals in the address", ".streamlit/secrets.toml", "http://localhost", "http://LOCALHOST", "redirect-uri-form", "localhost", false},
		{"a blank at the end of the client ID", ".streamlit/secrets.toml", `client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"`, `client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31 "`, "client-id-form", "blank", false},
		{"another secret", ".streamlit/secrets.toml", "San8Q~box", "San8Q~bax", "client-secret", "AADSTS7000215", true},
		{"a quote lost", ".streamlit/secrets.toml", `cookie_secret = "`, `cookie_secret = `, "secrets-parse", "line", true},
		{"a key renamed", ".streamlit/secrets.toml", "client_secret =", "client_secrets =", "auth-keys", "client_secret", true},
		{"the section renamed", ".streamlit/secrets.toml", "[auth]", "[authentication]", "auth-section", "[auth]", true},
		{"the requirement trimmed", "requirements.txt", "streamlit[auth]", "streamlit", "deps-authlib", "Authlib", false},
		{"the line of .gitignore removed", ".gitignore", ".streamlit/secrets.toml", "", "secrets-ignored", ".gitignore", false},
		{"a name that there is no section for", "app.py", "st.login", `st.login("google")`, "app-provider", "google", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, _ := sandboxProject(t)
			does(t, dir, environment(t), "git", "init", "-q")
			if code, out := run(t, dir, environment(t), "verify", "--no-login"); code != 0 {
				t.Fatalf("before: exit %d\n%s", code, out)
			}
			file := filepath.Join(dir, filepath.FromSlash(c.file))
			before, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			after := strings.ReplaceAll(string(before), c.old, c.new)
			if strings.HasPrefix(c.new, "st.login(") { // a call with its name, in place of the one without
				after = strings.ReplaceAll(string(before), "on_click=st.login", `on_click=st.login, args=["google"]`)
			}
			if after == string(before) {
				t.Fatalf("nothing of %s was changed\n%s", c.file, before)
			}
			write := func(text string) {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write(after)
			code, out := run(t, dir, environment(t), "verify", "--no-login")
			if code != 1 || !strings.Contains(out, "✗ "+c.cause) || !strings.Contains(out, c.says) {
				t.Fatalf("exit %d, want 1, %s and %q\n%s", code, c.cause, c.says, out)
			}
			if page := does(t, dir, environment(t), binary(t), "explain", c.cause, "--dir", "."); !strings.Contains(page, "What to do") {
				t.Errorf("explain %s says\n%s", c.cause, page)
			}
			if c.back {
				write(string(before))
			} else if code, out := run(t, dir, environment(t), "verify", "--no-login", "--fix", "--yes"); code != 0 {
				t.Errorf("--fix: exit %d\n%s", code, out)
			}
			if code, out := run(t, dir, environment(t), "verify", "--no-login"); code != 0 || !strings.Contains(out, "sound") {
				t.Errorf("afterwards: exit %d\n%s", code, out)
				return
			}
			fixed++
		})
	}
	t.Logf("figures: broken logins of a night that are sound again: %d", fixed)
}
