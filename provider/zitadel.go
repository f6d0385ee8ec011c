package provider

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// zitadel is the cloud of ZITADEL; at its owner's host the address says nothing.
func zitadel() Provider {
	return Provider{
		Name: "ZITADEL", Facts: "docs/facts/providers.md, section 2", Example: "https://acme-1a2b3c.zitadel.cloud" + wellKnown,
		Hosts:     []string{".zitadel.cloud"},
		Redirects: "the application, Redirect settings", Logouts: "Post Logout URIs",
		Refusals: zitadelRefusals,
	}
}

func zitadelRefusals() []Refusal {
	return []Refusal{
		{
			ID: "zitadel-redirect-uri", Phrases: []string{"the requested redirect_uri is missing in the client configuration", "this client's redirect_uri is http and is not allowed"},
			Title:   "ZITADEL: the application does not list this redirect URI",
			Meaning: "It is compared letter by letter. http is taken in development mode only.",
			Fix:     registerURI,
			Steps:   []string{"ZITADEL console: Projects, the project, the application, Redirect settings", "add " + own.RedirectURI + " to Redirect URIs, and to Post Logout URIs for st.logout", "for http://localhost switch Development Mode on, and save"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "zitadel-client", Phrases: []string{"errors.app.notfound", "unable to retrieve client by id"},
			Title:   "ZITADEL does not know this client_id",
			Meaning: "It is mistyped or of another instance; the resource ID of the application is another number.",
			Fix:     "copy Client ID from the application in the ZITADEL console, and compare the host of server_metadata_url with the console's",
			Checks:  []string{checkid.ClientKnown},
		},
		{
			ID: "zitadel-grant", Phrases: []string{"required to have at least one grant on the application", "errors.user.grantrequired"},
			Title:   "ZITADEL: the person has no authorization for the project",
			Meaning: "The project checks authorizations, and people without one are turned away.",
			By:      Administrator,
			Fix:     "let a ZITADEL administrator add an authorization for the person under the project, or switch Check authorization on Authentication off",
		},
	}
}
