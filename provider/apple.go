package provider

const appleBetween = "put a provider between them that takes Apple accounts, for instance Auth0 or Keycloak, and use its address"

func apple() Provider {
	return Provider{
		Name: "Apple", Facts: "docs/facts/providers.md, section 2.3", Example: "https://appleid.apple.com" + wellKnown,
		Hosts:     []string{"appleid.apple.com"},
		Redirects: "the Services ID, Sign in with Apple, Return URLs",
		Unusable: &Unusable{
			Why:    "Apple sends name and email by form_post only, and st.login takes no form at its callback",
			Fix:    appleBetween,
			Scopes: []string{"name", "email"},
		},
		Refusals: appleRefusals,
	}
}

func appleRefusals() []Refusal {
	return []Refusal{
		{
			ID: "apple-form-post", Phrases: []string{"response_mode must be form_post when name or email scope is requested"},
			Title:   "Apple posts the answer, and st.login takes it in the address only",
			Meaning: "Apple sends name and email by form_post only, and Streamlit asks for both. The callback of st.login takes no form.",
			Fix:     appleBetween,
		},
		{
			ID: "apple-redirect-uri", Phrases: []string{"invalid client id or web redirect url", "invalid web redirect url"},
			Title:   "Apple: the Services ID does not list this return URL",
			Meaning: "Apple takes public https names only, no localhost. With st.login that is not all: Apple sends name and email by form_post, which st.login cannot take.",
			Fix:     appleBetween,
		},
	}
}
