package cmd

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// fieldProvider is an OpenID provider with one client: the one of the case's
// secrets. Settings:
//
//	metadata=404         nothing stands at the metadata's address
//	issuer=…             in the metadata; without it the address itself
//	iss=…                in the ID token; without it the metadata's issuer
//	email=none           the ID token has no claim email
//	redirects=none       the redirect URI is not registered
//	client=deleted       the client is gone
//	callback="error: text"  what the person is sent back with instead of a code
//	token="error: text"     what the exchange of the code is refused with
//	logout=strict        the logout page takes no address
//	logout=own           the logout page takes parameters of its own only
//	certificate=private  signed by an authority this machine does not know
type fieldProvider struct {
	settings  map[string]string
	at        string // https address without a slash at the end
	client    string
	secret    string
	redirects []string
	key       *rsa.PrivateKey

	mu     sync.Mutex
	nonces map[string]string // by code
}

// fieldKey is made once: RSA keys take long.
var fieldKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// addProvider tells whether its certificate is from an unknown authority.
func (w *fieldWorld) addProvider(t *testing.T, callback string) (private bool) {
	t.Helper()
	place, settings := fieldSettings(w.c.provider)
	host, path, _ := strings.Cut(place, "/")
	key, err := fieldKey()
	if err != nil {
		t.Fatal(err)
	}
	p := &fieldProvider{
		settings: settings, at: strings.TrimSuffix("https://"+host+"/"+path, "/"), key: key, nonces: map[string]string{},
		client: valueOf(w.c.secrets, "client_id"), secret: valueOf(w.c.secrets, "client_secret"),
		redirects: []string{valueOf(w.c.secrets, "redirect_uri"), callback},
	}
	if settings["redirects"] == "none" {
		p.redirects = nil
	}
	mux := http.NewServeMux()
	base := strings.TrimSuffix("/"+path, "/")
	if settings["metadata"] != "404" {
		mux.HandleFunc("GET "+base+"/.well-known/openid-configuration", p.metadata)
	}
	mux.HandleFunc("GET "+base+"/keys", p.keys)
	mux.HandleFunc("GET "+base+"/authorize", p.authorize)
	mux.HandleFunc("POST "+base+"/token", p.token)
	mux.HandleFunc("GET "+base+"/logout", p.logout)
	w.hosts[host] = mux
	return settings["certificate"] == "private"
}

// valueOf is the text behind a key of secrets written plainly.
func valueOf(secrets, key string) string {
	for line := range strings.Lines(secrets) {
		if name, value, ok := strings.Cut(line, "="); ok && strings.TrimSpace(name) == key {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

func (p *fieldProvider) issuer() string {
	if issuer := p.settings["issuer"]; issuer != "" {
		return issuer
	}
	return p.at
}

func (p *fieldProvider) metadata(w http.ResponseWriter, _ *http.Request) {
	document := map[string]any{
		"issuer": p.issuer(), "authorization_endpoint": p.at + "/authorize", "token_endpoint": p.at + "/token", "jwks_uri": p.at + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
	}
	if p.settings["logout"] != "" {
		document["end_session_endpoint"] = p.at + "/logout"
	}
	writeFieldJSON(w, http.StatusOK, document)
}

func writeFieldJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value) //nolint:errcheck // the client may be gone
}

func (p *fieldProvider) keys(w http.ResponseWriter, _ *http.Request) {
	writeFieldJSON(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

func (p *fieldProvider) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	redirect := query.Get("redirect_uri")
	switch {
	case p.settings["client"] == "deleted":
		http.Error(w, "Error 401: deleted_client. The OAuth client was deleted.", http.StatusUnauthorized)
		return
	case query.Get("client_id") != p.client:
		http.Error(w, "Error 401: invalid_client", http.StatusUnauthorized)
		return
	case !slices.Contains(p.redirects, redirect):
		http.Error(w, "Error 400: redirect_uri_mismatch", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {query.Get("state")}}
	kind, text, refused := strings.Cut(p.settings["callback"], ": ")
	switch {
	case query.Get("prompt") == "none":
		answer.Set("error", "login_required")
	case refused:
		answer.Set("error", kind)
		answer.Set("error_description", text)
	default:
		code := rand.Text()
		p.mu.Lock()
		p.nonces[code] = query.Get("nonce")
		p.mu.Unlock()
		answer.Set("code", code)
	}
	http.Redirect(w, r, redirect+"?"+answer.Encode(), http.StatusFound)
}

func (p *fieldProvider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	p.mu.Lock()
	nonce, known := p.nonces[r.PostFormValue("code")]
	delete(p.nonces, r.PostFormValue("code"))
	p.mu.Unlock()
	kind, text, refused := strings.Cut(p.settings["token"], ": ")
	switch {
	case p.settings["client"] == "deleted":
		writeFieldJSON(w, http.StatusUnauthorized, map[string]string{"error": "deleted_client", "error_description": "The OAuth client was deleted."})
	case id != p.client || secret != p.secret:
		writeFieldJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	case !known:
		writeFieldJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	case refused:
		writeFieldJSON(w, http.StatusBadRequest, map[string]string{"error": kind, "error_description": text})
	default:
		p.grant(w, nonce)
	}
}

func (p *fieldProvider) grant(w http.ResponseWriter, nonce string) {
	issuer := p.issuer()
	if p.settings["iss"] != "" {
		issuer = p.settings["iss"]
	}
	now := time.Now().Unix()
	claims := map[string]any{"iss": issuer, "sub": "somebody", "aud": p.client, "iat": now, "exp": now + 3600, "nonce": nonce, "name": "Ada", "email": "ada@example.com"}
	if p.settings["email"] == "none" {
		delete(claims, "email")
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: "1"}}, nil)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	raw, _ := signed.CompactSerialize() // what was just signed can be written
	writeFieldJSON(w, http.StatusOK, map[string]any{"token_type": "Bearer", "access_token": rand.Text(), "expires_in": 3600, "id_token": raw})
}

// logout answers as Auth0 does when the address is not allowed, or as Cognito
// does, which wants parameters of its own.
func (p *fieldProvider) logout(w http.ResponseWriter, r *http.Request) {
	if p.settings["logout"] == "own" {
		http.Error(w, "Required String parameter 'redirect_uri' is not present", http.StatusBadRequest)
		return
	}
	http.Error(w, `invalid_request: The "post_logout_redirect_uri" querystring parameter "`+r.URL.Query().Get("post_logout_redirect_uri")+`" is not defined as a valid URL in "Allowed Logout URLs"`, http.StatusBadRequest)
}
