package pyapp

import (
	"slices"
	"strings"
)

// Another is a way other than st.login in which the app may know who somebody is.
type Another struct {
	Spot
	What string // in words, behind "line 3 of app.py"
	Own  bool   // the app does it all by itself
}

// oldHeaders is the module that gave an app the headers of its requests before
// st.context did.
const oldHeaders = "websocket_headers"

// frontHeaders are the headers, or how they begin, in which what stands in front of
// an app says who signed in there (docs/facts/platforms.md, section 1.3).
var frontHeaders = []string{
	"x-auth-", "x-id-token", "x-access-token", "x-forwarded-user", "x-forwarded-email", "x-forwarded-preferred-username", "x-forwarded-groups", "x-forwarded-access-token",
	"x-amzn-oidc-", "x-ms-client-principal", "x-ms-token-", "x-goog-authenticated-user-", "x-goog-iap-jwt-assertion", "cf-access-", "remote-user", "remote-email", "remote-name",
	"x-remote-user", "x-authentik-", "x-pomerium-", "tailscale-user-", "sf-context-current-user",
}

// headers finds where a file reads the headers of its own requests.
func (s *scanner) headers(i int) {
	switch {
	case s.is(i, "headers") && s.is(i-1, ".") && s.is(i-2, "context"):
		s.scan.ReadsHeaders = true
	case s.is(i, oldHeaders) && s.at(i).imported:
		s.scan.ReadsHeaders = true
	}
}

// fronted notes a header that the app reads of its own requests.
func (w *walker) fronted(e *expression, reach Reach) {
	header := strings.ToLower(e.value)
	if reach == Never || w.dry || !w.unit.module.scan.ReadsHeaders || strings.ContainsAny(header, " :\n") || !slices.ContainsFunc(frontHeaders, func(known string) bool { return strings.HasPrefix(header, known) }) {
		return
	}
	w.found.Another = append(w.found.Another, Another{w.unit.spot(e), "takes who somebody is from the header " + e.value + ", which a sign-in in front of the app sets", false})
}

// byService notes a call that signs somebody in at a service: its name says so,
// and nothing of the project has it.
func (w *walker) byService(called *expression, reach Reach) {
	name := called.value
	if reach == Never || w.dry || called.kind != attributeExpression || called.own != "" || len(w.methods[name]) > 0 {
		return
	}
	if strings.HasPrefix(name, "sign_in") || strings.HasPrefix(name, "signin_") || name == "signin" || name == "verify_id_token" {
		w.found.Another = append(w.found.Another, Another{w.unit.spot(called), "calls " + name + " of something that is not part of this project and may sign people in", false})
	}
}

// byPassword notes a field for a password. A key of some service is typed into
// such a field too, and its label says so.
func (w *walker) byPassword(e *expression, reach Reach) {
	if reach == Never || w.dry || e.parts[0].value != "text_input" {
		return
	}
	password := false
	for i, argument := range e.parts {
		switch text := strings.ToLower(argument.value); {
		case i == 0 || argument.kind != textExpression:
		case e.keyword(i) == "type":
			password = text == "password"
		case slices.ContainsFunc([]string{"api", "key", "token", "secret"}, func(word string) bool { return strings.Contains(text, word) }):
			return
		}
	}
	if password {
		w.found.Another = append(w.found.Another, Another{w.unit.spot(e.parts[0]), "asks for a password itself", true})
	}
}

// flags are parts of names under which apps keep in st.session_state that somebody signed in.
var flags = []string{"logged_in", "loggedin", "signed_in", "authenticated", "authentication_status", "auth_status", "password_correct"}

// byFlag notes an entry of st.session_state by which the app itself knows who signed in.
func (w *walker) byFlag(s *statement, reach Reach) {
	if reach == Never || w.dry || s.kind != assignStatement || s.parts[0].kind == constantExpression && s.parts[0].value != "True" || w.asks(s.parts[0]) {
		return
	}
	for _, target := range s.targets {
		name := ""
		switch {
		case target.kind == attributeExpression && target.parts[0].own == "session_state":
			name = target.value
		case target.kind == itemExpression && target.parts[0].own == "session_state" && target.parts[1].kind == textExpression:
			name = target.parts[1].value
		}
		if slices.ContainsFunc(flags, func(flag string) bool { return strings.Contains(strings.ToLower(name), flag) }) {
			w.found.Another = append(w.found.Another, Another{w.unit.spot(target), "keeps in st.session_state that somebody signed in", true})
		}
	}
}

// suspect tells whether a module or a function may be one that signs people in.
func suspect(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "streamlit/") || name == "streamlit" || strings.HasPrefix(name, "google/") || strings.HasPrefix(name, "azure/") || strings.HasPrefix(name, "authlib") {
		return false
	}
	for _, word := range []string{"auth", "login", "signin", "sign_in", "sso", "gate", "oidc"} {
		if strings.Contains(name, word) && !strings.Contains(name, "author") {
			return true
		}
	}
	return false
}
