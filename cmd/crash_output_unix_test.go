//go:build unix

package cmd

import (
	"strings"
	"testing"
)

// A mistake of ours at any step of writing ends with a stack and no secret,
// though the panic carries one. (Without the recover in run, Go prints the
// canary and the exit code is 2: both are seen here.)
func TestCrashOutput(t *testing.T) {
	t.Parallel()
	crashes := 0
	for _, args := range [][]string{
		{"init", "--tenant", "contoso.com", "--client-id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "--yes"},
		{"deploy-secrets", "--url", "https://app.example.com", "--in-place"},
		{"deploy-secrets", "--url", "https://app.example.com", "--out", "out.toml"},
	} {
		for _, step := range []string{"panic:1", "panic:4", "panic:7"} {
			dir := crashProject(t, map[string]string{".streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"" + canary + "-cookie-0123456789abcdef\"\n"})
			command := authkitIn(dir, step, args)
			command.Env = append(command.Env, "GOTRACEBACK=system")
			out, _ := command.CombinedOutput()
			crashes++
			if code := command.ProcessState.ExitCode(); code != 3 {
				t.Errorf("%v %s: exit %d", args, step, code)
			}
			if strings.Contains(string(out), canary) {
				t.Errorf("%v %s: the crash shows a secret:\n%s", args, step, out)
			}
			for _, want := range []string{"a mistake in authkit", "hint: report it", "goroutine"} {
				if !strings.Contains(string(out), want) {
					t.Errorf("%v %s: it does not say %q:\n%s", args, step, want, out)
				}
			}
		}
	}
	t.Logf("figures: %d crashes without a secret", crashes)
}
