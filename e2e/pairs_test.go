//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/sandbox"
)

// pair is what a project pins.
type pair struct{ streamlit, authlib, httpx string }

func (p pair) compare(q pair) int {
	return cmp.Or(cmp.Compare(p.streamlit, q.streamlit), cmp.Compare(p.authlib, q.authlib), cmp.Compare(p.httpx, q.httpx))
}

func (p pair) requirements() []string {
	lines := []string{"streamlit==" + p.streamlit, "Authlib==" + p.authlib}
	if p.httpx != "" {
		lines = append(lines, "httpx=="+p.httpx)
	}
	return lines
}

// pairs are the releases at which something about st.login changed, and those
// just before. A few stand for them: an old one that works, the bad pair most
// people met, and a server that needs httpx without it. With AUTHKIT_ALL all
// that are in the table are tried, with AUTHKIT_RECORD all that belong there.
func pairs(table pairTable) []pair {
	switch {
	case os.Getenv("AUTHKIT_RECORD") != "":
	case os.Getenv("AUTHKIT_ALL") != "":
		return slices.SortedFunc(maps.Keys(table.rows), pair.compare)
	default:
		return []pair{{"1.42.0", "1.6.5", ""}, {"1.52.1", "1.6.6", ""}, {"1.58.0", "1.7.2", ""}, {"1.58.0", "1.7.2", "0.28.1"}}
	}
	var all []pair
	for _, streamlit := range []string{"1.42.0", "1.45.0", "1.52.1", "1.52.2", "1.56.0", "1.57.0", "1.58.0", "1.59.1", "1.66.0", "1.67.0"} {
		for _, authlib := range []string{"1.3.2", "1.6.5", "1.6.6", "1.6.12", "1.7.2", "1.9.10"} {
			for _, httpx := range []string{"", "0.28.1"} {
				all = append(all, pair{streamlit, authlib, httpx})
			}
		}
	}
	return all
}

// Which releases of Streamlit, Authlib and httpx work together: each pair is
// installed and somebody signs in. verify has to say the same beforehand, and
// so does the table that its versions are held against (streamlit/deps/testdata).
// With AUTHKIT_RECORD set what is seen goes into the table.
func TestPairs(t *testing.T) {
	agreed, asked := 0, 0
	table := readPairTable(t)
	for _, p := range pairs(table) {
		t.Run(strings.Join(p.requirements(), " "), func(t *testing.T) {
			program := installed(t, p)
			dir, port := sandboxProject(t)
			if err := os.WriteFile(filepath.Join(dir, "requirements.txt"), []byte(strings.Join(p.requirements(), "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte("import streamlit as st\nst.button('Sign in', on_click=st.login)\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			code, out := run(t, dir, environment(t), "verify", "--offline", "--only", "deps-streamlit,deps-authlib,deps-httpx,deps-compat")
			app := start(t, dir, environment(t), program, "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
			answers(t, "http://localhost:"+port+"/_stcore/health")
			err := signsIn(t, secretsOf(dir), "http://localhost:"+port)
			asked++
			if os.Getenv("AUTHKIT_RECORD") != "" {
				table.record(t, p, err == nil)
			}
			if recorded := table.rows[p]; recorded != outcome(err == nil) {
				t.Errorf("the table says %q, Streamlit %v", recorded, err)
			}
			if (err == nil) == (code == 0) {
				agreed++
				return
			}
			t.Errorf("Streamlit: %v\nverify: exit %d\n%s\n%s", err, code, out, app.out.String())
		})
	}
	t.Logf("figures: pairs of releases: verify agrees with the sign-in in %d of %d", agreed, asked)
}

// installed is the streamlit program of an environment with exactly these packages.
func installed(t *testing.T, p pair) string {
	t.Helper()
	name := strings.NewReplacer("==", "-", " ", "_").Replace(strings.Join(p.requirements(), " "))
	cache, err := filepath.Abs(filepath.Join("..", ".cache", "pairs", name))
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(cache, "bin", "streamlit")
	done := filepath.Join(cache, "complete")
	if _, err := os.Stat(done); err == nil {
		return program
	}
	python := need(t, "PYTHON")
	os.RemoveAll(cache)
	for _, args := range [][]string{
		{"-m", "uv", "venv", "-q", "--python", python, cache},
		append([]string{"-m", "uv", "pip", "install", "-q", "--python", filepath.Join(cache, "bin", "python")}, p.requirements()...),
	} {
		if out, err := exec.Command(python, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return program
}

// signsIn goes through the login of a running app at the sandbox, see signsInAs.
func signsIn(t *testing.T, secretsFile, app string) error {
	t.Helper()
	return signsInAs(t, secretsFile, app, func(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
		return sandbox.Visitor{Client: browser}.SignIn(ctx, address)
	})
}

// person signs in at a provider's pages, and returns the app's answer to what
// the provider sends it.
type person func(ctx context.Context, browser *http.Client, address string) (*http.Response, error)

// signsInAs goes through the login of a running app as a browser does, with the
// token st.login would give it. The error says where it ended.
func signsInAs(t *testing.T, secretsFile, app string, person person) error {
	t.Helper()
	return signsInAt(t, secretsFile, app, "default", person)
}

// signsInAt is signsInAs at the provider of this name.
func signsInAt(t *testing.T, secretsFile, app, provider string, person person) error {
	t.Helper()
	token := loginToken(t, secretsFile, provider)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &appCookies{host: strings.TrimPrefix(app, "http://"), jar: jar}
	client := &http.Client{Transport: browser, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	login, err := client.Get(app + "/auth/login?provider=" + token)
	if err != nil {
		return err
	}
	login.Body.Close()
	if !strings.Contains(login.Header.Get("Location"), "client_id=") {
		return fmt.Errorf("the login answers %s to %q", login.Status, login.Header.Get("Location"))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	end, err := person(ctx, client, login.Header.Get("Location"))
	if err != nil {
		return err
	}
	end.Body.Close()
	if !browser.signedIn {
		return fmt.Errorf("the callback %s answers %s and sets no login cookie", end.Request.URL, end.Status)
	}
	return nil
}

// appCookies keeps the app's cookies through a sign-in at the provider.
type appCookies struct {
	host     string
	jar      *cookiejar.Jar
	signedIn bool
}

func (a *appCookies) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != a.host {
		return http.DefaultTransport.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Del("Cookie")
	for _, cookie := range a.jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		a.jar.SetCookies(r.URL, response.Cookies())
		for _, cookie := range response.Cookies() {
			a.signedIn = a.signedIn || strings.HasPrefix(cookie.Name, "_streamlit_user") && cookie.Value != "" && cookie.MaxAge >= 0
		}
	}
	return response, err
}

// loginToken is what st.login sends a browser to the login route with.
func loginToken(t *testing.T, secretsFile, provider string) string {
	t.Helper()
	data, err := os.ReadFile(secretsFile)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, _ := strings.Cut(string(data), "cookie_secret = \"")
	secret, _, _ = strings.Cut(secret, "\"")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(secret)}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(map[string]any{"provider": provider, "exp": time.Now().Add(2 * time.Minute).Unix()})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return url.QueryEscape(token)
}
