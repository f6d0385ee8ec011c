//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var (
	tokensRecord = flag.Bool("tokens.record", false, "write streamlit/testdata/id-tokens.jsonl anew")
	tokensOnly   = flag.String("tokens.only", "", "only the cases whose names contain this")
)

// judgement is what one program made of one ID token.
type judgement struct {
	accepted, unchecked bool
	why                 string
}

// ID tokens that are right, wrong, old, forged and odd: verify --login says of
// each what the real Streamlit makes of it, the newest and one of the time of
// Tornado, requests and Authlib's own JOSE, or that authkit cannot tell.
func TestIDTokens(t *testing.T) {
	var cases []tokenCase
	for _, c := range tokenCases() {
		if strings.Contains(c.name, *tokensOnly) {
			cases = append(cases, c)
		}
	}
	provider := newTokenProvider(t, cases)
	newest := pair{"1.67.0", "1.9.9", "0.28.1"}
	old := pair{"1.42.0", "1.6.5", ""}
	recorded := make([]recordedToken, len(cases))
	type release struct {
		name string
		pair pair
	}
	releases := []release{{"newest", newest}, {"old", old}}
	if os.Getenv("AUTHKIT_ALL") != "" { // the other two readers there have been
		releases = append(releases, release{"requests-joserfc", pair{"1.56.0", "1.9.9", "0.28.1"}}, release{"httpx-jose", pair{"1.58.0", "1.6.12", "0.28.1"}})
	}
	for _, release := range releases {
		program := need(t, "STREAMLIT")
		if release.name != "newest" {
			program = installed(t, release.pair)
		}
		agreed, accepted, unchecked := 0, 0, 0
		verdicts := verifySigningIn(t, provider, release.name, release.pair)
		streamlit := streamlitSigningIn(t, provider, release.name, release.pair, program)
		for i, c := range cases {
			if streamlit[i].accepted {
				accepted++
			}
			switch {
			case verdicts[i].unchecked:
				unchecked++
			case verdicts[i].accepted == streamlit[i].accepted:
				agreed++
			default:
				t.Errorf("%s, %s\nStreamlit accepts: %v %s\nauthkit accepts: %v %s", c.name, release.name, streamlit[i].accepted, streamlit[i].why, verdicts[i].accepted, verdicts[i].why)
			}
			if release.name == "newest" {
				recorded[i] = provider.recorded("streamlit-newest", i)
			}
		}
		t.Logf("figures: Streamlit %s with Authlib %s: authkit agrees on %d of %d ID tokens, %d are unchecked; Streamlit accepts %d",
			release.pair.streamlit, release.pair.authlib, agreed, len(cases), unchecked, accepted)
	}
	if *tokensRecord && *tokensOnly == "" {
		record(t, provider.keys, recorded)
	}
}

// tokensProject writes a project with a provider for every case.
func tokensProject(t *testing.T, provider *tokenProvider, asker string, p pair) (dir, port string) {
	t.Helper()
	dir, port = t.TempDir(), freePort(t)
	var secrets strings.Builder
	fmt.Fprintf(&secrets, "[auth]\nredirect_uri = \"http://localhost:%s/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T\"\n", port)
	for i := range provider.cases {
		fmt.Fprintf(&secrets, "\n[auth.%s]\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/.well-known/openid-configuration\"\n",
			caseName(i), tokenClient, rightSecret, provider.base(asker, i))
	}
	for name, text := range map[string]string{
		".streamlit/secrets.toml": secrets.String(),
		".streamlit/config.toml":  "[server]\nport = " + port + "\n",
		"app.py":                  "import streamlit as st\nst.button('Sign in', on_click=st.login)\n",
		"requirements.txt":        strings.Join(p.requirements(), "\n") + "\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, port
}

func caseName(i int) string { return fmt.Sprintf("c%03d", i) }

// verifySigningIn has verify sign in at every provider; a browser that follows
// redirects is all a person needs there.
func verifySigningIn(t *testing.T, provider *tokenProvider, release string, p pair) []judgement {
	t.Helper()
	dir, _ := tokensProject(t, provider, "authkit-"+release, p)
	opener := filepath.Join(t.TempDir(), "opener")
	script := "#!/bin/sh\nexec '" + need(t, "PYTHON") + "' -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()' \"$1\"\n"
	if err := os.WriteFile(opener, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(t.TempDir(), "report.json")
	_, out := run(t, dir, environment(t, "BROWSER="+opener, "http_proxy=", "no_proxy=*"), "verify", "--login", "--output", "json="+report)
	data, err := os.ReadFile(report)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var told struct {
		Results []struct {
			ID, Level, Provider, Status, Reason string
			Findings                            []struct{ Severity, Message string }
		}
	}
	if err := json.Unmarshal(data, &told); err != nil {
		t.Fatal(err)
	}
	index := map[string]int{}
	for i := range provider.cases {
		index[caseName(i)] = i
	}
	judgements := make([]judgement, len(provider.cases))
	failed := make([]bool, len(provider.cases))
	for _, result := range told.Results {
		i, ok := index[result.Provider]
		if !ok {
			continue
		}
		j := &judgements[i]
		if result.ID == "sign-in-id-token" {
			j.accepted = result.Status == "ok"
			j.unchecked = result.Status == "undecided" && strings.Contains(result.Reason, "authkit cannot")
			j.why += result.Status + " " + result.Reason
		}
		if result.ID == "metadata-jwks" && len(result.Findings) > 0 && strings.Contains(result.Findings[0].Message, "is logged in as anybody") {
			continue // a hole, which Streamlit does not see
		}
		if result.Status == "failed" && result.ID != "sign-in-cookie-size" { // the browser's word, not one on the token
			failed[i] = true
			j.why += fmt.Sprintf(" [%s: %v]", result.ID, result.Findings)
		}
	}
	for i := range judgements {
		// Neither false alarms of another check, nor a refusal without a finding.
		if j := judgements[i]; j.accepted == failed[i] && !j.unchecked || j.unchecked && failed[i] {
			t.Errorf("%s, %s: verify contradicts itself: %s", provider.cases[i].name, release, judgements[i].why)
		}
	}
	return judgements
}

// streamlitSigningIn has the real Streamlit sign in at every provider.
func streamlitSigningIn(t *testing.T, provider *tokenProvider, release string, p pair, program string) []judgement {
	t.Helper()
	dir, port := tokensProject(t, provider, "streamlit-"+release, p)
	start(t, dir, environment(t), program, "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
	answers(t, "http://localhost:"+port+"/_stcore/health")
	judgements := make([]judgement, len(provider.cases))
	for i := range provider.cases {
		err := signsInAt(t, secretsOf(dir), "http://localhost:"+port, caseName(i), func(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			if err != nil {
				return nil, err
			}
			redirect, err := browser.Do(request)
			if err != nil {
				return nil, err
			}
			redirect.Body.Close()
			back, err := redirect.Location()
			if err != nil {
				return nil, err
			}
			if request, err = http.NewRequestWithContext(ctx, http.MethodGet, back.String(), nil); err != nil {
				return nil, err
			}
			return browser.Do(request)
		})
		judgements[i] = judgement{accepted: err == nil, why: fmt.Sprint(err)}
		if !provider.exchanged("streamlit-"+release, i) {
			t.Errorf("%s: Streamlit %s never came for the token: %v", provider.cases[i].name, p.streamlit, err)
		}
	}
	return judgements
}

// recordedToken is one token with what decides about it, for the tests
// of package streamlit.
type recordedToken struct {
	Name     string            `json:"name"`
	Token    string            `json:"token"`
	Access   string            `json:"access_token,omitempty"`
	Nonce    string            `json:"nonce"`
	Now      int64             `json:"now"`
	Metadata json.RawMessage   `json:"metadata"`
	Keys     []json.RawMessage `json:"keys,omitempty"`
}

// record writes the tokens down, with the verdicts of all lines of Authlib.
func record(t *testing.T, keys *caseKeys, tokens []recordedToken) {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	common, _ := json.Marshal(usualKeys(keys))
	if err := encoder.Encode(recordedToken{Name: "the keys of cases that name none", Metadata: json.RawMessage("{}"), Keys: []json.RawMessage{common}}); err != nil {
		t.Fatal(err)
	}
	for _, one := range tokens {
		if len(one.Token) > 8<<10 {
			continue // the length is all there is to them
		}
		if one.Keys = slices.CompactFunc(one.Keys, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }); len(one.Keys) == 1 && bytes.Equal(one.Keys[0], common) {
			one.Keys = nil
		}
		if err := encoder.Encode(one); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join("..", "streamlit", "testdata", "id-tokens.jsonl"), judgedByAuthlib(t, text.Bytes()), 0o644); err != nil {
		t.Fatal(err)
	}
}
