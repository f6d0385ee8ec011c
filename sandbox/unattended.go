package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// resources are the APIs every tenant has, as a scope or a v1 resource names them.
var resources = []string{"https://graph.microsoft.com", graphID, "https://management.azure.com", "https://management.core.windows.net"}

// clientCredentials answers RFC 6749, section 4.4: the only question that tells
// about a secret without a person (docs/facts/entra.md, section 3.4).
func (s *Server) clientCredentials(w http.ResponseWriter, t *tokenRequest) {
	if f := s.judgeUnattended(t); f != nil {
		s.refuse(w, f)
		return
	}
	note(w, "token for the app")
	writeJSON(w, http.StatusOK, tokenAnswer{Type: "Bearer", ExpiresIn: 3599, ExtExpiresIn: 3599, AccessToken: "sandbox-app-token-" + random(700)})
}

func (s *Server) judgeUnattended(t *tokenRequest) *failure {
	scope := t.form.Get("scope")
	resource, whole := strings.CutSuffix(scope, "/.default")
	if v1 := t.form.Get("resource"); v1 != "" && scope == "" {
		resource, whole = strings.TrimSuffix(v1, "/"), true
	}
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
	if f := s.judge(t.client, t.credentials); f != nil {
		return f
	}
	if !slices.Contains(resources, resource) && resource != t.client.ID && resource != "api://"+t.client.ID {
		return unknownResource(resource, t.tenant)
	}
	return nil
}

// deviceCode hands out a code nobody needs to enter: Entra does so for every
// app of the tenant, which tells that the app exists (docs/facts/entra.md, section 3.5).
func (s *Server) deviceCode(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	var f *failure
	id := ""
	switch {
	case r.Method != http.MethodPost:
		f = wrongMethod(r.Method)
	case r.ParseForm() != nil:
		f = undecodable()
	case kind == entra.NotEntra:
		f = noSuchTenant(tenant)
	case readCredentials(r).id == "":
		f = missingParameter("client_id")
	default:
		id = readCredentials(r).id
		_, f = s.clientAt(tenant, kind, id)
	}
	switch {
	case f != nil:
	case kind == entra.Consumers:
		f = notMobile()
	case r.PostForm.Get("scope") == "" && r.PostForm.Get("resource") == "":
		f = missingParameter("scope")
	}
	if f != nil {
		s.refuse(w, f)
		return
	}
	userCode, code, page := strings.ToUpper(strings.ReplaceAll(newGUID(), "-", ""))[:9], random(90), base(r)+"/devicelogin"
	s.mu.Lock()
	keep(s.devices, code, id)
	s.mu.Unlock()
	note(w, "device code")
	writeJSON(w, http.StatusOK, struct {
		UserCode   string `json:"user_code"`
		DeviceCode string `json:"device_code"`
		Page       string `json:"verification_uri"`
		ExpiresIn  int    `json:"expires_in"` // seconds
		Interval   int    `json:"interval"`   // seconds
		Message    string `json:"message"`
	}{userCode, code, page, 900, 5, "To sign in, use a web browser to open the page " + page + " and enter the code " + userCode + " to authenticate."})
}

// pollDevice answers a client that waits for a person who never comes.
func (s *Server) pollDevice(t *tokenRequest) *failure {
	s.mu.Lock()
	id, known := s.devices[t.form.Get("device_code")]
	s.mu.Unlock()
	switch {
	case t.form.Get("device_code") == "":
		return missingParameter("device_code")
	case !known:
		return undecodable()
	case !strings.EqualFold(id, t.client.ID):
		return codeOfOtherClient()
	}
	return devicePending()
}
