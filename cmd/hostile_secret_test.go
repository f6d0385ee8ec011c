package cmd

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// The client secret goes to the provider's own token endpoint only: not along
// a redirect, and not to a host that the metadata names out of nowhere.
//
// A secret in the Authorization header proves nothing about redirects: net/http
// leaves that one out at another host. A secret in the form goes along.
func TestSecretStaysHome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		token    string // the token endpoint that the metadata names
		provider string // the metadata's host; empty: provider.test
		redirect string // where the provider's own token endpoint sends on to
		method   string // token_endpoint_auth_method
		flags    []string
		allowed  int
	}{
		"another host":         {token: "http://elsewhere.test/token"},
		"another https host":   {token: "https://elsewhere.test/token"},
		"a named host":         {token: "https://elsewhere.test/token", flags: []string{"--token-host", "Elsewhere.test"}, allowed: 1},
		"a redirect":           {redirect: "https://elsewhere.test/token"},
		"a redirect of a form": {redirect: "https://elsewhere.test/token", method: "client_secret_post"},
		"a redirect downwards": {redirect: "http://provider.test/token", method: "client_secret_post"},
		"a redirect inside":    {redirect: "https://provider.test:8443/token", method: "client_secret_post"},
		"a name in a user":     {token: "https://provider.test@elsewhere.test/token"},
		"another tenant":       {token: "https://evil.okta.com/token", provider: "mine.okta.com"},
		"another shop":         {token: "https://evil.co.uk/token", provider: "shop.co.uk"},
		"inside":               {token: "https://10.0.0.5/token"},
		"a cloud's own":        {token: "https://169.254.169.254/token"},
		"this machine":         {token: "http://127.0.0.1:1/token"},
		"a longer name":        {token: "https://provider.test.elsewhere.test/token"},
		"without encryption":   {token: "http://provider.test/token"},
		"with an empty host":   {token: "https:///token"},
		"with another scheme":  {token: "ftp://provider.test/token"},
	} {
		if c.provider == "" {
			c.provider = "provider.test"
		}
		t.Run(name, func(t *testing.T) {
			var sent, asked atomic.Int32
			var out bytes.Buffer
			dir := hostileProject(t, "https://"+c.provider)
			if c.method != "" {
				secretsFile := filepath.Join(dir, ".streamlit", "secrets.toml")
				text, err := os.ReadFile(secretsFile)
				if err == nil {
					err = os.WriteFile(secretsFile, append(text, "[auth.client_kwargs]\ntoken_endpoint_auth_method = \""+c.method+"\"\n"...), 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			env := canaryEnv(dir, &out, "", func() {})
			env.Transport = roundTripFunc(func(r *http.Request) (*http.Response, error) {
				recorder := httptest.NewRecorder()
				var body []byte
				if r.Body != nil {
					body, _ = io.ReadAll(r.Body)
				}
				_, password, _ := r.BasicAuth()
				if (strings.Contains(password, canary) || bytes.Contains(body, []byte(canary))) && (r.URL.Host != c.provider || r.URL.Scheme != "https") {
					sent.Add(1)
				}
				hostileAt("/token", func(w http.ResponseWriter, r *http.Request) {
					if c.redirect != "" {
						http.Redirect(w, r, c.redirect, http.StatusTemporaryRedirect)
						return
					}
					w.WriteHeader(http.StatusUnauthorized)
					io.WriteString(w, `{"error":"invalid_client"}`)
				}).ServeHTTP(recorder, r)
				response := recorder.Result()
				text, _ := io.ReadAll(response.Body)
				text = bytes.ReplaceAll(text, []byte("http://"+c.provider), []byte("https://"+c.provider))
				if c.token != "" {
					text = bytes.ReplaceAll(text, []byte("https://"+c.provider+"/token"), []byte(c.token))
				}
				response.Body = io.NopCloser(bytes.NewReader(text))
				if r.URL.Path == "/token" {
					asked.Add(1)
				}
				return response, nil
			})
			run(t.Context(), env, append([]string{"verify", "--no-login", "-v"}, c.flags...))
			if (sent.Load() > 0) != (c.allowed > 0) {
				t.Errorf("the secret was sent %d times:\n%s", sent.Load(), out.String())
			}
			if c.redirect != "" && asked.Load() == 0 {
				t.Error("the token endpoint was not asked at all")
			}
			if c.allowed == 0 && c.token == "https://elsewhere.test/token" && !strings.Contains(out.String(), "--token-host elsewhere.test") {
				t.Errorf("it does not say how to allow the host:\n%s", out.String())
			}
		})
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Metadata from outside that names addresses inside a network has none of them
// asked, and the report says so.
func TestMetadataTurnsInward(t *testing.T) {
	t.Parallel()
	inside := []string{"169.254.169.254", "10.0.0.5", "[fd00::1]", "127.0.0.1:9", "localhost", "metadata.google.internal", "2130706433"}
	for _, host := range inside {
		var (
			mu    sync.Mutex
			asked []string
			out   bytes.Buffer
		)
		env := canaryEnv(hostileProject(t, "https://provider.test"), &out, "", func() {})
		env.Transport = roundTripFunc(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			asked = append(asked, r.URL.Host)
			mu.Unlock()
			recorder := httptest.NewRecorder()
			fmt.Fprintf(recorder, `{"issuer":"https://provider.test","authorization_endpoint":"https://%[1]s/authorize","token_endpoint":"https://%[1]s/token","jwks_uri":"https://%[1]s/latest/meta-data","response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}`, host)
			return recorder.Result(), nil
		})
		run(t.Context(), env, []string{"verify", "--no-login", "-v"})
		for _, one := range asked {
			if one != "provider.test" {
				t.Errorf("%s was asked", one)
			}
		}
		if text := strings.Join(strings.Fields(out.String()), " "); len(asked) == 0 || !strings.Contains(text, "names an address inside a network") {
			t.Errorf("%s: it does not say so:\n%s", host, out.String())
		}
	}
	t.Logf("figures: %d addresses inside a network named by metadata, none asked", len(inside))
}
