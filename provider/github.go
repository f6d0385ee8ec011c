package provider

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
			Fix: "put a provider between them that speaks OpenID Connect and takes GitHub accounts, for instance Auth0 or Keycloak, and use its address",
		},
	}
}
