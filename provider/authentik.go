package provider

import (
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

func authentik() Provider {
	return Provider{
		Name: "authentik", Facts: "docs/facts/providers.md, section 2", Example: "https://sso.example.com/application/o/board" + wellKnown,
		Paths:     []string{"/application/o/"},
		meant:     authentikMeant,
		Redirects: "the provider, Redirect URIs",
		Refusals:  authentikRefusals,
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

func authentikRefusals() []Refusal {
	return []Refusal{
		{
			ID: "authentik-redirect-uri", Phrases: []string{"missing, invalid, or mismatching redirection uri"},
			Title:   "authentik or django-oidc-provider: the client does not list this redirect URI",
			Meaning: "Both say it in the same words. authentik compares letter by letter, unless the entry is a regular expression; http in place of https is the usual difference.",
			Fix:     registerURI,
			Steps:   []string{"authentik admin interface: Applications, Providers, the provider, Edit", "add " + own.RedirectURI + " under Redirect URIs/Origins (Strict) and save", "django-oidc-provider: add it to Redirect URIs of the client in Django's admin pages"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "authentik-client", Phrases: []string{"the client identifier (client_id) is missing or invalid"},
			Title:   "authentik does not know this client_id",
			Meaning: "It is mistyped, or belongs to another provider there.",
			Fix:     "copy Client ID from Applications, Providers, the provider in authentik",
			Checks:  []string{checkid.ClientKnown},
		},
		{
			ID: "authentik-denied", Phrases: []string{"request has been denied", "policy binding"}, With: []string{"authentik", "goauthentik"},
			Title:   "authentik does not let this person into the application",
			Meaning: "A policy or group binding of the application turns them away.",
			By:      Administrator,
			Fix:     "let an authentik administrator look at Policy / Group / User Bindings of the application",
		},
	}
}
