package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// At a terminal --fix shows the diff and asks; who says no finds the file as it was.
func TestFixAsks(t *testing.T) {
	t.Parallel()
	for typed, fixes := range map[string]bool{"y\n": true, "n\n": false} {
		env, out := signInProject(t, typed)
		file := filepath.Join(env.WorkingDir, ".streamlit", "secrets.toml")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		broken := strings.Replace(string(text), "http://localhost", "localhost", 1)
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		code := run(t.Context(), env, []string{"verify", "--fix", "--no-login"})
		after, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		diff, asked := strings.Index(out.String(), "+redirect_uri = "), strings.Index(out.String(), "Write these changes?")
		if diff < 0 || asked < diff || fixes && (code != exitSound || !strings.Contains(string(after), `redirect_uri = "http://localhost:`)) || !fixes && (code != exitBroken || string(after) != broken) {
			t.Errorf("%q: exit %d\n%s", typed, code, out.String())
		}
	}
}
