package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// request is one authorization request (RFC 6749, section 4.1.1).
type request struct {
	tenant      Tenant
	kind        entra.Kind
	v2          bool
	client      Client
	redirectURI string
	state       string
	nonce       string
	scopes      []string
	mode        string // query, fragment or form_post
	challenge   string
	method      string
	base        string  // of this server, as the browser names it
	device      *device // waits for this sign-in; nil: an app in the browser does
	consent     bool    // an administrator consents for everybody, and signs in to nothing
}

// authorize judges a request in Entra's order: tenant, client, form of the
// redirect URI; whether that is registered only after the sign-in.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	query := r.Form
	tenant, kind := s.tenant(r.PathValue("tenant"))
	switch {
	case kind == entra.NotEntra:
		s.errorPage(w, noSuchTenant(tenant))
		return
	case s.faults["interrupt-page"] && !query.Has("sso_reload"):
		interruptPage(w, r)
		return
	case query.Get("client_id") == "":
		s.errorPage(w, missingParameter("client_id"))
		return
	}
	client, f := s.clientAt(tenant, kind, query.Get("client_id"))
	switch {
	case f != nil && kind == entra.Consumers:
		livePage(w, "unauthorized_client", notForConsumersText)
		return
	case f != nil:
		s.errorPage(w, f)
		return
	}
	q := newRequest(r, tenant, kind, client)
	if q.redirectURI == "" {
		if len(client.WebRedirectURIs) == 0 {
			s.errorPage(w, noRedirect())
			return
		}
		q.redirectURI = client.WebRedirectURIs[0] // Entra picks one
	}
	if u, err := url.Parse(q.redirectURI); err != nil || !u.IsAbs() || u.Host == "" {
		s.errorPage(w, relativeRedirect())
		return
	}
	if q.kind != entra.Consumers && entra.RefusesPrompt(query.Get("prompt"), !q.v2) {
		s.errorPage(w, unsupportedPrompt())
		return
	}
	if f := q.judge(query); f != nil {
		if q.registered() {
			s.deliver(w, q, s.parameters(f, q))
			return
		}
		s.errorPage(w, f)
		return
	}
	if query.Get("prompt") == "none" {
		s.silent(w, q)
		return
	}
	ticket := random(16)
	s.mu.Lock()
	keep(s.pages, ticket, q)
	s.mu.Unlock()
	s.signInPage(w, q, ticket, query.Get("login_hint"), "")
}

func newRequest(r *http.Request, tenant Tenant, kind entra.Kind, client Client) *request {
	q := &request{
		tenant: tenant, kind: kind, client: client, base: base(r),
		v2:          strings.Contains(r.URL.Path, "/v2.0/"),
		redirectURI: r.Form.Get("redirect_uri"),
		state:       r.Form.Get("state"),
		nonce:       r.Form.Get("nonce"),
		scopes:      strings.Fields(r.Form.Get("scope")),
		mode:        r.Form.Get("response_mode"),
		challenge:   r.Form.Get("code_challenge"),
		method:      r.Form.Get("code_challenge_method"),
	}
	if q.mode == "" {
		q.mode = "query"
	}
	if !q.v2 && len(q.scopes) == 0 {
		q.scopes = []string{"openid", "profile", "email"} // v1 asks by resource
	}
	return q
}

// judge tells what is wrong with a request whose tenant and app are right; the
// app is told, when its redirect URI is registered.
func (q *request) judge(query url.Values) *failure {
	switch {
	case (q.kind == entra.Common || q.kind == entra.Organizations) && q.client.singleTenant():
		return singleTenant(q.client)
	case query.Get("response_type") == "":
		return missingParameter("response_type")
	case query.Get("response_type") != "code":
		return unsupportedResponseType(query.Get("response_type"))
	case !slices.Contains([]string{"query", "fragment", "form_post"}, q.mode):
		q.mode = "query"
		return unsupportedResponseMode(query.Get("response_mode"))
	case len(q.scopes) == 0:
		return missingParameter("scope")
	}
	return nil
}

// registered tells whether the redirect URI is one of the app's, whatever its platform.
func (q *request) registered() bool { return q.client.platform(q.redirectURI) != "" }

// silent answers prompt=none, which finds nobody signed in, for the sandbox
// keeps no session: to a registered URI, and on a page otherwise. What the real
// service does with an unregistered one is not known (docs/facts/entra.md, section 2.4).
func (s *Server) silent(w http.ResponseWriter, q *request) {
	switch {
	case q.registered():
		s.deliver(w, q, s.parameters(noSession(), q))
	case q.kind == entra.Consumers:
		livePage(w, "invalid_request", redirectNotValidText)
	case s.faults["unregistered-50011"]:
		s.errorPage(w, redirectMismatch(q.client, q.redirectURI))
	default:
		s.errorPage(w, noSession())
	}
}

// most is how many open pages, codes and tokens are remembered.
const most = 10000

// keep remembers a value; a map that has grown too large starts afresh.
func keep[V any](m map[string]V, key string, value V) {
	if len(m) >= most {
		clear(m)
	}
	m[key] = value
}
