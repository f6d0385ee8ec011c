package provider

func linkedin() Provider {
	return Provider{
		Name: "LinkedIn", Facts: "docs/facts/providers.md, section 2.3", Example: "https://www.linkedin.com/oauth" + wellKnown,
		Hosts:      []string{"www.linkedin.com"},
		OtherHosts: []string{"linkedin.com", "api.linkedin.com"},
		Redirects:  "the app, Auth, Authorized redirect URLs",
		Unusable: &Unusable{
			Why: "LinkedIn's ID token has no nonce, and st.login refuses a token without it",
			Fix: "put a provider between them whose tokens have one and that takes LinkedIn accounts, for instance Auth0 or Keycloak, and use its address",
		},
	}
}
