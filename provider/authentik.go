package provider

import (
	"net/url"
	"slices"
	"strings"
)

func authentik() Provider {
	return Provider{
		Name: "authentik", Facts: "docs/facts/providers.md, section 2", Example: "https://sso.example.com/application/o/board" + wellKnown,
		Paths:     []string{"/application/o/"},
		meant:     authentikMeant,
		Redirects: "the provider, Redirect URIs",
	}
}

// authentikMeant finds the application's slug in an address; its endpoints are
// the same for all applications and hold none.
func authentikMeant(u *url.URL) string {
	slug, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/application/o/"), "/")
	shared := slices.Contains([]string{"", "authorize", "token", "userinfo", "introspect", "revoke", "device"}, slug)
	if shared || strings.Contains(u.Path, "/.well-known/") {
		return ""
	}
	return sameScheme(u, "/application/o/"+slug+wellKnown)
}
