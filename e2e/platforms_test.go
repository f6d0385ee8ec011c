//go:build e2e

package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// proxyCase is a proxy in front of the real Streamlit: what verify says of the
// address, and how far a person comes there.
type proxyCase struct {
	name   string
	path   string // of the app's address, behind the proxy
	base   string // server.baseUrlPath
	change func(*httputil.ProxyRequest)
	answer func(*http.Response) error
	before func(http.Handler) http.Handler // in front of all of it
	user   string                          // what a person's browser knows and verify does not

	says  string // part of a finding or a reason; empty: the level is sound
	exit  int
	signs bool // a person signs in
}

// only lets some paths through to the app, by how they begin.
func only(prefixes ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, prefix := range prefixes {
				if r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, prefix) {
					next.ServeHTTP(w, r)
					return
				}
			}
			http.NotFound(w, r)
		})
	}
}

func proxyCases() []proxyCase {
	appPaths := []string{"/_stcore/", "/static/", "/favicon", "/manifest"}
	return []proxyCase{
		{name: "passes everything", signs: true},
		{name: "adds headers", signs: true, change: func(r *httputil.ProxyRequest) { r.SetXForwarded() }},
		{name: "has its base path", path: "/tools", base: "tools", signs: true},
		{name: "rewrites Host, opened at localhost", signs: true, change: func(r *httputil.ProxyRequest) { r.Out.Host = "" }},
		{name: "rewrites Origin", exit: 1, says: "refuses a browser's connection", change: func(r *httputil.ProxyRequest) {
			if r.Out.Header.Get("Origin") != "" {
				r.Out.Header.Set("Origin", "https://tools.example.com")
			}
		}},
		{name: "has no WebSocket", exit: 1, says: "does not pass a browser's connection on", change: func(r *httputil.ProxyRequest) {
			r.Out.Header.Del("Upgrade")
			r.Out.Header.Del("Connection")
		}},
		{name: "takes cookies off the answers", exit: 1, says: "comes back logged out", answer: func(r *http.Response) error {
			r.Header.Del("Set-Cookie")
			return nil
		}},
		{name: "takes the base path off", path: "/tools", exit: 1, says: "takes the base path off", change: func(r *httputil.ProxyRequest) {
			r.Out.URL.Path = "/" + strings.TrimPrefix(strings.TrimPrefix(r.Out.URL.Path, "/tools"), "/")
		}, before: only("/tools")},
		{name: "drops the query", exit: 1, says: "drops the query", change: func(r *httputil.ProxyRequest) { r.Out.URL.RawQuery = "" }},
		{name: "does not know the callback", exit: 1, says: "callback is not there", before: only(append(appPaths, "/auth/")...)},
		{name: "does not know the login route", exit: 1, says: "no login route", before: only(append(appPaths, "/oauth2callback")...)},
		{name: "asks for a password", exit: 3, says: "a user name and password (HTTP Basic) of a web server stands in front", user: "ada:lovelace", signs: true, before: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if name, password, _ := r.BasicAuth(); name != "ada" || password != "lovelace" {
					w.Header().Set("WWW-Authenticate", `Basic realm="tools"`)
					http.Error(w, "401 Authorization Required", http.StatusUnauthorized)
					return
				}
				next.ServeHTTP(w, r)
			})
		}},
		{name: "sends people to another host", exit: 3, says: "sends people on to http://127.0.0.1:", before: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				host := strings.Replace(r.Host, "localhost", "127.0.0.1", 1)
				if host != r.Host {
					http.Redirect(w, r, "http://"+host+r.URL.RequestURI(), http.StatusMovedPermanently)
					return
				}
				next.ServeHTTP(w, r)
			})
		}},
	}
}

// What verify says of an app behind a proxy is what a person meets there.
func TestObserveThroughProxies(t *testing.T) {
	agreed, tried := 0, 0
	for release, program := range judges(t) {
		places := map[[2]string]*proxied{}
		for _, c := range proxyCases() {
			place := [2]string{c.path, c.base}
			if places[place] == nil {
				places[place] = newProxied(t, program, release, c.path, c.base)
			}
			t.Run(release+" "+c.name, func(t *testing.T) {
				tried++
				places[place].try(t, c)
				if !t.Failed() {
					agreed++
				}
			})
		}
	}
	t.Logf("figures: proxies in front of the real Streamlit: verify agrees with the person in %d of %d", agreed, tried)
}

// judges are the releases that decide: the newest alone, unless all are asked for.
func judges(t *testing.T) map[string]string {
	t.Helper()
	releases := map[string]string{"newest": need(t, "STREAMLIT")}
	if os.Getenv("AUTHKIT_ALL") != "" {
		releases["1.58.0"] = installed(t, pair{"1.58.0", "1.7.2", "0.28.1"})
		releases["1.45.1"] = installed(t, pair{"1.45.1", "1.6.5", "0.28.1"})
	}
	return releases
}

// proxied is a real Streamlit with a proxy in front of it that does something
// else in each case.
type proxied struct {
	dir, address string
	app          *url.URL
	front        atomic.Pointer[http.Handler]
}

func newProxied(t *testing.T, program, release, path, base string) *proxied {
	t.Helper()
	dir, port := sandboxProject(t, "--redirect-uri", "http://localhost:8501/tools/oauth2callback", "--redirect-uri", "http://127.0.0.1:8501/oauth2callback")
	p := &proxied{dir: dir, app: &url.URL{Scheme: "http", Host: "localhost:" + port}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*p.front.Load()).ServeHTTP(w, r) }))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	p.address = strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + path
	edit(t, secretsOf(dir), "http://localhost:"+port, p.address)
	config := "[server]\nport = " + port + "\n"
	if base != "" {
		config += "baseUrlPath = \"" + base + "\"\n"
		base = "/" + base
	}
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "config.toml"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	if release != "newest" {
		if err := os.WriteFile(filepath.Join(dir, "requirements.txt"), []byte("streamlit=="+release+"\nAuthlib\nhttpx\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start(t, dir, environment(t), program, "run", "app.py", "--server.headless", "true", "--browser.gatherUsageStats", "false")
	answers(t, p.app.String()+base+"/_stcore/health")
	return p
}

// handler is the proxy of a case.
func (p *proxied) handler(c proxyCase) http.Handler {
	var handler http.Handler = &httputil.ReverseProxy{
		ModifyResponse: c.answer,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.app)
			r.Out.Host = r.In.Host
			if c.change != nil {
				c.change(r)
			}
		},
	}
	if c.before != nil {
		handler = c.before(handler)
	}
	return handler
}

func (p *proxied) try(t *testing.T, c proxyCase) {
	front := p.handler(c)
	p.front.Store(&front)
	const level = "deployed-reachable,deployed-login-route,deployed-cookie-secret,deployed-metadata,deployed-client-id,deployed-redirect-uri,deployed-origin"
	code, out := run(t, p.dir, environment(t), "verify", "--no-login", "--url", p.address, "--only", level, "-v")
	if flat := strings.Join(strings.Fields(out), " "); code != c.exit || !strings.Contains(flat, c.says) {
		t.Errorf("exit %d, want %d and %q:\n%s", code, c.exit, c.says, out)
	}
	opened := p.address
	if c.user != "" {
		opened = strings.Replace(opened, "http://", "http://"+c.user+"@", 1)
	}
	if signed := comesIn(newBrowser(t), opened); signed != c.signs {
		t.Errorf("a person signs in: %v, want %v; verify said\n%s", signed, c.signs, out)
	}
}

// comesIn opens an app, signs in at the sandbox and tells whether the app then
// greets the person. It gives up where nothing moves.
func comesIn(b *browser, address string) bool {
	b.open(address)
	return b.presses("Sign in", 15*time.Second) && b.presses("Ada Lovelace", 10*time.Second) && b.shows("Hello, Ada Lovelace!", 10*time.Second)
}

// shows tells whether the page shows a text within a while.
func (b *browser) shows(want string, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		if err == nil && strings.Contains(text, want) {
			return true
		}
	}
	return false
}

// presses presses the button with a text, where there is one within a while.
func (b *browser) presses(label string, limit time.Duration) bool {
	if !b.shows(label, limit) {
		return false
	}
	b.click(label)
	return true
}

// oauth2Proxy is the real product, from the Go module proxy.
func oauth2Proxy(t *testing.T) string {
	t.Helper()
	const version = "v7.15.6"
	folder, err := filepath.Abs(filepath.Join("..", ".cache", "oauth2-proxy-"+version))
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "oauth2-proxy")
	if _, err := os.Stat(program); err == nil {
		return program
	}
	install := exec.Command("go", "install", "github.com/oauth2-proxy/oauth2-proxy/v7@"+version)
	install.Dir, install.Env = t.TempDir(), append(os.Environ(), "GOBIN="+folder)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// In front of the real Streamlit stands the real oauth2-proxy: verify names it
// and says nothing of the secrets; a person signs in at both.
func TestObserveOAuth2Proxy(t *testing.T) {
	program := oauth2Proxy(t)
	for name, c := range map[string]struct {
		flags []string
		page  bool // it shows a page of its own first
		says  string
		exit  int
	}{
		"its page":        {nil, true, "oauth2-proxy stands in front of", 3},
		"no page":         {[]string{"--skip-provider-button=true"}, false, "oauth2-proxy stands in front of", 3},
		"the health open": {[]string{"--skip-auth-route=^/_stcore/health$"}, true, "oauth2-proxy stands in front of", 3},
		"all open":        {[]string{"--skip-auth-route=.*"}, false, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			front := freePort(t)
			address := "http://localhost:" + front
			dir, port := sandboxProject(t, "--redirect-uri", address+"/oauth2/callback")
			secrets, err := os.ReadFile(secretsOf(dir))
			if err != nil {
				t.Fatal(err)
			}
			issuer := strings.TrimSuffix(valueOf(string(secrets), "server_metadata_url"), "/.well-known/openid-configuration")
			edit(t, secretsOf(dir), "http://localhost:"+port, address)
			streamlit(t, dir, port)
			start(t, dir, environment(t), program, append([]string{
				"--http-address", "127.0.0.1:" + front, "--provider", "oidc", "--oidc-issuer-url", issuer, "--redirect-url", address + "/oauth2/callback",
				"--client-id", valueOf(string(secrets), "client_id"), "--client-secret", valueOf(string(secrets), "client_secret"), "--code-challenge-method", "S256",
				"--cookie-secret", "0123456789abcdef0123456789abcdef", "--cookie-secure=false", "--email-domain", "*", "--insecure-oidc-allow-unverified-email=true",
				"--upstream", "http://localhost:" + port,
			}, c.flags...)...)
			answersWithin(t, time.Minute, address+"/ping")
			observes(t, dir, c.exit, nil, address, c.says)
			_, out := run(t, dir, environment(t), "verify", "--no-login", "--url", address)
			if c.exit != 0 && strings.Contains(out, "cookie_secret") {
				t.Errorf("it speaks of the cookie secret:\n%s", out)
			}
			b := newBrowser(t)
			b.open(address)
			if c.page {
				b.click("Sign in with")
			}
			if c.exit != 0 {
				b.click("Ada Lovelace")
			}
			if !b.presses("Sign in", 15*time.Second) || !b.presses("Ada Lovelace", 10*time.Second) || !b.shows("Hello, Ada Lovelace!", 10*time.Second) {
				t.Error("nobody signs in behind oauth2-proxy")
			}
		})
	}
}

// valueOf is the value of a key in a secrets file.
func valueOf(secrets, key string) string {
	_, rest, _ := strings.Cut(secrets, "\n"+key+" = \"")
	value, _, _ := strings.Cut(rest, "\"")
	return value
}
