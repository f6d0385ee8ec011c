package provider

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
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
			ID: "cognito-redirect", Phrases: []string{"redirect_mismatch"},
			Title:   "Amazon Cognito: the app client does not list this redirect URI",
			Meaning: "Cognito compares it letter by letter.",
			Fix:     "add the value of redirect_uri from secrets.toml to Allowed callback URLs of the app client",
			Checks:  []string{checkid.RedirectURIRegistered},
		},
	}
}
