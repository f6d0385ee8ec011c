package provider

// logto is the cloud of Logto; at its owner's host the address is /oidc, as that
// of others is, and says nothing.
func logto() Provider {
	return Provider{
		Name: "Logto", Facts: "docs/facts/providers.md, section 2", Example: "https://acme1a.logto.app/oidc" + wellKnown,
		Hosts:     []string{".logto.app"},
		Redirects: "the application, Redirect URIs", Logouts: "Post sign-out redirect URIs",
		Prompts: []string{"login", "consent", "none"},
	}
}
