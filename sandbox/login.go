package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// grant is what a person's sign-in has given an app.
type grant struct {
	request *request
	user    User
	issued  time.Time
	used    bool // the code has been redeemed
	device  bool // by a device code, so that the client shows no secret
	app     bool // the app's own, without a person
}

// login takes the forms of the sign-in page.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	form := r.PostForm
	ticket := form.Get("ticket")
	s.mu.Lock()
	q := s.pages[ticket]
	s.mu.Unlock()
	if q == nil {
		s.errorPage(w, strayForm())
		return
	}
	user, problem := User{}, ""
	cancelled := form.Has("cancel")
	if !cancelled {
		if user, problem = s.authenticate(q, form); problem != "" {
			s.signInPage(w, q, ticket, form.Get("login"), problem)
			return
		}
	}
	s.mu.Lock()
	delete(s.pages, ticket)
	s.mu.Unlock()
	switch {
	case q.device != nil:
		s.finishDevice(w, q, user, cancelled)
	case q.consent:
		s.consent(w, q, cancelled)
	case !q.registered() && q.kind == entra.Consumers:
		livePage(w, "invalid_request", redirectNotValidText)
	case !q.registered():
		s.errorPage(w, redirectMismatch(q.client, q.redirectURI)) // only now, as Entra does
	case cancelled:
		s.deliver(w, q, withState(url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}}, q))
	case s.faults["not-assigned"]:
		s.errorPage(w, notAssigned(q.client, user))
	case s.faults["consent-declined"]:
		s.deliver(w, q, s.parameters(consentDeclined(), q))
	case q.unknownScope() != "":
		s.deliver(w, q, s.parameters(unknownScope(q.client, q.unknownScope()), q))
	default:
		if s.faults["stray-callback"] {
			stray(q.redirectURI)
		}
		s.deliver(w, q, withState(url.Values{"code": {s.issueCode(q, user)}, "session_state": {newGUID()}}, q))
	}
}

// issueCode hands out a code in the form of the service that signs the person in.
func (s *Server) issueCode(q *request, user User) string {
	code := "1.AXXX" + random(400)
	if user.Tenant == entra.ConsumersTenant {
		code = "M.C500_SN1.2.U." + newGUID()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	keep(s.grants, code, &grant{request: q, user: user, issued: s.now()})
	return code
}

// authenticate checks who signs in: one of the sandbox's people, by a click or
// with the password.
func (s *Server) authenticate(q *request, form url.Values) (User, string) {
	clicked := form.Get("user")
	for _, user := range s.options.Users {
		if clicked != user.ObjectID && !strings.EqualFold(user.Username, strings.TrimSpace(form.Get("login"))) {
			continue
		}
		switch {
		case clicked == "" && form.Get("passwd") != user.Password:
			return User{}, "Your account or password is incorrect. The password here is " + user.Password + "."
		case !admitted(q, user):
			return User{}, "This account does not belong to " + q.tenant.name() + "."
		}
		return user, ""
	}
	return User{}, "There is no such account in the sandbox."
}

// admitted tells whether an account may sign in to an app at an authority.
func admitted(q *request, user User) bool {
	personal := user.Tenant == entra.ConsumersTenant
	if personal && !q.client.takesPersonal() || !personal && q.client.Audience == PersonalMicrosoftAccount {
		return false
	}
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

// unknownScope is the first scope that neither OpenID Connect nor Microsoft
// Graph has. Graph's names have a dot, those of other APIs an address.
func (q *request) unknownScope() string {
	known := []string{"openid", "profile", "email", "offline_access"}
	for _, scope := range q.scopes {
		if !slices.Contains(known, scope) && !strings.ContainsAny(scope, "./:") {
			return scope
		}
	}
	return ""
}

// stray sends a forged answer to a redirect URI on this machine.
func stray(redirectURI string) {
	u, err := url.Parse(redirectURI)
	if err != nil || !isLoopback(u.Host) {
		return
	}
	u.RawQuery = url.Values{"code": {"forged"}, "state": {"forged"}}.Encode()
	client := &http.Client{Timeout: 2 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if response, err := client.Get(u.String()); err == nil {
		response.Body.Close()
	}
}
