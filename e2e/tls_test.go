//go:build e2e

package e2e

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// At a provider whose certificate is signed by an authority of its own, verify
// and the real Streamlit agree: both need SSL_CERT_FILE, and with it all is well.
func TestProviderWithAnAuthorityOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, trusts := range []bool{true, false} {
		name := map[bool]string{true: "trusted", false: "not trusted"}[trusts]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, port, sandboxPort := t.TempDir(), freePort(t), freePort(t)
			ca := filepath.Join(t.TempDir(), "ca.pem")
			if code, out := run(t, dir, environment(t), "init", "--sandbox", "--sandbox-url", "https://localhost:"+sandboxPort, "--port", port, "--yes"); code != 0 {
				t.Fatalf("init: %d\n%s", code, out)
			}
			start(t, dir, environment(t), binary(t), "sandbox", "--port", sandboxPort, "--tls", "--tls-ca", ca).says(t, "Ctrl-C stops")
			env := environment(t)
			if trusts {
				env = append(env, "SSL_CERT_FILE="+ca)
			}

			code, out := run(t, dir, env, "verify")
			if want := map[bool]int{true: 0, false: 3}[trusts]; code != want || !trusts && !strings.Contains(out, "SSL_CERT_FILE") {
				t.Errorf("verify: %d\n%s", code, out)
			}

			start(t, dir, env, need(t, "STREAMLIT"), "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
			answers(t, "http://localhost:"+port+"/_stcore/health")
			err := signsInAs(t, secretsOf(dir), "http://localhost:"+port, func(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
				browser.Transport.(*appCookies).elsewhere = trusting(t, ca).Transport
				return sandbox.Visitor{Client: browser}.SignIn(ctx, address)
			})
			if (err == nil) != trusts {
				t.Errorf("the real Streamlit: %v", err)
			}
		})
	}
}
