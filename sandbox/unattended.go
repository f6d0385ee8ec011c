package sandbox

import (
	"net/http"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// clientCredentials answers RFC 6749, section 4.4: the only question that tells
// about a secret without a person (docs/facts/entra.md, section 3.4).
func (s *Server) clientCredentials(w http.ResponseWriter, t *tokenRequest) {
	if f := s.judgeUnattended(t); f != nil {
		s.refuse(w, f)
		return
	}
	g := &grant{app: true, request: &request{tenant: t.tenant, kind: t.kind, client: t.client, base: t.base, scopes: []string{t.resource() + "/.default"}}, issued: s.now()}
	access, err := s.accessToken(g)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	note(w, "token for the app")
	writeJSON(w, http.StatusOK, tokenAnswer{Type: "Bearer", ExpiresIn: appTokenSeconds, ExtExpiresIn: appTokenSeconds, AccessToken: access})
}

// resource is the API that an app asks a token for, by a scope or as in v1.
func (t *tokenRequest) resource() string {
	if v1 := t.form.Get("resource"); v1 != "" && t.form.Get("scope") == "" {
		return strings.TrimSuffix(v1, "/")
	}
	return strings.TrimSuffix(strings.TrimSuffix(t.form.Get("scope"), "/.default"), "/")
}

func (s *Server) judgeUnattended(t *tokenRequest) *failure {
	scope := t.form.Get("scope")
	resource, whole := t.resource(), strings.HasSuffix(scope, "/.default") || scope == "" && t.form.Get("resource") != ""
	switch {
	case t.kind == entra.Common || t.kind == entra.Organizations:
		return noTenant()
	case t.kind == entra.Consumers:
		return organisationsOnly(t.client)
	case s.faults["blocked-by-policy"]:
		return policyBlocks() // whatever the secret is
	case t.nothing():
		return noSecretForCredentials()
	case scope == "" && !whole:
		return missingParameter("scope")
	case !whole:
		return scopeWithoutDefault(scope)
	}
	if f := s.judge(t); f != nil {
		return f
	}
	if audienceOf(resource, t.base) == otherAudience && resource != t.client.ID && resource != "api://"+t.client.ID {
		return unknownResource(resource, t.tenant)
	}
	return nil
}
