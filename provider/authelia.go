package provider

// authelia runs at its owner's host, and its address says nothing.
func authelia() Provider {
	return Provider{
		Name: "Authelia", Facts: "docs/facts/providers.md, section 2", Example: "https://auth.example.com" + wellKnown,
		Redirects: "redirect_uris of the client in its configuration file",
	}
}
