package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Handwritten is code that does by hand what st.login does.
type Handwritten struct {
	What   string // in words, at the beginning of a sentence
	Framed bool   // it shows a provider's page inside a frame
	Line   int
	Column int
}

// components sign people in by their mere use.
var components = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"msal_streamlit_authentication": "the component msal_streamlit_authentication", "streamlit_msal": "the component streamlit_msal",
		"streamlit_oauth": "the component streamlit_oauth", "streamlit_google_auth": "the component streamlit_google_auth",
	}
}}

// libraries can sign people in, and serve other ends as well: a token for an API,
// or nothing but their version.
var libraries = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"msal": "Microsoft's library msal", "requests_oauthlib": "the library requests_oauthlib", "httpx_oauth": "the library httpx_oauth",
		"google_auth_oauthlib": "the library google_auth_oauthlib", "authlib": "Authlib, used directly,",
	}
}}

// flows are what only a sign-in calls in these libraries.
var flows = []string{
	"authorization_url", "create_authorization_url", "get_authorization_url", "get_authorization_request_url", "initiate_auth_code_flow", "acquire_token_by_authorization_code",
	"acquire_token_by_auth_code_flow", "authorize_redirect", "authorize_access_token",
}

func (s *scanner) foreign(module string, at Position) {
	if what, ok := components.Get()[module]; ok {
		framed := module == "streamlit_google_auth" // a link into the frame Community Cloud shows apps in
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, framed, at.Line, at.Column})
	}
	if what, ok := libraries.Get()[module]; ok && s.library == "" {
		s.library = what
	}
}

// flow finds what only a sign-in by hand does: a step of it in a library, an
// authorize address in a text, the exchange of a code.
func (s *scanner) flow(i int) {
	t := s.at(i)
	what := ""
	if t.kind == text {
		s.scan.AsksIdentity = s.scan.AsksIdentity || strings.Contains(t.value(), "openid") || strings.Contains(t.value(), "/auth/userinfo.")
		s.scan.AsksGoogle = s.scan.AsksGoogle || strings.Contains(t.value(), "https://www.googleapis.com/auth/") && !strings.Contains(t.value(), "/auth/userinfo.")
		s.scan.AsksAPI = s.scan.AsksAPI || s.scan.AsksGoogle || strings.Contains(t.value(), "https://graph.microsoft.com/")
		s.scan.NamesProvider = s.scan.NamesProvider || slices.ContainsFunc(identity, func(part string) bool { return strings.Contains(t.value(), part) })
		s.scan.NamesToken = s.scan.NamesToken || strings.Contains(t.value(), "/") && strings.HasSuffix(t.value(), "token")
		s.scan.AtCallback = s.scan.AtCallback || t.value() == "auth" || strings.Contains(t.value(), "/oauth2callback") && !strings.ContainsAny(t.value(), " \n")
	}
	switch {
	case t.kind == name && s.library != "" && (slices.Contains(flows, t.value()) && s.is(i+1, "(") || t.value() == "redirect_uri" && s.is(i+1, "=") && s.at(i).depth > 0):
		what = s.library
	case t.kind != text || strings.ContainsAny(t.value(), " \n"):
	case t.value() == "authorization_code":
		s.scan.Exchanges = append(s.scan.Exchanges, t.place.position())
	case t.value() == "code" && s.query:
		s.scan.ReadsCode = true
	case isAuthorize(t.value()):
		what = "an authorize address that is put together by hand"
	}
	if what != "" {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, false, int(t.place.line), int(t.place.column)})
	}
}

// Exchanged is the code that a file exchanges for a token by itself. It is a sign-in
// where the app reads ?code= from its address too; else it may be one at an API.
func (s Scan) Exchanged() (Handwritten, bool) {
	if len(s.Exchanges) == 0 {
		return Handwritten{}, false
	}
	at := s.Exchanges[0]
	return Handwritten{"code that exchanges ?code= itself", false, at.Line, at.Column}, true
}

// OnlyAPI tells that a file asks for access to an API and not for who somebody is:
// a consent beside the sign-in, which st.login cannot get. It may ask who consents,
// where it comes back to an address of its own.
func (s Scan) OnlyAPI() bool {
	return s.AsksAPI && (!s.AsksIdentity || s.AsksGoogle && !s.AtCallback)
}

// OtherService tells that a code which a file exchanges is one of a service that
// tells nobody who somebody is, at a token endpoint which the file names.
func (s Scan) OtherService() bool { return s.NamesToken && !s.NamesProvider && !s.AtCallback }

// identity are parts of texts that name a provider, or what it says of somebody.
var identity = []string{
	"openid", "id_token", "userinfo", "oauth2.googleapis.com", "accounts.google.com", "login.microsoftonline.com", "auth0.com", "okta.com", "amazoncognito.com", "github.com/login/",
}

// isAuthorize tells whether a text is the address of a provider's sign-in page.
func isAuthorize(text string) bool {
	if strings.Contains(text, "response_type=") {
		return true
	}
	return strings.HasPrefix(text, "https://") && (strings.Contains(text, "/oauth2/v2.0/authorize") || strings.HasPrefix(text, "https://accounts.google.com/o/oauth2/") && strings.Contains(text, "auth"))
}

// signInHosts are hosts whose pages refuse to be shown in a frame.
var signInHosts = []string{"https://accounts.google.com/", "https://login.microsoftonline.com/", "https://login.live.com/", "https://github.com/login/"}

// frame finds a provider's page that is to be shown in a frame:
// components.iframe("https://accounts.google.com/…"), st.iframe.
func (s *scanner) frame(i int, at word) {
	if s.is(i, "src") && s.is(i+1, "=") {
		i += 2
	}
	if s.at(i).kind != text {
		return
	}
	for _, host := range signInHosts {
		if strings.HasPrefix(s.at(i).value(), host) {
			s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"a provider's sign-in page in a frame", true, int(at.place.line), int(at.place.column)})
		}
	}
}
