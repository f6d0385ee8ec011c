package provider

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

func cognito() Provider {
	return Provider{
		Name: "Amazon Cognito", Facts: "docs/facts/providers.md, section 2.2", Example: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E" + wellKnown,
		Hosts:      []string{"cognito-idp.*.amazonaws.com", "cognito-idp-fips.*.amazonaws.com"},
		TokenHosts: []string{".amazoncognito.com"},
		meant:      cognitoMeant,
		Redirects:  "the app client, Login pages, Allowed callback URLs",
		Refusals:   cognitoRefusals,
	}
}

// cognitoMeant finds the user pool, whose ID is REGION_NAME, in an address.
func cognitoMeant(u *url.URL) string {
	pool, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	right := "/" + pool + wellKnown
	if !strings.Contains(pool, "_") || u.Path == right || !matchesAny(u.Hostname(), []string{"cognito-idp.*.amazonaws.com", "cognito-idp-fips.*.amazonaws.com"}) {
		return ""
	}
	return at(u.Hostname(), right)
}

func cognitoRefusals() []Refusal {
	return []Refusal{
		{
			ID: "cognito-logout", Phrases: []string{"required string parameter 'redirect_uri' is not present"},
			Title:   "the provider's logout page wants other parameters than Streamlit sends",
			Meaning: "Amazon Cognito does not follow OpenID Connect there.",
			Fix:     "link to the provider's own logout page instead of calling st.logout",
			Checks:  []string{checkid.MetadataLogout},
		},
		{
			ID: "cognito-scope", Phrases: []string{"invalid_scope"}, With: []string{"cognito", "invalid_scope: cognito"},
			Title:   "Amazon Cognito: the app client does not allow a scope that was asked for",
			Meaning: "Streamlit asks for openid, email and profile unless scope is set. Cognito takes only the scopes that are ticked for the app client.",
			Fix:     "tick openid, email and profile under OpenID Connect scopes of the app client, or set scope = \"openid email\" in client_kwargs",
			Steps:   []string{"AWS console: Cognito, the user pool, App clients, the app client, Login pages, Edit", "tick OpenID, Email and Profile under OpenID Connect scopes and save", "or: set scope = \"openid email\" in client_kwargs, with the scopes that are ticked there"},
			Checks:  []string{checkid.ClientKwargs},
		},
		{
			ID: "cognito-flow", Phrases: []string{"client is not enabled for oauth2.0 flows"},
			Title:   "Amazon Cognito: the app client may not use authorization codes",
			Meaning: "No OAuth grant is ticked for it.",
			Fix:     "tick Authorization code grant under Login pages of the app client in the AWS console",
			Checks:  []string{checkid.ClientEnabled},
		},
		{
			ID: "cognito-no-branding", Phrases: []string{"login pages unavailable"},
			Title:   "Amazon Cognito: the app client has no sign-in page yet",
			Meaning: "Managed login shows a page only after a style was made for the app client.",
			By:      Administrator,
			Fix:     "create a style for the app client under Managed login in the AWS console of the user pool",
		},
		{
			ID: "cognito-state", Phrases: []string{"invalid state"}, With: []string{"an error was encountered with the requested page", "cognito"},
			Title:   "Amazon Cognito no longer knows the sign-in that came back to it",
			Meaning: "The person took long at the provider behind Cognito, used the Back button, or opened a bookmark of its page.",
			By:      Person,
			Fix:     "log in again from the app's start page",
		},
		{
			ID: "cognito-page", Phrases: []string{"an error was encountered with the requested page", "required parameters missing", "amazoncognito.com/login", "amazoncognito.com/error", "amazoncognito.com/oauth2/authorize"}, With: []string{"error", "invalid_request", "unauthorized_client", "required parameters missing"}, General: true,
			Title:   "Amazon Cognito refuses the request and says little",
			Meaning: "Mostly redirect_uri is not among the Allowed callback URLs, client_id is not of this user pool, or the app client has no identity provider and no authorization code grant.",
			Fix:     "compare redirect_uri and client_id with the app client in the AWS console",
			Steps:   []string{"AWS console: Cognito, the user pool, App clients, the app client, Login pages, Edit", "add " + own.RedirectURI + " to Allowed callback URLs", "choose an identity provider, the grant type Authorization code grant, and the scopes OpenID, Email and Profile", "look at the end of the address of Cognito's page: error= may say more"},
			Checks:  []string{checkid.RedirectURIRegistered, checkid.ClientKnown},
		},
		{
			ID: "cognito-redirect", Phrases: []string{"redirect_mismatch"},
			Title:   "Amazon Cognito: the app client does not list this redirect URI",
			Meaning: "Cognito compares it letter by letter.",
			Fix:     "add " + own.RedirectURI + " to Allowed callback URLs of the app client",
			Checks:  []string{checkid.RedirectURIRegistered},
		},
	}
}
