package hosts

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// CutScheme takes the scheme off an address, with more patience than net/url
// has: one that is mistyped (https:/, https//, htps://, https:///) or that stands twice
// goes as well. Scheme is the last one named, http or https, and empty when
// there is none; another scheme, such as ftp, stays where it is.
func CutScheme(address string) (scheme, rest string, mistyped bool) {
	rest = address
	for {
		name, as := leadingScheme(rest)
		if name == "" {
			return scheme, rest, mistyped
		}
		after := rest[len(name):]
		first := scheme == ""
		rest = strings.TrimLeft(after, ":/")
		mistyped = mistyped || !first || !strings.EqualFold(name, as) || after != "://"+rest
		scheme = as
	}
}

// leadingScheme is the scheme an address begins with as it is written, and the
// one that is meant.
func leadingScheme(address string) (written, meant string) {
	for _, scheme := range []string{"https", "http"} {
		if len(address) < len(scheme) || !strings.EqualFold(address[:len(scheme)], scheme) {
			continue
		}
		if after := address[len(scheme):]; strings.HasPrefix(after, ":") || strings.HasPrefix(after, "//") {
			return address[:len(scheme)], scheme
		}
	}
	name, _, ok := strings.Cut(address, "://")
	if !ok || len(name) > len("https")+1 {
		return "", ""
	}
	for _, scheme := range []string{"https", "http"} {
		if spelling.Distance(strings.ToLower(name), scheme) == 1 {
			return name, scheme
		}
	}
	return "", ""
}
