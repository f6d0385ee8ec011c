// Package consent tells a sign-in that an app does by hand from a consent for an API,
// which st.login cannot get.
package consent

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Exchanged is the code that a file exchanges for a token by itself. It is a sign-in
// where the app reads ?code= from its address too; else it may be one at an API.
func Exchanged(s pyfile.Scan) (pyscan.Handwritten, bool) {
	if len(s.Exchanges) == 0 {
		return pyscan.Handwritten{}, false
	}
	at := s.Exchanges[0]
	return pyscan.Handwritten{What: "code that exchanges ?code= itself", Line: at.Line, Column: at.Column}, true
}

// OnlyAPI tells that a file asks for access to an API and not for who somebody is:
// a consent beside the sign-in, which st.login cannot get. It may ask who consents,
// where it comes back to an address of its own.
func OnlyAPI(s pyfile.Scan) bool {
	return s.AsksAPI && (!s.AsksIdentity || s.AsksGoogle && !atCallback(s))
}

// Elsewhere tells that a file asks a provider to send people back to an address that is not
// Streamlit's callback, or that nothing runs what it asks with.
func Elsewhere(f reached.Followed, file string) bool {
	some, known, run := false, false, false
	for _, r := range f.Returns {
		if r.File != file {
			continue
		}
		if r.Callback && r.Reach > reached.Never {
			return false
		}
		some, run = true, run || r.Reach > reached.Never
		known = known || r.Known && r.Reach > reached.Never
	}
	return known || some && !run && !f.Dynamic
}

// ComesBack tells that a file surely has a provider send people back to Streamlit's callback, or to the
// address that st.login has.
func ComesBack(f reached.Followed, file string) bool {
	return slices.ContainsFunc(f.Returns, func(r reached.Return) bool { return r.File == file && r.Callback && r.Reach > reached.Never })
}

// OtherService tells that a code which a file exchanges is one of a service that
// tells nobody who somebody is, at a token endpoint which the file names.
func OtherService(s pyfile.Scan) bool { return s.NamesToken && !s.NamesProvider && !atCallback(s) }

// Meant tells that a sign-in by hand stands where st.login is meant to: it reads the
// section that is st.login's, unless its keys are the app's own, or comes back to /oauth2callback, which Streamlit answers
// itself, or behind the # of an address, which no server is sent.
func Meant(s pyfile.Scan, ownKeys bool) bool {
	return !s.CutsCallback && (s.NamesCallback || s.AsksFragment || s.NamesAuth && !ownKeys)
}

func atCallback(s pyfile.Scan) bool { return s.NamesCallback || s.NamesAuth }
