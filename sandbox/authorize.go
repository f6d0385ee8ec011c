package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

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
	scope       string
	mode        string // query, fragment or form_post
	challenge   string
	method      string
	base        string // of this server, as the browser names it
}

// authorize judges a request in Entra's order: tenant, client, form of the
// redirect URI; whether that is registered only after the sign-in.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if r.Method == http.MethodPost {
		if r.ParseForm() == nil {
			query = r.Form
		}
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		f := unknownTenant(tenant.ID)
		if strings.ContainsAny(tenant.ID, "{}<> ") {
			f = malformedTenant(tenant.ID)
		}
		s.errorPage(w, f)
		return
	}
	if s.faults["interrupt-page"] && !query.Has("sso_reload") {
		s.interruptPage(w, r)
		return
	}
	client, known := s.client(query.Get("client_id"))
	q := &request{
		tenant: tenant, kind: kind, v2: strings.Contains(r.URL.Path, "/v2.0/"), client: client, redirectURI: query.Get("redirect_uri"), state: query.Get("state"),
		nonce: query.Get("nonce"), scope: query.Get("scope"), mode: query.Get("response_mode"),
		challenge: query.Get("code_challenge"), method: query.Get("code_challenge_method"), base: base(r),
	}
	if q.mode == "" {
		q.mode = "query"
	}
	if f, refused := s.judgeClient(q, query.Get("client_id"), known); refused {
		if kind == entra.Consumers {
			s.livePage(w, "unauthorized_client", "The client does not exist or is not enabled for consumers. If you are the application developer, configure a new application through the App Registrations in the Azure Portal at https://go.microsoft.com/fwlink/?linkid=2083908.")
			return
		}
		s.errorPage(w, f)
		return
	}
	if u, err := url.Parse(q.redirectURI); q.redirectURI != "" && (err != nil || !u.IsAbs() || u.Host == "") {
		s.errorPage(w, failure{200, "", 90102, "'redirect_uri' value must be a valid absolute Uri.", false, true})
		return
	}
	if q.redirectURI == "" && len(client.WebRedirectURIs) > 0 {
		q.redirectURI = client.WebRedirectURIs[0] // Entra picks one
	}
	if f, refused := judgeRequest(q, query); refused {
		if q.registered() {
			s.deliver(w, r, q, s.parameters(f, q.state))
			return
		}
		s.errorPage(w, f)
		return
	}
	if query.Get("prompt") == "none" {
		s.silent(w, r, q)
		return
	}
	ticket := random(16)
	s.mu.Lock()
	if len(s.pages) > 10000 {
		clear(s.pages)
	}
	s.pages[ticket] = q
	s.mu.Unlock()
	s.signInPage(w, q, ticket, query.Get("login_hint"), "")
}

// judgeClient tells what is wrong with the app before anybody signs in.
func (s *Server) judgeClient(q *request, id string, known bool) (failure, bool) {
	personal := q.client.Audience == PersonalMicrosoftAccount
	both := q.client.Audience == AzureADandPersonalMicrosoftAccount
	switch {
	case id == "":
		return failure{200, "", 900144, "The request body must contain the following parameter: 'client_id'.", false, true}, true
	case !known:
		return unknownClient(id, directory(q.tenant)), true
	case q.kind == entra.Consumers && !personal && !both:
		return notForConsumers(), true
	case q.kind == entra.Organisation && personal, q.kind == entra.Organizations && personal:
		return personalOnly(q.client), true
	case q.kind == entra.Organisation && q.client.Audience == AzureADMyOrg && q.client.Tenant != q.tenant.ID:
		return unknownClient(id, directory(q.tenant)), true
	case q.client.Disabled:
		return disabledClient(q.client), true
	}
	return failure{}, false
}

func directory(t Tenant) string {
	if t.Name != "" {
		return t.Name
	}
	return t.ID
}

// judgeRequest tells what is wrong with the rest of the request; such errors go
// to the app when its redirect URI is registered.
func judgeRequest(q *request, query url.Values) (failure, bool) {
	switch {
	case (q.kind == entra.Common || q.kind == entra.Organizations) && q.client.Audience == AzureADMyOrg:
		return failure{200, "invalid_request", 50194, "Application '" + q.client.ID + "'(" + q.client.Name + ") is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.", false, true}, true
	case query.Get("response_type") != "code":
		return failure{200, "unsupported_response_type", 700054, "response_type '" + query.Get("response_type") + "' is not enabled for the application.", false, true}, true
	case q.scope == "":
		return failure{200, "invalid_request", 900144, "The request body must contain the following parameter: 'scope'.", false, true}, true
	}
	return failure{}, false
}

// registered tells whether the redirect URI is one of the app's, whatever its
// platform. On localhost the port does not count.
func (q *request) registered() bool {
	return listed(q.client.WebRedirectURIs, q.redirectURI) || listed(q.client.SPARedirectURIs, q.redirectURI) || listed(q.client.PublicRedirectURIs, q.redirectURI)
}

func listed(registered []string, uri string) bool {
	return slices.ContainsFunc(registered, func(one string) bool { return sameRedirect(one, uri) })
}

func sameRedirect(registered, asked string) bool {
	if registered == asked {
		return true
	}
	a, err := url.Parse(registered)
	b, err2 := url.Parse(asked)
	if err != nil || err2 != nil || a.Hostname() != "localhost" || b.Hostname() != "localhost" {
		return false
	}
	return a.Scheme == b.Scheme && a.Path == b.Path && a.RawQuery == b.RawQuery
}

// silent answers prompt=none without a session: to a registered URI, and on a
// page otherwise (what the real service does then is not known).
func (s *Server) silent(w http.ResponseWriter, r *http.Request, q *request) {
	switch {
	case q.kind == entra.Consumers && !q.registered():
		s.livePage(w, "invalid_request", "The provided value for the input parameter 'redirect_uri' is not valid. The expected value is a URI which matches a redirect URI registered for this client application.")
	case q.registered():
		s.deliver(w, r, q, s.parameters(noSession(), q.state))
	case s.faults["unregistered-50011"]:
		s.errorPage(w, redirectMismatch(q.client, q.redirectURI))
	default:
		s.errorPage(w, noSession())
	}
}

// deliver sends an answer to the redirect URI in the mode that was asked for.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, q *request, values url.Values) {
	switch q.mode {
	case "form_post":
		s.formPost(w, q.redirectURI, values)
	case "fragment":
		w.Header().Set("Location", q.redirectURI+"#"+encode(values))
		w.WriteHeader(http.StatusFound)
	default:
		separator := "?"
		if strings.Contains(q.redirectURI, "?") {
			separator = "&"
		}
		w.Header().Set("Location", q.redirectURI+separator+encode(values))
		w.WriteHeader(http.StatusFound)
	}
}

// encode writes parameters as Entra does: error, description, error_uri, then state.
func encode(values url.Values) string {
	var parts []string
	for _, key := range []string{"code", "error", "error_subcode", "error_description", "error_uri", "state", "session_state"} {
		if values.Has(key) {
			parts = append(parts, key+"="+url.QueryEscape(values.Get(key)))
		}
	}
	return strings.Join(parts, "&")
}

// grant is an authorization code that was handed out.
type grant struct {
	request *request
	user    User
	issued  time.Time
	used    bool
}

const codeLife = 10 * time.Minute

// login takes the form of the sign-in page.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	ticket := r.PostForm.Get("ticket")
	s.mu.Lock()
	q := s.pages[ticket]
	s.mu.Unlock()
	if q == nil {
		s.errorPage(w, failure{200, "", 165000, "Invalid Request: The request tokens do not match the user context. One or more of the user context values (cookies; form fields; headers) were incorrect or invalid.", false, true})
		return
	}
	if r.PostForm.Get("cancel") != "" {
		s.deliver(w, r, q, url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}, "state": {q.state}})
		return
	}
	user, problem := s.authenticate(q, r.PostForm)
	if problem != "" {
		s.signInPage(w, q, ticket, r.PostForm.Get("login"), problem)
		return
	}
	s.mu.Lock()
	delete(s.pages, ticket)
	s.mu.Unlock()
	switch {
	case !q.registered():
		if q.kind == entra.Consumers {
			s.livePage(w, "invalid_request", "The provided value for the input parameter 'redirect_uri' is not valid. The expected value is a URI which matches a redirect URI registered for this client application.")
			return
		}
		s.errorPage(w, redirectMismatch(q.client, q.redirectURI)) // only now, as Entra does
	case s.faults["consent-declined"]:
		s.deliver(w, r, q, s.parameters(failure{200, "access_denied", 65004, "User declined to consent to access the app.", true, true}, q.state))
	default:
		if s.faults["stray-callback"] {
			s.stray(q)
		}
		code := "1.AXXX" + random(48)
		s.mu.Lock()
		s.grants[code] = &grant{request: q, user: user, issued: s.now()}
		s.mu.Unlock()
		s.options.Logf("  %s signed in", user.Name)
		s.deliver(w, r, q, url.Values{"code": {code}, "state": {q.state}, "session_state": {newGUID()}})
	}
}

// authenticate checks who signs in: one of the sandbox's people, by a click or
// with the password.
func (s *Server) authenticate(q *request, form url.Values) (User, string) {
	for _, user := range s.options.Users {
		if strings.EqualFold(user.Username, strings.TrimSpace(form.Get("login"))) || form.Get("user") == user.ObjectID {
			switch {
			case form.Get("user") != user.ObjectID && form.Get("passwd") != user.Password:
				return User{}, "Your account or password is incorrect. Every password here is " + user.Password + "."
			case !s.admitted(q, user):
				return User{}, "This account does not belong to " + directory(q.tenant) + "."
			}
			return user, ""
		}
	}
	return User{}, "There is no such account in the sandbox."
}

// admitted tells whether an account may sign in at an authority.
func (s *Server) admitted(q *request, user User) bool {
	personal := user.Tenant == consumersTenant
	switch q.kind {
	case entra.Consumers:
		return personal
	case entra.Organizations:
		return !personal
	case entra.Common:
		return true
	}
	return user.Tenant == q.tenant.ID
}

// stray sends a forged answer to a redirect URI on this machine.
func (s *Server) stray(q *request) {
	u, err := url.Parse(q.redirectURI)
	if err != nil || !isLoopback(u.Host) {
		return
	}
	u.RawQuery = url.Values{"code": {"forged"}, "state": {"forged"}}.Encode()
	client := &http.Client{Timeout: 2 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if response, err := client.Get(u.String()); err == nil {
		response.Body.Close()
	}
}
