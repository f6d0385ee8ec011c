//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	rules "github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// What the login makes of every entry of client_kwargs, authorize_params and
// access_token_params, with every kind of value: the real Streamlit with the
// real Authlib and HTTP client is the judge. Without AUTHKIT_ALL a share of them
// is asked, of the newest release.
func TestClientKwargs(t *testing.T) {
	releases := differentialReleases[:1]
	if os.Getenv("AUTHKIT_ALL") != "" {
		releases = differentialReleases
	}
	if only := os.Getenv("AUTHKIT_RELEASE"); only != "" {
		releases = slices.DeleteFunc(slices.Clone(differentialReleases), func(r release) bool { return r.streamlit != only })
	}
	explained := explanations(t)
	for _, r := range releases {
		t.Run(r.streamlit, func(t *testing.T) {
			ask := askKwargs(t, r)
			asked, agreed := 0, 0
			for i, k := range kwargsCases() {
				if os.Getenv("AUTHKIT_ALL") == "" && i%7 != 0 {
					continue
				}
				asked++
				saw, said := ask(k.secrets), errorsOfAuth(t, k.secrets, r)
				_, known := explained["* "+k.name]
				switch agree := (saw == "ok") == (said == ""); {
				case agree && !known:
					agreed++
				case agree:
					t.Errorf("%s: both agree now, and explained.txt still says otherwise", k.name)
				case !known:
					t.Errorf("%s: Streamlit: %s; the rules: %q", k.name, saw, said)
				}
			}
			t.Logf("figures: Streamlit %s and the rules agree on %d of %d entries of client_kwargs and the like", r.streamlit, agreed, asked)
		})
	}
}

type kwargsCase struct{ name, secrets string }

// kwargsCases are the entries that Authlib or the HTTP client knows, some that
// neither does, and what else stands in a login request, with all kinds of values.
func kwargsCases() []kwargsCase {
	names := strings.Fields(`headers cookies verify cert http1 http2 proxy proxies mounts timeout follow_redirects limits max_redirects event_hooks base_url transport trust_env
		default_encoding client_id client_secret token_endpoint_auth_method revocation_endpoint_auth_method scope redirect_uri token token_placement update_token leeway state
		code_challenge_method session response_mode nonce prompt login_hint grant_type response_type token_endpoint token_updater issuer default_timeout hooks stream audience foo`)
	values := [][2]string{{"integer", "5"}, {"zero", "0"}, {"float", "2.5"}, {"true", "true"}, {"false", "false"}, {"text", `"abc"`}, {"empty", `""`}, {"number-in-quotes", `"10"`},
		{"list", `["a"]`}, {"empty-list", "[]"}, {"integers", "[5, 5]"}, {"table", `{ a = "b" }`}, {"numbers-in-table", "{ a = 5 }"}, {"empty-table", "{}"}, {"time", "2026-01-01"}, {"authorization-code", `"authorization_code"`}}
	// Files and packages decide on these: package project looks at files, and of
	// a package that may be missing verify only warns.
	elsewhere := map[string]bool{"cert": true, "verify": true, "http2": true}
	var all []kwargsCase
	add := func(table string, keys []string) {
		for _, key := range keys {
			for _, v := range values {
				if elsewhere[key] && !strings.Contains(" zero false empty empty-list empty-table ", " "+v[0]+" ") {
					continue
				}
				all = append(all, kwargsCase{table + "/" + key + "/" + v[0], fmt.Sprintf(`[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "3yH6Jq0vXn8cR2bT5wK9mZ4dF7gL1sPa"
[auth.default]
client_id = "c5a1f0d2-93b7-4e1c-8d5e-6f7a8b9c0d1e"
client_secret = "Qm7~kW2pXv9Lr4Tz8Nc3"
server_metadata_url = "@idp@/.well-known/openid-configuration"
[auth.default.%s]
%s = %s
`, table, key, v[1])})
			}
		}
	}
	add("client_kwargs", names)
	add("authorize_params", []string{"audience", "prompt", "url", "client_id"})
	add("access_token_params", []string{"audience", "url", "auth", "grant_type", "redirect_uri", "timeout"})
	return all
}

// errorsOfAuth are the errors that the rules see in a secrets file.
func errorsOfAuth(t *testing.T, text string, r release) string {
	t.Helper()
	release, err := deps.ParseVersion(r.streamlit)
	if err != nil {
		t.Fatal(err)
	}
	authlib, err := deps.ParseVersion(r.authlib)
	if err != nil {
		t.Fatal(err)
	}
	document, err := secrets.Parse([]byte(strings.ReplaceAll(text, "@idp@", "http://127.0.0.1:8555")))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	auth := rules.ResolveAuth([]rules.SecretsFile{{Path: "secrets.toml", Document: document}})
	problems := auth.Problems
	for _, r := range auth.Registrations {
		problems = append(problems, r.Problems...)
	}
	var said []string
	for _, p := range problems {
		if p.Severity == rules.SeverityError && (p.Since == "" || !release.Before(p.Since)) && (p.Until == "" || release.Before(p.Until)) && (p.UntilAuthlib == "" || authlib.Before(p.UntilAuthlib)) {
			said = append(said, p.Message)
		}
	}
	return strings.Join(said, "; ")
}

// askKwargs starts clientkwargs/ask.py with the Python of a release.
func askKwargs(t *testing.T, r release) func(secrets string) string {
	t.Helper()
	python := need(t, "PYTHON")
	if r != differentialReleases[0] {
		python = filepath.Join(filepath.Dir(installed(t, pair(r))), "python")
	}
	command := exec.Command(python, filepath.Join("clientkwargs", "ask.py"))
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		command.Wait()
	})
	answers := bufio.NewReader(stdout)
	if line, err := answers.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%s does not get ready: %q %v", python, line, err)
	}
	return func(secrets string) string {
		line, err := json.Marshal(map[string]string{"toml": secrets})
		if err == nil {
			_, err = fmt.Fprintf(stdin, "%s\n", line)
		}
		if err != nil {
			t.Fatal(err)
		}
		answer, err := answers.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(answer)
	}
}
