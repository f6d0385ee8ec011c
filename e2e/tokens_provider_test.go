//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const tokenClient = "6f1c2d3e-0000-4000-8000-00000000c11d"

// tokenProvider is an OpenID provider that hands out the ID token of each
// case, under an address of its own for each case and each asker.
type tokenProvider struct {
	cases  []tokenCase
	server *httptest.Server
	keys   *caseKeys

	mu     sync.Mutex
	asked  map[string]int // times the keys of an address were fetched
	tokens map[string]recordedToken
}

func newTokenProvider(t *testing.T, cases []tokenCase) *tokenProvider {
	t.Helper()
	p := &tokenProvider{cases: cases, keys: newCaseKeys(t), asked: map[string]int{}, tokens: map[string]recordedToken{}}
	p.server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.server.Close)
	return p
}

func (p *tokenProvider) base(asker string, i int) string {
	return p.server.URL + "/" + asker + "/" + strconv.Itoa(i)
}

func (p *tokenProvider) recorded(asker string, i int) recordedToken {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tokens[p.base(asker, i)]
}

func (p *tokenProvider) exchanged(asker string, i int) bool {
	return p.recorded(asker, i).Name != ""
}

func (p *tokenProvider) serve(w http.ResponseWriter, r *http.Request) {
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/"), "/", 3)
	if len(parts) != 3 {
		http.NotFound(w, r)
		return
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i >= len(p.cases) {
		http.NotFound(w, r)
		return
	}
	base := p.base(parts[0], i)
	switch parts[2] {
	case ".well-known/openid-configuration":
		writeJSON(w, http.StatusOK, p.metadata(base, i))
	case "authorize":
		p.authorize(w, r)
	case "token":
		p.token(w, r, base, i)
	case "keys":
		p.mu.Lock()
		p.asked[base]++
		n := p.asked[base]
		p.mu.Unlock()
		writeJSON(w, http.StatusOK, p.keySet(i, n))
	default:
		http.NotFound(w, r)
	}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value) //nolint:errcheck // the client may be gone
}

func (p *tokenProvider) metadata(base string, i int) map[string]any {
	document := map[string]any{
		"issuer": base, "authorization_endpoint": base + "/authorize", "token_endpoint": base + "/token", "jwks_uri": base + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256", "ES256", "ES384", "PS256", "RS512", "EdDSA"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic"}, "scopes_supported": []string{"openid", "email", "profile"},
		"code_challenge_methods_supported": []string{"S256"},
	}
	if change := p.cases[i].metadata; change != nil {
		change(document, p.keys)
	}
	return document
}

// keySet is the answer to the nth request for the keys of a case.
func (p *tokenProvider) keySet(i, n int) any {
	if set := p.cases[i].keys; set != nil {
		return set(p.keys, n)
	}
	return usualKeys(p.keys)
}

// usualKeys is the key set of cases that name none.
func usualKeys(k *caseKeys) any {
	return keySet(k.public("rsa"), k.public("rsa2"), k.public("ec"), k.public("ed"))
}

// authorize sends everybody back at once; the code carries the nonce.
func (p *tokenProvider) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	back, err := url.Parse(query.Get("redirect_uri"))
	if err != nil || back.Path != "/oauth2callback" || back.Hostname() != "localhost" || query.Get("client_id") != tokenClient {
		http.Error(w, "unknown client or redirect_uri", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {query.Get("state")}}
	if query.Get("prompt") == "none" {
		answer.Set("error", "login_required")
	} else {
		answer.Set("code", "code-"+query.Get("nonce"))
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *tokenProvider) token(w http.ResponseWriter, r *http.Request, base string, i int) {
	id, secret, _ := r.BasicAuth()
	nonce, right := strings.CutPrefix(r.PostFormValue("code"), "code-")
	switch {
	case id != tokenClient || secret != rightSecret:
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	case !right:
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	c := p.cases[i]
	if c.edge {
		// To the second: what is minted now is checked before the next one begins.
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second + 5*time.Millisecond)))
	}
	now := time.Now()
	minted := c.mint(p.keys, base, nonce, now)
	answer := map[string]any{"token_type": "Bearer", "expires_in": 3600, "access_token": caseAccessToken, "id_token": minted}
	if c.answer != nil {
		c.answer(answer)
	}
	document := p.metadata(base, i)
	for name := range document {
		if name != "issuer" && name != "id_token_signing_alg_values_supported" && name != "jwks" {
			delete(document, name) // nothing that decides about a token
		}
	}
	metadata, _ := json.Marshal(document)
	one := recordedToken{Name: c.name, Token: fmt.Sprint(answer["id_token"]), Nonce: nonce, Now: now.Unix(), Metadata: metadata}
	one.Access, _ = answer["access_token"].(string)
	for n := 1; n <= 2; n++ {
		set, _ := json.Marshal(p.keySet(i, n))
		one.Keys = append(one.Keys, set)
	}
	p.mu.Lock()
	p.tokens[base] = one
	p.mu.Unlock()
	writeJSON(w, http.StatusOK, answer)
}

// mint makes the ID token of a case.
func (c tokenCase) mint(keys *caseKeys, issuer, nonce string, now time.Time) string {
	header := map[string]any{"alg": "RS256", "kid": "rsa", "typ": "JWT"}
	claims := map[string]any{
		"iss": issuer, "sub": "ada", "aud": tokenClient, "exp": now.Unix() + 3600, "iat": now.Unix(), "nonce": nonce,
		"name": "Ada Lovelace", "email": "ada@example.com",
	}
	maps.Copy(header, c.header)
	for name, value := range header {
		if value == nil {
			delete(header, name)
		}
	}
	if c.claims != nil {
		c.claims(claims, now.Unix())
	}
	head, _ := json.Marshal(header)
	body, _ := json.Marshal(claims)
	if c.payload != nil {
		body = c.payload(body)
	}
	token := keys.compact(head, body, c.sign)
	if c.token != nil {
		token = c.token(token)
	}
	return token
}
