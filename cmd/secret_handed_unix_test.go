//go:build unix

package cmd

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a shell hands over for <(command) is read to its end: the client secret for
// init, the secrets for verify. A pipe of any other name is still refused.
func TestSecretsFromAShell(t *testing.T) {
	t.Parallel()
	handed := func(text string) string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		go func() { fmt.Fprint(w, text); w.Close() }()
		return fmt.Sprintf("/dev/fd/%d", r.Fd())
	}
	dir, out := t.TempDir(), &bytes.Buffer{}
	env := canaryEnv(dir, out, "", func() {})
	if code := run(t.Context(), env, []string{"init", "--tenant", "contoso.com", "--client-id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "--client-secret-file", handed("x7d8Q~VbXk2Lq9mRt4Zp6Ws1Yc3Nf5Hg8Jd0Aeu\n"), "--yes"}); code != exitSound {
		t.Fatal(code, out)
	}
	file := filepath.Join(dir, ".streamlit", "secrets.toml")
	made, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(made), `client_secret = "x7d8Q~VbXk2Lq9mRt4Zp6Ws1Yc3Nf5Hg8Jd0Aeu"`) {
		t.Fatalf("%v:\n%s", err, made)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{string(made): exitSound, "": exitBroken, strings.Replace(string(made), "oauth2callback", "callback", 1): exitBroken} {
		if code := run(t.Context(), canaryEnv(dir, out, "", func() {}), []string{"verify", "--offline", "--secrets", handed(text)}); code != want {
			t.Errorf("exit code %d, want %d:\n%s", code, want, out)
		}
		out.Reset()
	}
}
