package pyscan

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// Handwritten is code that does by hand what st.login does.
type Handwritten struct {
	What   string // in words, at the beginning of a sentence
	Framed bool   // it shows a provider's page inside a frame
	Line   int
	Column int
}

func (s *scanner) foreign(module string, at pytoken.Position) {
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
	if t.Kind == pytoken.Text {
		s.scan.AsksIdentity = s.scan.AsksIdentity || strings.Contains(t.Value(), "openid") || strings.Contains(t.Value(), "/auth/userinfo.")
		s.scan.AsksGoogle = s.scan.AsksGoogle || strings.Contains(t.Value(), "https://www.googleapis.com/auth/") && !strings.Contains(t.Value(), "/auth/userinfo.")
		s.scan.AsksAPI = s.scan.AsksAPI || s.scan.AsksGoogle || strings.Contains(t.Value(), "https://graph.microsoft.com/")
		s.scan.NamesProvider = s.scan.NamesProvider || signers.NamesIdentity(t.Value())
		s.scan.NamesToken = s.scan.NamesToken || strings.Contains(t.Value(), "/") && strings.HasSuffix(t.Value(), "token")
		s.scan.NamesAuth = s.scan.NamesAuth || t.Value() == "auth"
		s.scan.NamesCallback = s.scan.NamesCallback || signers.NamesCallback(t.Value())
		s.scan.CutsCallback = s.scan.CutsCallback || signers.NamesCallback(t.Value()) && i > 1 && s.is(i-1, "(") && s.is(i-2, "replace", "removesuffix", "split", "rsplit", "partition")
		s.scan.AsksFragment = s.scan.AsksFragment || signers.AsksFragment(t.Value())
	}
	s.scan.Generic = s.scan.Generic || s.is(i+1, "[") && s.is(i-1, "def", "class")
	switch {
	case t.Kind == pytoken.Name && s.library != "" && !s.extends && (slices.Contains(signers.Flows, t.Value()) && s.is(i+1, "(") || t.Value() == "redirect_uri" && s.is(i+1, "=") && s.at(i).Depth > 0):
		what = s.library
	case t.Kind != pytoken.Text || strings.ContainsAny(t.Value(), " \n"):
	case t.Value() == "authorization_code":
		s.scan.Exchanges = append(s.scan.Exchanges, t.Place.Position())
	case t.Value() == "code" && s.query:
		s.scan.ReadsCode = true
	case signers.IsAuthorize(t.Value()) && !(s.is(i-1, ":") && s.at(i-2).Kind == pytoken.Text && s.at(i-2).Value() == "auth_uri"): // a service account's key has it
		what = "an authorize address that is put together by hand"
	}
	if what != "" {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, false, int(t.Place.Line), int(t.Place.Column)})
	}
}

// frame finds a provider's page that is to be shown in a frame:
// components.iframe("https://accounts.google.com/…"), st.iframe.
func (s *scanner) frame(i int, at pytoken.Word) {
	if s.is(i, "src") && s.is(i+1, "=") {
		i += 2
	}
	if s.at(i).Kind == pytoken.Text && signers.Frameless(s.at(i).Value()) {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"a provider's sign-in page in a frame", true, int(at.Place.Line), int(at.Place.Column)})
	}
}
