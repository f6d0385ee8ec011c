//go:build unix

package cmd

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// What the two random values of a new file are does not matter here.
var randomCookie = regexp.MustCompile(`(?m)^cookie_secret = .*$`)

// A process that is killed at any step of writing leaves every file old or
// new, whole; nothing with secrets that others may read; and a project on
// which the same command then succeeds.
func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	secretsFile := `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + canary + `-cookie-0123456789abcdef"
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "` + canary + `-client"
server_metadata_url = "https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration"
`
	killed, stride := 0, 1
	if testing.Short() {
		stride = 24
	}
	for name, c := range map[string]struct {
		before map[string]string
		args   []string
	}{
		"init in an empty folder": {nil, []string{"init", "--sandbox", "--yes"}},
		"init in a project": {map[string]string{
			".streamlit/secrets.toml": "[database]\npassword = \"" + canary + "\"\n", ".gitignore": "*.pyc\n", "requirements.txt": "pandas\n", "app.py": "import streamlit as st\n",
		}, []string{"init", "--tenant", "contoso.com", "--client-id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "--secret-expires", "2027-05-01", "--yes"}},
		"init with pipelines": {map[string]string{".streamlit/secrets.toml": secretsFile, "app.py": "import streamlit as st\nst.login()\n"},
			[]string{"init", "--provider", "google", "--metadata-url", "https://accounts.google.com/.well-known/openid-configuration", "--client-id", "x", "--ci", "github,gitlab,azure", "--yes"}},
		"deploy-secrets --in-place": {map[string]string{".streamlit/secrets.toml": secretsFile}, []string{"deploy-secrets", "--url", "https://app.example.com", "--in-place"}},
		"deploy-secrets --out":      {map[string]string{".streamlit/secrets.toml": secretsFile}, []string{"deploy-secrets", "--url", "https://app.example.com", "--out", "out/secrets.toml"}},
		"deploy-secrets --out over a file": {map[string]string{".streamlit/secrets.toml": secretsFile, "out.toml": "old = \"" + canary + "\"\n"},
			[]string{"deploy-secrets", "--url", "https://app.example.com", "--out", "out.toml"}},
	} {
		t.Run(name, func(t *testing.T) {
			whole := crashProject(t, c.before)
			if out, err := authkitIn(whole, "", c.args).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			after := filesIn(t, whole)
			for step := 1; ; step += stride {
				dir := crashProject(t, c.before)
				err := authkitIn(dir, fmt.Sprint("kill:", step), c.args).Run()
				if err == nil {
					if step < 5 {
						t.Fatalf("only %d steps were found", step-1)
					}
					break
				}
				killed++
				for name, text := range filesIn(t, dir) {
					info, err := os.Stat(filepath.Join(dir, name))
					if err != nil {
						t.Fatal(err)
					}
					secret := strings.Contains(text, canary) || strings.Contains(text, sandbox.DefaultClientSecret)
					switch _, known := after[name]; {
					case known && text != after[name] && text != masked(c.before[name]):
						t.Errorf("step %d: %s is neither the old nor the new file:\n%s", step, name, text)
					case !known && secret && info.Mode().Perm()&0o077 != 0:
						t.Errorf("step %d: %s is left behind with mode %v", step, name, info.Mode())
					case !known && !strings.HasSuffix(name, ".tmp"):
						t.Errorf("step %d: where does %s come from?", step, name)
					}
				}
				if err := authkitIn(dir, "", c.args).Run(); err != nil {
					t.Errorf("step %d: the same again fails: %v", step, err)
				}
				for name, text := range filesIn(t, dir) {
					if want, known := after[name]; known && text != want {
						t.Errorf("step %d: after the same again %s differs:\n%s", step, name, text)
					}
				}
			}
		})
	}
	t.Logf("figures: killed at %d steps, every file whole", killed)
}

func crashProject(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { // what every editor does
			t.Fatal(err)
		}
	}
	return dir
}

func authkitIn(dir, faultyProcess string, args []string) *exec.Cmd {
	command := exec.Command("authkit", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "AUTHKIT_TEST="+faultyProcess, "HOME="+dir, "AUTHKIT_CLIENT_SECRET="+canary+"-secret")
	return command
}

func masked(text string) string { return randomCookie.ReplaceAllString(text, "cookie_secret = …") }

func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = masked(string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
