// Package meant says what a value was meant to be that is not quite right.
package meant

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
)

// Plain is an address without blanks around it and without the invisible
// characters that come along from web pages.
func Plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
}

// MetadataURL is what a metadata address was meant to be: itself where
// nothing is wrong, and empty where that cannot be told.
func MetadataURL(text string) string {
	text = Plain(text)
	suggested, what := entra.Repair(text)
	switch {
	case what != "":
		return suggested
	case entra.IsAuthority(text):
		return text
	case strings.ContainsAny(text, "{}<> \t\r\n"):
		return ""
	}
	scheme, rest, mistyped := hosts.CutScheme(text)
	u, err := url.Parse("https://" + rest)
	if err != nil || strings.Contains(rest, "://") {
		return ""
	}
	host, ok := hosts.ASCII(u.Hostname())
	local := hosts.IsLoopback(host)
	switch {
	case !ok || host == "" || !local && !strings.Contains(host, ".") && scheme == "":
		return ""
	case local && (scheme == "http" || mistyped || scheme == ""):
		u.Scheme = "http"
	}
	u.User, u.Fragment = nil, ""
	known := provider.Of(u.String())
	switch meant := known.Meant(u); {
	case known.Unusable != nil:
		return ""
	case meant != "":
		return meant
	case !strings.Contains(u.Path, "/.well-known/"):
		return ""
	}
	return u.String()
}
