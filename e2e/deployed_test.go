//go:build e2e

package e2e

import (
	"crypto/tls"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// edit changes a file of a project.
func edit(t *testing.T, file, old, new string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(data), old, new)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func secretsOf(dir string) string { return filepath.Join(dir, ".streamlit", "secrets.toml") }

// copied is a second deployment of the same project.
func copied(t *testing.T, dir string) string {
	t.Helper()
	other := t.TempDir()
	if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return other
}

// observes runs verify --url and wants its exit code and words.
func observes(t *testing.T, dir string, code int, env []string, address string, says ...string) {
	t.Helper()
	got, out := run(t, dir, append(environment(t), env...), "verify", "--no-login", "--url", address)
	flat := strings.Join(strings.Fields(out), " ")
	for _, words := range says {
		if !strings.Contains(flat, words) {
			t.Errorf("%s: it does not say %q:\n%s", address, words, out)
		}
	}
	if got != code {
		t.Errorf("%s: exit %d, want %d\n%s", address, got, code, out)
	}
}

// An app below a base path is found there and nowhere else.
func TestObserveBasePath(t *testing.T) {
	dir, port := sandboxProject(t)
	edit(t, secretsOf(dir), "/oauth2callback", "/tools/oauth2callback")
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "config.toml"), []byte("[server]\nbaseUrlPath = \"tools\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	start(t, dir, environment(t), need(t, "STREAMLIT"), "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
	answers(t, "http://localhost:"+port+"/tools/_stcore/health")
	_, out := run(t, dir, environment(t), "verify", "--no-login", "--url", "http://localhost:"+port+"/tools/", "--format", "json")
	if strings.Count(out, `"level": "deployed"`) != 7 || !strings.Contains(onlyDeployed(out), "ok ok ok ok ok ok ok") {
		t.Errorf("at its base path: %s", onlyDeployed(out))
	}
	observes(t, dir, 1, nil, "http://localhost:"+port, "base path")
	observes(t, dir, 1, nil, "http://localhost:"+port+"/other", "base path")
}

// onlyDeployed lists the statuses of the level deployed.
func onlyDeployed(report string) string {
	var statuses []string
	_, rest, _ := strings.Cut(report, `"level": "deployed"`)
	for _, part := range strings.Split(rest, `"level": "deployed"`) {
		_, status, _ := strings.Cut(part, `"status": "`)
		status, _, _ = strings.Cut(status, `"`)
		statuses = append(statuses, status)
	}
	return strings.Join(statuses, " ")
}

// A server without secrets makes up a cookie secret of its own; one with the
// secrets of another registration sends people there.
func TestObserveOtherSecrets(t *testing.T) {
	dir, port := sandboxProject(t)
	without := copied(t, dir)
	if err := os.Remove(secretsOf(without)); err != nil {
		t.Fatal(err)
	}
	streamlit(t, without, port)
	observes(t, dir, 1, nil, "http://localhost:"+port, "does not run with this cookie_secret", "could not read them")

	other, otherPort := copied(t, dir), freePort(t)
	edit(t, secretsOf(other), "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "c2f8d1ef-6b5e-4c1d-8b28-1d3a7f0e9b42")
	streamlit(t, other, otherPort)
	observes(t, dir, 1, nil, "http://localhost:"+otherPort, "another client ID", "people open http://localhost:"+otherPort)
}

// Behind a proxy that ends TLS, redirect_uri has to name what people open.
func TestObserveBehindTLS(t *testing.T) {
	dir, port := sandboxProject(t)
	app, err := url.Parse("http://localhost:" + port)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewUnstartedServer(httputil.NewSingleHostReverseProxy(app))
	proxy.EnableHTTP2 = true // a browser's connection goes by HTTP/1.1 all the same
	proxy.StartTLS()
	defer proxy.Close()
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: proxy.Certificate().Raw}), 0o644); err != nil {
		t.Fatal(err)
	}
	trust := []string{"SSL_CERT_FILE=" + bundle}
	streamlit(t, dir, port)
	observes(t, dir, 1, trust, proxy.URL, "people open "+proxy.URL, "still logged out")
	observes(t, dir, 3, nil, proxy.URL, "certificate")

	// The same app with the address people open is sound there.
	right, rightPort := copied(t, dir), freePort(t)
	app.Host = "localhost:" + rightPort
	edit(t, secretsOf(right), "http://localhost:"+port, proxy.URL)
	if err := os.WriteFile(filepath.Join(right, ".streamlit", "config.toml"), []byte("[server]\nport = "+rightPort+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const otherPort = "redirect_uri sends people to port"
	if _, out := run(t, right, environment(t), "verify", "--offline"); !strings.Contains(out, otherPort) {
		t.Errorf("before anybody answers at redirect_uri, it does not say %q:\n%s", otherPort, out)
	}
	streamlit(t, right, rightPort)
	_, out := run(t, right, append(environment(t), trust...), "verify", "--no-login", "--url", proxy.URL, "--format", "json")
	if onlyDeployed(out) != "ok ok ok ok ok ok ok" || strings.Contains(out, otherPort) {
		t.Errorf("with the address people open: %s\n%s", onlyDeployed(out), out)
	}
}

// Two replicas with different cookie secrets behind one address.
func TestObserveReplicas(t *testing.T) {
	dir, port := sandboxProject(t)
	other, otherPort := copied(t, dir), freePort(t)
	edit(t, secretsOf(other), "cookie_secret = \"", "cookie_secret = \"other")
	streamlit(t, dir, port)
	streamlit(t, other, otherPort)
	var asked atomic.Int64
	balancer := httptest.NewServer(&httputil.ReverseProxy{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{}},
		Rewrite: func(r *httputil.ProxyRequest) {
			host := "localhost:" + port
			if asked.Add(1)%2 == 0 {
				host = "localhost:" + otherPort
			}
			r.SetURL(&url.URL{Scheme: "http", Host: host})
		},
	})
	defer balancer.Close()
	observes(t, dir, 1, nil, balancer.URL, "replicas with different cookie secrets", "the same secrets")
}
