package provider

func apple() Provider {
	return Provider{
		Name: "Apple", Facts: "docs/facts/providers.md, section 2.3", Example: "https://appleid.apple.com" + wellKnown,
		Hosts:     []string{"appleid.apple.com"},
		Redirects: "the Services ID, Sign in with Apple, Return URLs",
		Unusable: &Unusable{
			Why:    "Apple sends name and email by form_post only, and st.login takes no form at its callback",
			Fix:    "put a provider between them that takes Apple accounts, for instance Auth0 or Keycloak, and use its address",
			Scopes: []string{"name", "email"},
		},
	}
}
