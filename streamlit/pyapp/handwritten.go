package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/signers"
)

// Handwritten is code that does by hand what st.login does.
type Handwritten struct {
	What   string // in words, at the beginning of a sentence
	Framed bool   // it shows a provider's page inside a frame
	Line   int
	Column int
}

func (s *scanner) foreign(module string, at Position) {
	if what, ok := signers.Components.Get()[module]; ok {
		framed := module == "streamlit_google_auth" // a link into the frame Community Cloud shows apps in
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, framed, at.Line, at.Column})
	}
	if what, ok := signers.Libraries.Get()[module]; ok && s.library == "" {
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
		s.scan.NamesProvider = s.scan.NamesProvider || signers.NamesIdentity(t.value())
		s.scan.NamesToken = s.scan.NamesToken || strings.Contains(t.value(), "/") && strings.HasSuffix(t.value(), "token")
		s.scan.AtCallback = s.scan.AtCallback || t.value() == "auth" || strings.Contains(t.value(), "/oauth2callback") && !strings.ContainsAny(t.value(), " \n")
	}
	switch {
	case t.kind == name && s.library != "" && (slices.Contains(signers.Flows, t.value()) && s.is(i+1, "(") || t.value() == "redirect_uri" && s.is(i+1, "=") && s.at(i).depth > 0):
		what = s.library
	case t.kind != text || strings.ContainsAny(t.value(), " \n"):
	case t.value() == "authorization_code":
		s.scan.Exchanges = append(s.scan.Exchanges, t.place.position())
	case t.value() == "code" && s.query:
		s.scan.ReadsCode = true
	case signers.IsAuthorize(t.value()):
		what = "an authorize address that is put together by hand"
	}
	if what != "" {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, false, int(t.place.line), int(t.place.column)})
	}
}

// frame finds a provider's page that is to be shown in a frame:
// components.iframe("https://accounts.google.com/…"), st.iframe.
func (s *scanner) frame(i int, at word) {
	if s.is(i, "src") && s.is(i+1, "=") {
		i += 2
	}
	if s.at(i).kind == text && signers.Frameless(s.at(i).value()) {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"a provider's sign-in page in a frame", true, int(at.place.line), int(at.place.column)})
	}
}
