package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// credentials are what a client shows of itself (RFC 6749, section 2.3.1).
type credentials struct{ id, secret, assertion string }

// nothing tells whether a client shows no more than its name.
func (c credentials) nothing() bool { return c.secret == "" && c.assertion == "" }

// judge judges what a client shows, the secret first.
func (s *Server) judge(t *tokenRequest) *failure {
	if t.secret == "" {
		return s.judgeAssertion(t)
	}
	return s.judgeSecret(t.client, t.secret)
}

func readCredentials(r *http.Request) credentials {
	if id, secret, ok := r.BasicAuth(); ok {
		// Form-decoded where that is possible, as the RFC has it; many clients
		// send the secret as it is, where a plus is a plus.
		if decoded, err := url.QueryUnescape(secret); err == nil && !strings.Contains(secret, "+") {
			secret = decoded
		}
		return credentials{id: id, secret: secret}
	}
	shown := credentials{id: r.PostForm.Get("client_id"), secret: r.PostForm.Get("client_secret")}
	if r.PostForm.Get("client_assertion_type") == jwtBearer {
		shown.assertion = r.PostForm.Get("client_assertion")
	}
	return shown
}

// tokenRequest is a request to the token endpoint whose tenant and app are right.
type tokenRequest struct {
	credentials
	tenant  Tenant
	kind    entra.Kind
	client  Client
	form    url.Values
	base    string // of this server, as the client names it
	browser bool   // sent by a page, across origins
}

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// token answers in Entra's order: tenant, client, grant.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.faults["token-hang"]:
		hang(r)
	case s.faults["token-500"]:
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	t, f := s.readToken(r)
	if f != nil {
		s.refuse(w, f)
		return
	}
	switch grantType := t.form.Get("grant_type"); grantType {
	case "authorization_code":
		g, f := s.redeem(t)
		s.answer(w, t, g, f)
	case "refresh_token":
		g, f := s.refresh(t)
		s.answer(w, t, g, f)
	case "client_credentials":
		s.clientCredentials(w, t)
	case deviceGrant:
		g, f := s.pollDevice(t)
		s.answer(w, t, g, f)
	default:
		s.refuse(w, unsupportedGrant(grantType))
	}
}

// readToken reads a request and judges tenant and app.
func (s *Server) readToken(r *http.Request) (*tokenRequest, *failure) {
	switch {
	case r.Method != http.MethodPost:
		return nil, wrongMethod(r.Method)
	case r.ParseForm() != nil:
		return nil, undecodable()
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	t := &tokenRequest{credentials: readCredentials(r), tenant: tenant, kind: kind, form: r.PostForm, base: base(r), browser: r.Header.Get("Origin") != ""}
	switch {
	case kind == entra.NotEntra:
		return nil, noSuchTenant(tenant)
	case t.form.Get("grant_type") == "":
		return nil, missingParameter("grant_type")
	case t.id == "":
		return nil, missingParameter("client_id")
	}
	var f *failure
	t.client, f = s.clientAt(tenant, kind, t.id)
	return t, f
}

// answer sends the tokens of a grant, or why there is none.
func (s *Server) answer(w http.ResponseWriter, t *tokenRequest, g *grant, f *failure) {
	if f != nil {
		s.refuse(w, f)
		return
	}
	s.grantTokens(w, g, t.form.Get("client_info") == "1")
}

const codeLife = 10 * time.Minute

// redeem exchanges a code. One that cannot be decoded is refused before the
// secret is looked at; the platform of the redirect URI counts before the
// secret too, and the secret before the code is used up (docs/facts/entra.md, section 3.3).
func (s *Server) redeem(t *tokenRequest) (*grant, *failure) {
	if t.form.Get("code") == "" {
		return nil, missingParameter("code")
	}
	s.mu.Lock()
	g := s.grants[t.form.Get("code")]
	s.mu.Unlock()
	personal := t.kind == entra.Consumers
	switch {
	case g == nil && personal:
		return nil, invalidCode("")
	case g == nil:
		return nil, undecodable()
	case g.request.client.ID != t.client.ID:
		return nil, codeOfOtherClient()
	case g.request.tenant.ID != t.tenant.ID:
		return nil, codeOfOtherTenant()
	}
	if f := s.authenticateClient(t, t.client.platform(g.request.redirectURI)); f != nil {
		return nil, f
	}
	switch uri := t.form.Get("redirect_uri"); {
	case uri != g.request.redirectURI && personal:
		return nil, redirectNotValid()
	case uri != g.request.redirectURI:
		return nil, otherRedirect(uri, g.request.redirectURI)
	case !g.request.provenBy(t.form.Get("code_verifier")) && personal:
		return nil, invalidCode("")
	case !g.request.provenBy(t.form.Get("code_verifier")):
		return nil, verifierMismatch()
	case s.now().Sub(g.issued) > codeLife && personal:
		return nil, invalidCode(" The code has expired.")
	case s.now().Sub(g.issued) > codeLife:
		return nil, codeExpired()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if g.used && personal {
		return nil, invalidCode("")
	}
	if g.used {
		return nil, codeUsed()
	}
	g.used = true
	return g, nil
}

// authenticateClient judges a client by the platform of its redirect URI: only
// an app of the platform Web has a secret to show.
func (s *Server) authenticateClient(t *tokenRequest, p platform) *failure {
	personal := t.kind == entra.Consumers
	switch {
	case p == spa && !t.browser:
		return browserOnly()
	case p == spa:
		return nil
	case t.browser:
		return serverOnly()
	case p == public && !t.nothing() && personal:
		return publicWithSecretForConsumers()
	case p == public && !t.nothing():
		return publicWithSecret()
	case p == public:
		return nil
	case t.nothing() && personal:
		return noSecretForConsumers()
	case t.nothing():
		return noSecret()
	}
	return s.judge(t) // what /consumers says of a wrong one is not known
}

// provenBy checks a code verifier (RFC 7636, section 4.6).
func (q *request) provenBy(verifier string) bool {
	if q.challenge == "" {
		return verifier == ""
	}
	if q.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(q.challenge)) == 1
}

// refresh exchanges a refresh token, which stays good, for tokens of the same
// person: for the API that is asked for now, if one is.
func (s *Server) refresh(t *tokenRequest) (*grant, *failure) {
	if t.form.Get("refresh_token") == "" {
		return nil, missingParameter("refresh_token")
	}
	s.mu.Lock()
	g := s.refreshes[t.form.Get("refresh_token")]
	s.mu.Unlock()
	switch {
	case g == nil:
		return nil, undecodable()
	case g.request.client.ID != t.client.ID:
		return nil, codeOfOtherClient()
	}
	fresh := *g
	if scope := strings.Fields(t.form.Get("scope")); len(scope) > 0 {
		asked := *g.request
		asked.scopes = scope
		fresh.request = &asked
	}
	if fresh.device {
		return &fresh, nil
	}
	return &fresh, s.authenticateClient(t, t.client.platform(g.request.redirectURI))
}
