package provider

const githubBetween = "put a provider between them that speaks OpenID Connect and takes GitHub accounts, for instance Auth0 or Keycloak, and use its address"

// github signs people in by OAuth 2.0 alone. Its OpenID provider,
// token.actions.githubusercontent.com, signs workflows in, no people.
func github() Provider {
	return Provider{
		Name: "GitHub", Facts: "docs/facts/providers.md, section 2.3", Example: "https://token.actions.githubusercontent.com" + wellKnown,
		Hosts:      []string{"token.actions.githubusercontent.com"},
		OtherHosts: []string{"github.com", "www.github.com", "api.github.com"},
		Redirects:  "the OAuth app, Authorization callback URL",
		Unusable: &Unusable{
			Why: "GitHub signs people in with OAuth 2.0 only, and st.login needs OpenID Connect",
			Fix: githubBetween,
		},
		Refusals: githubRefusals,
	}
}

func githubRefusals() []Refusal {
	return []Refusal{
		{
			ID: "github-redirect-uri", Phrases: []string{"must match the registered callback url for this application", "redirect_uri is not associated with this application"},
			Title:   "GitHub: the OAuth app does not list this callback URL",
			Meaning: "With st.login that is not all: GitHub signs people in with OAuth 2.0 only, and st.login needs OpenID Connect.",
			Fix:     githubBetween,
			Steps:   []string{"with st.login: " + githubBetween, "with code of your own: write its callback URL into the OAuth app at GitHub, Settings, Developer settings, OAuth Apps, Authorization callback URL"},
		},
		{
			ID: "github-no-id-token", Phrases: []string{"incorrect_client_credentials", "bad_verification_code"},
			Title:   "GitHub refuses the exchange of the code",
			Meaning: "The client ID or secret is wrong, or the code is too old. GitHub signs people in with OAuth 2.0 only, which st.login cannot use.",
			Fix:     githubBetween,
		},
	}
}
