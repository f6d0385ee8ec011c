package provider

import "net/url"

// gitlab is gitlab.com; GitLab at its owner's host has an address that says nothing.
func gitlab() Provider {
	return Provider{
		Name: "GitLab", Facts: "docs/facts/providers.md, section 2", Example: "https://gitlab.com" + wellKnown,
		Hosts: []string{"gitlab.com"},
		meant: func(u *url.URL) string {
			if u.Path == wellKnown || u.Path == serverMetadata {
				return ""
			}
			return at(u.Hostname(), wellKnown)
		},
		Redirects: "the application, Redirect URI",
		OpenTo:    "a GitLab account",
	}
}
