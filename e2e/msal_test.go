//go:build e2e

package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// Microsoft's libraries sign in at a sandbox over https: an app by its secret,
// and a person by a code.
func TestMSALAtTheSandbox(t *testing.T) {
	t.Parallel()
	dir, port := t.TempDir(), freePort(t)
	ca := filepath.Join(dir, "ca.pem")
	start(t, dir, environment(t), binary(t), "sandbox", "--tls", "--tls-ca", ca, "--port", port).says(t, "Ctrl-C stops")
	env := environment(t, "REQUESTS_CA_BUNDLE="+ca, "NODE_EXTRA_CA_CERTS="+ca)
	authority := "https://localhost:" + port + "/" + sandbox.DefaultTenant
	for library, program := range map[string][]string{
		"for Python": {filepath.Join(filepath.Dir(azureCLI(t)), "python"), filepath.Join("azure", "msal_client.py")},
		"for Node":   {need(t, "NODE"), filepath.Join("npm", "msal.mjs")},
	} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			signsIn := func(secret, way string, redirectURI ...string) string {
				t.Helper()
				arguments := append([]string{program[1], authority, way, sandbox.DefaultClientID}, redirectURI...)
				client := exec.Command(program[0], arguments...)
				client.Env, client.Stdin = env, strings.NewReader(secret)
				out, err := client.CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				return strings.TrimSpace(string(out))
			}
			if got := signsIn(sandbox.DefaultClientSecret, "app"); got != "token" {
				t.Errorf("an app: %s", got)
			}
			if got := signsIn("wrong", "app"); !strings.Contains(got, "AADSTS7000215") {
				t.Errorf("a wrong secret: %s", got)
			}
			if got := signsIn(sandbox.DefaultClientSecret, "person", sandbox.DefaultRedirectURI); got != "Ada Lovelace ada@contoso.example 1" {
				t.Errorf("a person: %s", got)
			}
		})
	}
}
