package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

const graphID = "00000003-0000-0000-c000-000000000000" // Microsoft Graph

// tokenAnswer is what the token endpoint grants.
type tokenAnswer struct {
	Type         string `json:"token_type"`
	Scope        string `json:"scope,omitempty"`
	ExpiresIn    int    `json:"expires_in"` // seconds
	ExtExpiresIn int    `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"` // only for offline_access
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"` // only where it is asked for
}

// grantTokens answers with the tokens of one sign-in.
func (s *Server) grantTokens(w http.ResponseWriter, g *grant, clientInfo bool) {
	q := g.request
	access, err := s.accessToken(g)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	answer := tokenAnswer{Type: "Bearer", Scope: granted(q.scopes), ExpiresIn: tokenSeconds, ExtExpiresIn: tokenSeconds, AccessToken: access}
	if clientInfo {
		answer.ClientInfo = clientInfoOf(g.user)
	}
	if slices.Contains(q.scopes, "offline_access") {
		answer.RefreshToken = "1.AXXX-sandbox-refresh-token-" + random(700)
	}
	if slices.Contains(q.scopes, "openid") && !s.faults["no-id-token"] {
		raw, err := s.sign(s.claims(g), g.user.Tenant == entra.ConsumersTenant)
		if err != nil {
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		}
		answer.IDToken = raw
	}
	if answer.RefreshToken != "" {
		s.mu.Lock()
		keep(s.refreshes, answer.RefreshToken, g)
		s.mu.Unlock()
	}
	note(w, "tokens for %s", g.user.Name)
	writeJSON(w, http.StatusOK, answer)
}

// granted lists the scopes as Entra names them.
func granted(scopes []string) string {
	var list []string
	for _, scope := range []string{"email", "openid", "profile"} {
		if slices.Contains(scopes, scope) {
			list = append(list, scope)
		}
	}
	var apis []string
	for _, scope := range scopes {
		if strings.Contains(scope, "://") {
			apis = append(apis, scope)
		}
	}
	if apis == nil {
		apis = []string{graphID + "/User.Read"}
	}
	return strings.Join(append(list, apis...), " ")
}

// claims are those of an ID token (docs/facts/entra.md, section 4).
func (s *Server) claims(g *grant) map[string]any {
	q, user, now := g.request, g.user, s.now()
	issued := now.Add(-5 * time.Minute)
	life := 65 * time.Minute
	if user.Tenant == entra.ConsumersTenant {
		issued, life = now, 24*time.Hour
	}
	claims := map[string]any{
		"aud": q.client.ID, "iss": issuerOf(q.base, Tenant{ID: user.Tenant}, entra.Organisation, q.v2),
		"iat": issued.Unix(), "nbf": issued.Unix(), "exp": issued.Add(life).Unix(),
		"aio": "AXXX" + random(60), "sub": pairwise(q.client.ID, user.ObjectID), "tid": user.Tenant, "ver": "2.0",
	}
	if user.Tenant != entra.ConsumersTenant {
		claims["rh"], claims["uti"], claims["sid"] = "1.AXXX"+random(40), random(16), newGUID()
	}
	if !q.v2 {
		claims["ver"] = "1.0"
	}
	if q.nonce != "" {
		claims["nonce"] = q.nonce
	}
	if slices.Contains(q.scopes, "profile") {
		claims["name"], claims["oid"] = user.Name, user.ObjectID
		if q.v2 {
			claims["preferred_username"] = user.Username
		} else {
			claims["unique_name"], claims["upn"] = user.Username, user.Username
		}
	}
	if slices.Contains(q.scopes, "email") && user.Email != "" && !s.faults["no-email"] {
		claims["email"] = user.Email
	}
	groups := user.Groups
	if s.faults["big-token"] {
		groups = 200
	}
	if groups > 0 {
		ids := make([]string, groups)
		for i := range ids {
			ids[i] = newGUID()
		}
		claims["groups"] = ids
	}
	s.spoil(claims, q, now)
	return claims
}

// spoil lets the faults of ID tokens have their way; several can.
func (s *Server) spoil(claims map[string]any, q *request, now time.Time) {
	if s.faults["wrong-issuer"] {
		claims["iss"] = q.base + "/" + newGUID() + "/v2.0"
	}
	if s.faults["wrong-audience"] {
		claims["aud"] = newGUID()
	}
	if s.faults["wrong-nonce"] {
		claims["nonce"] = random(10)
	}
	if s.faults["future-token"] {
		claims["iat"], claims["nbf"] = now.Add(10*time.Minute).Unix(), now.Add(10*time.Minute).Unix()
	}
	if s.faults["expired-token"] {
		claims["exp"] = now.Add(-time.Hour).Unix()
	}
}

// pairwise is a subject that differs from app to app.
func pairwise(clientID, objectID string) string {
	mac := hmac.New(sha256.New, []byte("authkit sandbox"))
	mac.Write([]byte(clientID + "/" + objectID))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// userInfo answers as OpenID Connect's userinfo endpoint (Core, section 5.3).
func (s *Server) userInfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	g, why := s.bearer(r, graphAudience)
	s.mu.Unlock()
	if why != nil || g.app {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{"code": "InvalidAuthenticationToken", "message": "Access token validation failure."}})
		return
	}
	given, family, _ := strings.Cut(g.user.Name, " ")
	person := map[string]string{"sub": pairwise(g.request.client.ID, g.user.ObjectID), "name": g.user.Name, "given_name": given, "family_name": family}
	if g.user.Email != "" && !s.faults["no-email"] {
		person["email"] = g.user.Email
	}
	writeJSON(w, http.StatusOK, person)
}
