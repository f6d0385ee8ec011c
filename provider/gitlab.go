package provider

import (
	"net/url"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

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
		Refusals:  gitlabRefusals,
	}
}

// gitlabRefusals are the words of Doorkeeper, the library GitLab signs people in with.
func gitlabRefusals() []Refusal {
	return []Refusal{
		{
			ID: "gitlab-redirect-uri", Phrases: []string{"the redirect uri included is not valid", "the requested redirect uri is malformed or doesn't match client redirect uri"},
			Title:   "GitLab: the application does not list this redirect URI",
			Meaning: "GitLab compares it letter by letter. Other products that use Doorkeeper say the same.",
			Fix:     registerURI,
			Steps:   []string{"GitLab: Edit profile, Applications (or the group's Settings, Applications; the Admin area), the application, Edit", "add " + own.RedirectURI + " on a line of its own under Redirect URI and save"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "gitlab-client", Phrases: []string{"client authentication failed due to unknown client, no client authentication included, or unsupported authentication method"}, With: []string{"gitlab"},
			Title:   "GitLab: client_id or client_secret is wrong",
			Meaning: "The application was deleted, or its secret was renewed.",
			Fix:     "copy Application ID and Secret again from the application in GitLab",
			Checks:  []string{checkid.ClientKnown, checkid.ClientSecret},
		},
	}
}
