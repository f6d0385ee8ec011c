package provider

import (
	"net/url"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

func auth0() Provider {
	return Provider{
		Name: "Auth0", Facts: "docs/facts/providers.md, section 2.5", Example: "https://acme.us.auth0.com" + wellKnown,
		Hosts: []string{".auth0.com"},
		meant: func(u *url.URL) string {
			dashboard := matches(u.Hostname(), "manage.auth0.com")
			if dashboard || u.Path == wellKnown || u.Path == serverMetadata {
				return ""
			}
			return at(u.Hostname(), wellKnown)
		},
		Redirects: "the application, Settings, Allowed Callback URLs", Logouts: "Allowed Logout URLs",
		Refusals: auth0Refusals,
	}
}

func auth0Refusals() []Refusal {
	return []Refusal{
		{
			ID: "auth0-callback", Phrases: []string{"callback url mismatch", "is not in the list of allowed callback urls"},
			Title:   "Auth0: the application does not list this redirect URI",
			Meaning: "Auth0 compares it letter by letter.",
			Fix:     registerURI,
			Steps:   []string{"Auth0 dashboard: Applications, the application, Settings", "add " + own.RedirectURI + " to Allowed Callback URLs, and to Allowed Logout URLs for st.logout", "save"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "auth0-client", Phrases: []string{"unknown client:"},
			Title:   "Auth0 does not know this client_id",
			Meaning: "It is mistyped, or server_metadata_url names another tenant or region.",
			Fix:     "copy Client ID and Domain again from Applications, the application, Settings in the Auth0 dashboard",
			Checks:  []string{checkid.ClientKnown, checkid.MetadataURLForm},
		},
		{
			ID: "auth0-grant", Phrases: []string{"grant type 'authorization_code' not allowed for the client"},
			Title:   "Auth0: the application may not use authorization codes",
			Meaning: "It is of the type Machine to Machine, or the grant was switched off.",
			Fix:     "use an application of the type Regular Web Application",
			Steps:   []string{"Auth0 dashboard: Applications, the application, Settings: Application Type Regular Web Application", "Advanced Settings, Grant Types: Authorization Code", "save"},
			Checks:  []string{checkid.ClientEnabled},
		},
		{
			ID: "auth0-secret", Phrases: []string{"access_denied: unauthorized", "'error':'access_denied','error_description':'unauthorized'"},
			Title:   "Auth0: client_secret is wrong",
			Meaning: "Auth0 says access_denied at the token endpoint when the secret is another application's or was rotated. A native or single-page application has none that counts.",
			Fix:     "copy Client Secret again from Applications, the application, Settings; its type has to be Regular Web Application",
			Checks:  []string{checkid.ClientSecret},
		},
		{
			ID: "auth0-connection", Phrases: []string{"no connections enabled for the client", "connection is not enabled", "connection not enabled for this client"}, With: []string{"auth0", "client", "oauth", "invalid_request", "unauthorized"},
			Title:   "Auth0: the application has no way to sign people in",
			Meaning: "No connection (database, Google, enterprise) is switched on for it, or not the one that connection in authorize_params names.",
			Fix:     "switch a connection on under Applications, the application, Connections",
		},
		{
			ID: "auth0-audience", Phrases: []string{"service not found:"}, With: []string{"auth0", "oauth", "access_denied", "invalid_request", "service not found: http"},
			Title:   "Auth0 does not know the API that audience names",
			Meaning: "audience in authorize_params has to be the identifier of an API of the same tenant.",
			Fix:     "remove audience from authorize_params, or copy the identifier from Applications, APIs",
			Checks:  []string{checkid.ClientKwargs},
		},
	}
}
