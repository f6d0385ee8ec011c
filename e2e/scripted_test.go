//go:build e2e

package e2e

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The registration at a scripted provider.
const (
	scriptedClient = "streamlit-app"
	scriptedSecret = "r1ght-s3cret-of-the-app-0123456789"
)

// script is an OpenID provider that does as it is told, where the sandbox,
// which does as Entra does, cannot be asked. The zero value is a good provider
// that takes the redirect URI of
// the secrets.
type script struct {
	document  func(issuer string, d map[string]any) // changes the metadata
	metadata  http.HandlerFunc                      // answers instead of the metadata
	keys      http.HandlerFunc                      // answers instead of the keys
	claims    func(issuer string, c map[string]any) // changes the ID token
	header    func(h map[jose.HeaderKey]any)        // changes its header
	methods   []string                              // client authentication it takes; nil: basic and post
	pkce      bool                                  // it demands PKCE
	secret    string                                // the client's; empty: scriptedSecret; "-": a public client
	refuses   string                                // it sends people back with this error
	noIDToken bool
	tokenText string // the token endpoint answers this, with 200
	redirects string // the redirect URI it takes, when it is not the one in the secrets; "*": each
}

// scripted serves any number of scripts, each below a path of its own.
type scripted struct {
	*httptest.Server
	key     *rsa.PrivateKey
	app     *ecdsa.PrivateKey // signs the app's assertions
	mu      sync.Mutex
	scripts map[string]script
	codes   map[string]url.Values // the login request, by code
}

func newScripted(t *testing.T) *scripted {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{key: key, app: newKey(t), scripts: map[string]script{}, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{name}/.well-known/openid-configuration", s.metadata)
	mux.HandleFunc("GET /{name}/moved/.well-known/openid-configuration", s.metadata)
	mux.HandleFunc("GET /{name}/keys", s.keys)
	mux.HandleFunc("GET /{name}/authorize", s.authorize)
	mux.HandleFunc("POST /{name}/token", s.token)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// add makes a script answer, and returns its issuer.
func (s *scripted) add(name string, one script) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts[name] = one
	return s.URL + "/" + name
}

func (s *scripted) of(r *http.Request) (script, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scripts[r.PathValue("name")], s.URL + "/" + r.PathValue("name")
}

func sendJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func (s *scripted) metadata(w http.ResponseWriter, r *http.Request) {
	script, issuer := s.of(r)
	if script.metadata != nil && !strings.Contains(r.URL.Path, "/moved/") {
		script.metadata(w, r)
		return
	}
	methods := script.methods
	if methods == nil {
		methods = []string{"client_secret_basic", "client_secret_post"}
	}
	document := map[string]any{
		"issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported": []string{"openid", "email", "profile"}, "token_endpoint_auth_methods_supported": methods, "code_challenge_methods_supported": []string{"S256"},
	}
	if script.document != nil {
		script.document(issuer, document)
	}
	sendJSON(w, http.StatusOK, document)
}

func (s *scripted) keys(w http.ResponseWriter, r *http.Request) {
	script, _ := s.of(r)
	if script.keys != nil {
		script.keys(w, r)
		return
	}
	sendJSON(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: s.key.Public(), KeyID: "one", Algorithm: "RS256", Use: "sig"}}})
}

// authorize signs everybody in at once, and shows a page for what no app may be told.
func (s *scripted) authorize(w http.ResponseWriter, r *http.Request) {
	script, _ := s.of(r)
	query := r.URL.Query()
	page := func(status int, text string) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<html><title>Error</title><body>%s</body></html>", text)
	}
	back, err := url.Parse(query.Get("redirect_uri"))
	switch {
	case query.Get("client_id") != scriptedClient:
		page(http.StatusBadRequest, "invalid_client: there is no such client")
		return
	case err != nil || query.Get("redirect_uri") == "" || strings.Contains(query.Get("redirect_uri"), "#"), script.redirects != "" && script.redirects != "*" && script.redirects != query.Get("redirect_uri"): // RFC 6749, section 3.1.2
		page(http.StatusBadRequest, "invalid_request: redirect_uri is not registered")
		return
	}
	answer := url.Values{"state": {query.Get("state")}}
	switch {
	case query.Get("response_type") != "code":
		answer.Set("error", "unsupported_response_type")
	case script.refuses != "":
		answer.Set("error", script.refuses)
		answer.Set("error_description", "as the script says")
	case script.pkce && query.Get("code_challenge_method") != "S256":
		answer.Set("error", "invalid_request")
		answer.Set("error_description", "PKCE is required: code_challenge is missing")
	case query.Get("prompt") == "none":
		answer.Set("error", "login_required")
	default:
		code := rand.Text()
		s.mu.Lock()
		s.codes[code] = query
		s.mu.Unlock()
		answer.Set("code", code)
	}
	switch query.Get("response_mode") {
	case "", "query":
		params := back.Query()
		for key := range answer {
			params.Set(key, answer.Get(key))
		}
		back.RawQuery = params.Encode()
		http.Redirect(w, r, back.String(), http.StatusFound)
	case "fragment":
		http.Redirect(w, r, back.String()+"#"+answer.Encode(), http.StatusFound)
	case "form_post":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<html><body onload="document.forms[0].submit()"><form method="POST" name="hiddenform" action="%s">`, back)
		for key := range answer {
			fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, key, answer.Get(key))
		}
		fmt.Fprint(w, "</form></body></html>")
	default:
		page(http.StatusBadRequest, "invalid_request: there is no such response_mode")
	}
}

func (s *scripted) token(w http.ResponseWriter, r *http.Request) {
	script, issuer := s.of(r)
	r.ParseForm()
	deny := func(status int, code string) { sendJSON(w, status, map[string]string{"error": code}) }
	client, secret, basic := r.BasicAuth()
	method := "client_secret_basic"
	if !basic {
		client, secret, method = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret"), "client_secret_post"
		switch {
		case r.PostForm.Get("client_assertion_type") == jwtBearer && s.asserted(r.PostForm.Get("client_assertion")):
			secret, method = script.secret, "private_key_jwt"
			if secret == "" {
				secret = scriptedSecret
			}
		case secret == "":
			method = "none"
		}
	}
	methods, right := script.methods, script.secret
	if methods == nil {
		methods = []string{"client_secret_basic", "client_secret_post"}
	}
	if right == "" {
		right = scriptedSecret
	}
	if client != scriptedClient || !slices.Contains(methods, method) || method != "none" && secret != right {
		w.Header().Set("WWW-Authenticate", "Basic")
		deny(http.StatusUnauthorized, "invalid_client")
		return
	}
	if r.PostForm.Get("grant_type") != "authorization_code" {
		deny(http.StatusBadRequest, "unauthorized_client")
		return
	}
	s.mu.Lock()
	query, ok := s.codes[r.PostForm.Get("code")]
	delete(s.codes, r.PostForm.Get("code"))
	s.mu.Unlock()
	if !ok || query.Get("redirect_uri") != r.PostForm.Get("redirect_uri") {
		deny(http.StatusBadRequest, "invalid_grant")
		return
	}
	if challenge := query.Get("code_challenge"); challenge != "" {
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
			deny(http.StatusBadRequest, "invalid_grant")
			return
		}
	}
	if script.tokenText != "" {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, script.tokenText)
		return
	}
	answer := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 3600}
	if slices.Contains(strings.Fields(query.Get("scope")), "openid") && !script.noIDToken {
		token, err := s.idToken(script, issuer, query)
		if err != nil {
			deny(http.StatusInternalServerError, "server_error")
			return
		}
		answer["id_token"] = token
	}
	sendJSON(w, http.StatusOK, answer)
}

func (s *scripted) idToken(script script, issuer string, query url.Values) (string, error) {
	now := time.Now().Unix()
	claims := map[string]any{"iss": issuer, "sub": "ada", "aud": scriptedClient, "iat": now, "exp": now + 3600, "name": "Ada Lovelace", "email": "ada@contoso.example"}
	if nonce := query.Get("nonce"); nonce != "" {
		claims["nonce"] = nonce
	}
	if script.claims != nil {
		script.claims(issuer, claims)
	}
	options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"kid": "one"}}
	if script.header != nil {
		script.header(options.ExtraHeaders)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: s.key}, options)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// asserted tells whether the app signed an assertion that still holds.
func (s *scripted) asserted(text string) bool {
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.ES256})
	var claims jwt.Claims
	return err == nil && token.Claims(s.app.Public(), &claims) == nil && claims.Expiry != nil && claims.Expiry.Time().After(time.Now())
}
