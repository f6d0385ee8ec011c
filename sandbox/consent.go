package sandbox

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// adminConsent is where an administrator consents to an app for everybody. Who
// signs in counts as one.
func (s *Server) adminConsent(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	client, known := s.client(r.Form.Get("client_id"))
	switch {
	case kind == entra.NotEntra:
		s.errorPage(w, noSuchTenant(tenant))
		return
	case !known || s.directory(client) != tenant.ID: // without a service principal it gets one here
		s.errorPage(w, unknownClient(r.Form.Get("client_id"), tenant))
		return
	}
	q := newRequest(r, tenant, kind, client)
	q.consent = true
	if q.redirectURI == "" && len(client.WebRedirectURIs) > 0 {
		q.redirectURI = client.WebRedirectURIs[0] // Entra picks one
	}
	ticket := random(16)
	s.mu.Lock()
	keep(s.pages, ticket, q)
	s.mu.Unlock()
	s.signInPage(w, q, ticket, "", "")
}

// consent notes what the administrator has decided, and sends them to the app
// where it has a redirect URI.
func (s *Server) consent(w http.ResponseWriter, q *request, cancelled bool) {
	answer, said := url.Values{"admin_consent": {"True"}, "tenant": {q.tenant.ID}}, "Everybody of the tenant can use the app now."
	if cancelled {
		answer, said = url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}}, "No consent was given."
	} else {
		s.grantConsent(q.client.ID)
	}
	if q.registered() {
		if q.state != "" {
			answer.Set("state", q.state)
		}
		note(w, "admin consent")
		w.Header().Set("Location", withQuery(q.redirectURI)+answer.Encode())
		w.WriteHeader(http.StatusFound)
		return
	}
	out := pageHead(w, "Permissions", "AdminConsent", nil)
	fmt.Fprintf(out, `<h1>%s</h1><p>%s</p>`, html.EscapeString(q.client.Name), said)
	pageEnd(w, out)
}

func (s *Server) grantConsent(clientID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.options.Clients {
		if c := &s.options.Clients[i]; strings.EqualFold(c.ID, clientID) {
			c.Consented = true
			if c.NoPrincipal {
				c.NoPrincipal, c.principalID = false, newGUID()
			}
		}
	}
}
