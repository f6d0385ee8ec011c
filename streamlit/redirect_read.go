package streamlit

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// withoutBreaks leaves out what Python's urlparse leaves out of an address.
var withoutBreaks = lazy.Replacer{Pairs: []string{"\t", "", "\r", "", "\n", ""}}

// read takes redirect_uri apart with more patience than a browser has, and
// notes what is wrong with the way it is written. The scheme is empty when none
// can be told. False: it is no address, or cannot be told which.
func (r *redirect) read(text string) (*url.URL, bool) {
	plain := withoutBreaks.Replace(text)
	if plain != text {
		severity, message := SeverityWarning, "redirect_uri has a tab or a line break in it, which Streamlit before 1.53 sends along"
		if r.AsWritten {
			severity, message = SeverityError, "redirect_uri has a tab or a line break in it, which is sent as part of it"
		}
		r.note(formID, severity, message)
	}
	trimmed := strings.TrimSpace(plain)
	if trimmed != plain {
		r.note(formID, SeverityError, "redirect_uri has blanks around it, which are sent as part of it")
	}
	if strings.HasSuffix(trimmed, "#") {
		severity, message := SeverityWarning, "redirect_uri ends with #, which Streamlit before 1.53 sends along and no provider takes"
		if r.AsWritten {
			severity, message = SeverityError, "redirect_uri ends with #, which is sent along and no provider takes"
		}
		r.note(formID, severity, message)
	}
	scheme, rest, mistyped := hosts.CutScheme(trimmed)
	if _, behind, _ := strings.Cut(trimmed, "://"); strings.HasPrefix(behind, "::") {
		return r.lose("redirect_uri holds an IPv6 address, which stands in brackets", "")
	}
	other, afterOther, hasOther := strings.Cut(rest, "://")
	switch {
	case strings.Contains(afterOther, "://"), hasOther && strings.ContainsAny(other, "/.:,; "):
		return r.lose("redirect_uri holds more than one address, and takes one", "keep the address of this app, and register the others at the provider; each deployment has secrets of its own")
	case hasOther:
		scheme, rest = "", afterOther
		r.note(formID, SeverityError, "redirect_uri begins with neither https:// nor http://")
	case mistyped:
		scheme = ""
		r.note(formID, SeverityError, "redirect_uri does not begin with one https:// or http://")
	case scheme == "":
		rest = strings.TrimPrefix(rest, "//")
		r.note(formID, SeverityError, "redirect_uri has no scheme, so nobody who signs in is recognised afterwards")
	}
	if strings.IndexFunc(rest, unicode.IsSpace) >= 0 {
		rest = strings.Join(strings.Fields(rest), "")
		r.note(formID, SeverityError, "redirect_uri has a blank in it")
	}
	u, err := url.Parse("http://" + rest)
	if err != nil || u.Hostname() == "" {
		return r.lose("redirect_uri is not an address", "")
	}
	u.Scheme = scheme
	return u, true
}
