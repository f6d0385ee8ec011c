//go:build e2e

package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
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
	return cmp.Or(compareReleases(p.streamlit, q.streamlit), compareReleases(p.authlib, q.authlib), cmp.Compare(p.httpx, q.httpx))
}

func (p pair) requirements() []string {
	lines := []string{"streamlit==" + p.streamlit, "Authlib==" + p.authlib}
	if p.httpx != "" {
		lines = append(lines, "httpx=="+p.httpx)
	}
	return lines
}

// pairs are the pairs to try. A few stand for all: an old one that works, the
// bad pair most people met, and a server that needs httpx without it. With
// AUTHKIT_ALL all that are in the table are tried, with AUTHKIT_RECORD the newest
// releases with them.
func pairs(t *testing.T, table pairTable) []pair {
	t.Helper()
	switch {
	case os.Getenv("AUTHKIT_RECORD") != "":
		return table.wanted(t)
	case os.Getenv("AUTHKIT_ALL") != "":
		return slices.SortedFunc(maps.Keys(table.rows), pair.compare)
	}
	return []pair{{"1.42.0", "1.6.5", ""}, {"1.52.1", "1.6.6", ""}, {"1.58.0", "1.7.2", ""}, {"1.58.0", "1.7.2", "0.28.1"}}
}

// Which releases of Streamlit, Authlib and httpx work together: each pair is
// installed and somebody signs in. verify has to say the same beforehand; it
// goes by the table of what was seen here (streamlit/deps/pairs.txt).
//
// After a new release, e2e/versions/releases.py lists it, and AUTHKIT_RECORD=1
// tries it with all the others and writes the table, with the releases between
// two whose answers differ until the first that differs is known.
func TestPairs(t *testing.T) {
	table := readPairTable(t)
	record := os.Getenv("AUTHKIT_RECORD") != ""
	agreed, asked, open, tried := 0, 0, 0, map[pair]bool{}
	for next := pairs(t, table); len(next) > 0; {
		for _, p := range next {
			tried[p] = true
			t.Run(strings.Join(p.requirements(), " "), func(t *testing.T) {
				seen, code, told := tryPair(t, p)
				if record {
					table.rows[p] = seen
					table.write(t)
				}
				if table.rows[p] != seen {
					t.Errorf("the table says %q, Streamlit %q", table.rows[p], seen)
				}
				if !seen.measured() {
					open++
					t.Logf("%s\n%s", seen, told)
					return
				}
				asked++
				sound := seen == signedIn // that it takes unsigned tokens is a warning, see TestUnsignedTokens
				if sound != (code == 0) {
					t.Errorf("Streamlit: %s\nverify: exit %d\n%s", seen, code, told)
					return
				}
				agreed++
			})
		}
		next = nil
		if record {
			next = slices.DeleteFunc(table.wanted(t), func(p pair) bool { return tried[p] })
		}
	}
	t.Logf("figures: pairs of releases: verify agrees with the sign-in in %d of %d; %d more could not be installed or measured", agreed, asked, open)
}

// tryPair installs a pair, asks verify about it, and signs in.
func tryPair(t *testing.T, p pair) (seen outcome, code int, told string) {
	t.Helper()
	program, err := install(t, p)
	if err != nil {
		return notInstallable, 0, err.Error()
	}
	dir, port := sandboxProject(t)
	if err := os.WriteFile(filepath.Join(dir, "requirements.txt"), []byte(strings.Join(p.requirements(), "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "app.py"), []byte("import streamlit as st\nst.button('Sign in', on_click=st.login)\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, told = run(t, dir, environment(t), "verify", "--offline", "--only", "deps-streamlit,deps-authlib,deps-httpx,deps-compat")
	app := start(t, dir, environment(t), program, "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
	answers(t, "http://localhost:"+port+"/_stcore/health")
	err = signsIn(t, secretsOf(dir), "http://localhost:"+port)
	return outcomeOf(err), code, fmt.Sprintf("%v\n%s\n%s", err, told, app.out.String())
}

// installed is the streamlit program of an environment with exactly these packages.
func installed(t *testing.T, p pair) string {
	t.Helper()
	program, err := install(t, p)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// install makes the environment of a pair where it is not there yet. The error
// says that these releases cannot be installed together.
func install(t *testing.T, p pair) (string, error) {
	t.Helper()
	folder, err := installPackages(t, p.requirements())
	if err != nil {
		return "", err
	}
	// A row without httpx is about its absence: another package must not have brought it.
	if found, _ := filepath.Glob(filepath.Join(folder, "lib", "python*", "site-packages", "httpx")); p.httpx == "" && len(found) > 0 {
		return "", errors.New("another package brings httpx")
	}
	return filepath.Join(folder, "bin", "streamlit"), nil
}

// installPackages makes a virtual environment with packages, where it is not there yet.
func installPackages(t *testing.T, requirements []string) (folder string, err error) {
	t.Helper()
	name := strings.NewReplacer("==", "-", " ", "_").Replace(strings.Join(requirements, " "))
	folder, err = filepath.Abs(filepath.Join("..", ".cache", "pairs", name))
	if err != nil {
		t.Fatal(err)
	}
	done := filepath.Join(folder, "complete")
	if _, err := os.Stat(done); err == nil {
		return folder, nil
	}
	python := need(t, "PYTHON")
	os.RemoveAll(folder)
	if out, err := exec.Command(python, "-m", "uv", "venv", "-q", "--relocatable", "--python", python, folder).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	install := append([]string{"-m", "uv", "pip", "install", "-q", "--python", filepath.Join(folder, "bin", "python")}, requirements...)
	if out, err := exec.Command(python, install...).CombinedOutput(); err != nil {
		if strings.Contains(string(out), "No solution found") {
			return "", fmt.Errorf("%s", out)
		}
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(done, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return folder, nil
}

// signsIn goes through the login of a running app at the sandbox, see signsInAs.
func signsIn(t *testing.T, secretsFile, app string) error {
	t.Helper()
	return signsInAs(t, secretsFile, app, visitor)
}

// visitor is the person who signs in at the sandbox.
func visitor(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
	return sandbox.Visitor{Client: browser}.SignIn(ctx, address)
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
	return signsInThrough(t, http.DefaultTransport, secretsFile, app, provider, person)
}

// signsInThrough is signsInAt, with the app where this leads.
func signsInThrough(t *testing.T, through http.RoundTripper, secretsFile, app, provider string, person person) error {
	t.Helper()
	token := loginToken(t, secretsFile, provider)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, host, _ := strings.Cut(app, "://")
	browser := &appCookies{host: host, jar: jar, through: through}
	client := &http.Client{Transport: browser, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	login, err := client.Get(app + "/auth/login?provider=" + token)
	if err != nil {
		return err
	}
	login.Body.Close()
	if !strings.Contains(login.Header.Get("Location"), "client_id=") {
		return refusal{"/auth/login", login}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	end, err := person(ctx, client, login.Header.Get("Location"))
	if err != nil {
		return err
	}
	end.Body.Close()
	switch {
	case browser.signedIn:
		return nil
	case browser.callback == nil:
		return fmt.Errorf("the sign-in ends at %s, not at the app", end.Request.URL.Host)
	}
	return refusal{"/oauth2callback", browser.callback}
}

// appCookies keeps the app's cookies through a sign-in at the provider.
type appCookies struct {
	host     string
	through  http.RoundTripper // to the app
	jar      *cookiejar.Jar
	signedIn bool
	callback *http.Response // the app's last answer to what the provider sent

	elsewhere http.RoundTripper // to every other host; nil: the default
}

// refusal is an answer of the app that ends a sign-in.
type refusal struct {
	route  string
	answer *http.Response
}

func (r refusal) Error() string {
	return fmt.Sprintf("%s answers %s to %q", r.route, r.answer.Status, r.answer.Header.Get("Location"))
}

func (a *appCookies) RoundTrip(r *http.Request) (*http.Response, error) {
	switch {
	case r.URL.Host != a.host && a.elsewhere != nil:
		return a.elsewhere.RoundTrip(r)
	case r.URL.Host != a.host:
		return http.DefaultTransport.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Del("Cookie")
	for _, cookie := range a.jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	response, err := a.through.RoundTrip(r)
	if err == nil {
		if strings.HasSuffix(r.URL.Path, "/oauth2callback") {
			a.callback = response
		}
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
