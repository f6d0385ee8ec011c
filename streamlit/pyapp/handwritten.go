package pyapp

import "strings"

// Handwritten is code that does by hand what st.login does.
type Handwritten struct {
	What   string // in words, at the beginning of a sentence
	Framed bool   // it shows a provider's page inside a frame
	Line   int
	Column int
}

// foreignLogins are modules that sign people in by other means.
var foreignLogins = map[string]string{
	"msal": "Microsoft's library msal", "msal_streamlit_authentication": "the component msal_streamlit_authentication",
	"streamlit_msal": "the component streamlit_msal", "streamlit_oauth": "the component streamlit_oauth", "streamlit_google_auth": "the component streamlit_google_auth",
	"requests_oauthlib": "the library requests_oauthlib", "httpx_oauth": "the library httpx_oauth", "google_auth_oauthlib": "the library google_auth_oauthlib",
	"authlib": "Authlib, used directly,",
}

func (s *scanner) foreign(module string, at Position) {
	if what, ok := foreignLogins[module]; ok {
		framed := module == "streamlit_google_auth" // a link into the frame Community Cloud shows apps in
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, framed, at.Line, at.Column})
	}
}

// signInHosts are hosts whose pages refuse to be shown in a frame.
var signInHosts = []string{"https://accounts.google.com/", "https://login.microsoftonline.com/", "https://login.live.com/", "https://github.com/login/"}

// frame finds a provider's page that is to be shown in a frame:
// components.iframe("https://accounts.google.com/…"), st.iframe.
func (s *scanner) frame(i int, at token) {
	if s.is(i, "src") && s.is(i+1, "=") {
		i += 2
	}
	if s.at(i).kind != text {
		return
	}
	for _, host := range signInHosts {
		if strings.HasPrefix(s.at(i).value, host) {
			s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"a provider's sign-in page in a frame", true, at.Line, at.Column})
		}
	}
}

// queryCode finds code that takes the provider's answer out of the address.
func (s *scanner) queryCode(end int, at token) {
	i := end
	if s.is(i, "(") && s.is(i+1, ")") { // experimental_get_query_params()
		i += 2
	}
	code := ""
	switch {
	case s.is(i, "[") && s.at(i+1).kind == text:
		code = s.at(i + 1).value
	case s.is(i, ".") && s.is(i+1, "get", "get_all") && s.is(i+2, "(") && s.at(i+3).kind == text:
		code = s.at(i + 3).value
	}
	if code == "code" {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"code that reads ?code= from the address", false, at.Line, at.Column})
	}
}
