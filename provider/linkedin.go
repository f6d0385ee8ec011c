package provider

const linkedinBetween = "put a provider between them whose tokens have one and that takes LinkedIn accounts, for instance Auth0 or Keycloak, and use its address"

func linkedin() Provider {
	return Provider{
		Name: "LinkedIn", Facts: "docs/facts/providers.md, section 2.3", Example: "https://www.linkedin.com/oauth" + wellKnown,
		Hosts:      []string{"www.linkedin.com"},
		OtherHosts: []string{"linkedin.com", "api.linkedin.com"},
		Redirects:  "the app, Auth, Authorized redirect URLs",
		Unusable: &Unusable{
			Why: "LinkedIn's ID token has no nonce, and st.login refuses a token without it",
			Fix: linkedinBetween,
		},
		Refusals: linkedinRefusals,
	}
}

func linkedinRefusals() []Refusal {
	return []Refusal{
		{
			ID: "linkedin-scope", Phrases: []string{"unauthorized_scope_error"},
			Title:   "LinkedIn: the app does not have a scope that was asked for",
			Meaning: "openid, profile and email come with the product \"Sign In with LinkedIn using OpenID Connect\". With st.login that is not all: LinkedIn's ID token has no nonce, and st.login refuses it.",
			Fix:     linkedinBetween,
		},
		{
			ID: "linkedin-redirect-uri", Phrases: []string{"the redirect_uri does not match the registered value"},
			Title:   "LinkedIn: the app does not list this redirect URL",
			Meaning: "It has to stand under Auth, Authorized redirect URLs. With st.login that is not all: LinkedIn's ID token has no nonce, and st.login refuses it.",
			Fix:     linkedinBetween,
		},
	}
}
