package cmd

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/report"
)

// markup is what a hostile provider writes into every text it sends: terminal
// commands, a change of reading direction, HTML, and workflow commands.
const markup = "\x1b]0;owned\x07\x1b[31m\u202egnp.exe\u2066<script>alert(1)</script>\r\n::error::owned\n##vso[task.setvariable variable=x]owned"

const hostileTimeout = 500 * time.Millisecond

// hostile is how one endpoint of a provider misbehaves.
var hostile = map[string]http.HandlerFunc{
	"hangs": func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // before, nobody notices that the client has gone
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	},
	"hangs in the body": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"issuer":`)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
		}
	},
	"drips": func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(" ")); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	},
	"sends HTML": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><title>"+markup+"</title></html>")
	},
	"redirects for ever": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	},
	"redirects elsewhere": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "https://evil.example/"+strings.Repeat("a", 5000))
		w.WriteHeader(http.StatusFound)
	},
	"sends 1 GB": func(w http.ResponseWriter, r *http.Request) {
		block := bytes.Repeat([]byte("{\"a\":"), 20_000)
		for range 10_000 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	},
	"resets": func(w http.ResponseWriter, r *http.Request) {
		if connection, _, err := w.(http.Hijacker).Hijack(); err == nil {
			connection.(*net.TCPConn).SetLinger(0)
			connection.Close()
		}
	},
	"is no HTTP": func(w http.ResponseWriter, r *http.Request) {
		if connection, _, err := w.(http.Hijacker).Hijack(); err == nil {
			connection.Write([]byte("220 mail.example ESMTP" + markup + "\r\n"))
			connection.Close()
		}
	},
	"nests deeply": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, strings.Repeat("[", 500_000))
	},
	"repeats members": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"issuer":"https://a.example","issuer":"https://b.example","error":"x","error":"y"}`)
	},
	"sends other types": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"issuer":[1],"error":{"a":1},"error_description":7,"keys":"none","authorization_endpoint":null}`)
	},
	"sends commands": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":%q,"error_description":%q,"issuer":%q}`, markup, strings.Repeat(markup, 1000), "https://"+markup)
	},
	"sends 10,000 headers": func(w http.ResponseWriter, r *http.Request) {
		for i := range 10_000 {
			w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 200))
		}
		fmt.Fprint(w, "{}")
	},
	"sends a huge key set": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		key := `{"kty":"RSA","kid":"x","n":"` + strings.Repeat("A", 340) + `","e":"AQAB"},`
		fmt.Fprint(w, `{"keys":[`+strings.Repeat(key, 2000)+`{}]}`)
	},
	"sends a gzip bomb": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		bomb := gzip.NewWriter(w)
		block := bytes.Repeat([]byte(" "), 1<<20)
		for range 1000 {
			if _, err := bomb.Write(block); err != nil {
				return
			}
		}
	},
	"never ends": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(`{"a":`)); err != nil {
				return
			}
			w.(http.Flusher).Flush()
		}
	},
	"nests objects": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"issuer":`+strings.Repeat(`{"a":`, 9_000)+"1"+strings.Repeat("}", 9_000)+"}")
	},
	"says it is an image": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png; charset=\"\x1b[31m\"")
		fmt.Fprint(w, `{"error":"`+"\u202e"+`owned"}`)
	},
	"marks up every member": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		issuer := "http://" + r.Host
		document := map[string]any{
			"issuer": issuer + "/" + markup, "authorization_endpoint": issuer + "/authorize?" + markup, "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
			"end_session_endpoint": markup, "error": markup, "keys": []any{map[string]any{"kty": markup, "kid": markup, "alg": markup}},
		}
		for _, name := range []string{"response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported", "claims_supported", "scopes_supported", "code_challenge_methods_supported"} {
			document[name] = []string{markup}
		}
		json.NewEncoder(w).Encode(document)
	},
	"floods with cookies": func(w http.ResponseWriter, r *http.Request) {
		for i := range 3000 {
			w.Header().Add("Set-Cookie", fmt.Sprintf("c%d=%s", i, strings.Repeat("x", 200)))
		}
		w.Header().Set("WWW-Authenticate", "Basic realm=\"\u202eowned\"")
		w.WriteHeader(http.StatusUnauthorized)
	},
	"breaks down": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, markup)
	},
}

// A provider that misbehaves at any endpoint in any way costs bounded time
// and memory, and nothing it says reaches the terminal or a report unfiltered.
func TestHostileProvider(t *testing.T) {
	survived, patience := 0, 3*time.Second
	if raceDetector {
		patience *= 5 // many times slower, and all of them at once
	}
	for at, endpoint := range []string{"/.well-known/openid-configuration", "/token", "/keys", "/authorize"} {
		for i, name := range slices.Sorted(maps.Keys(hostile)) {
			if testing.Short() && i%4 != at { // each answer at one endpoint
				continue
			}
			misbehave := hostile[name]
			t.Run(strings.TrimPrefix(endpoint, "/")+" "+name, func(t *testing.T) {
				t.Parallel()
				provider := httptest.NewServer(hostileAt(endpoint, misbehave))
				defer provider.Close()
				defer provider.CloseClientConnections()
				dir := hostileProject(t, provider.URL)

				var out bytes.Buffer
				args := []string{"verify", "--no-login", "--verbose", "--timeout", hostileTimeout.String(), "--format", "text"}
				for _, format := range report.Formats() {
					args = append(args, "--output", format+"=report."+format)
				}
				start := time.Now()
				code := run(t.Context(), canaryEnv(dir, &out, "", func() {}), args)
				if took := time.Since(start); took > hostileTimeout+patience {
					t.Errorf("took %v", took)
				}
				if code != 1 && code != 3 && (code != 0 || endpoint == "/.well-known/openid-configuration") {
					t.Errorf("exit %d", code)
				}
				clean(t, "the terminal", out.String())
				for _, format := range report.Formats() {
					text, err := os.ReadFile(filepath.Join(dir, "report."+format))
					if err != nil {
						t.Fatal(err)
					}
					clean(t, format, string(text))
				}
			})
			survived++
		}
	}
	t.Cleanup(func() { t.Logf("figures: %d hostile answers survived", survived) })
}

// hostileAt is a sound provider but for one endpoint.
func hostileAt(endpoint string, misbehave http.HandlerFunc) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		issuer := "http://" + r.Host
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q,"response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],"token_endpoint_auth_methods_supported":["client_secret_basic"]}`,
				issuer, issuer+"/authorize", issuer+"/token", issuer+"/keys")
		case "/keys":
			fmt.Fprint(w, `{"keys":[{"kty":"RSA","kid":"1","use":"sig","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw","e":"AQAB"}]}`)
		case "/token":
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"invalid_client"}`)
		default:
			http.Error(w, "{}", http.StatusBadRequest)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, endpoint) {
			misbehave(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func hostileProject(t *testing.T, provider string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		".streamlit/secrets.toml": `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "` + canary + `-cookie-0123456789abcdef"
client_id = "my-app"
client_secret = "` + canary + `-client"
server_metadata_url = "` + provider + `/.well-known/openid-configuration"
`,
		"app.py":           "import streamlit as st\nst.login()\n",
		"requirements.txt": "streamlit[auth]==1.60.0\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// clean wants text that commands neither terminal, browser nor build.
func clean(t *testing.T, where, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c) {
			t.Errorf("%s gets the character %U", where, r)
			break
		}
	}
	for _, bad := range []string{"\n::error::owned", "\n##vso[task.setvariable", canary} {
		if strings.Contains(text, bad) {
			t.Errorf("%s gets %q", where, bad)
		}
	}
	if where == "markdown" && strings.Contains(text, "<script") || where == "junit" && strings.Contains(text, "<script") {
		t.Errorf("%s gets a script", where)
	}
	if text == "" && where != "github" && where != "azure" {
		t.Errorf("%s gets nothing", where)
	}
}
