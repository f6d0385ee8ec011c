package provider

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

func okta() Provider {
	return Provider{
		Name: "Okta", Facts: "docs/facts/providers.md, section 2.4", Example: "https://acme.okta.com" + wellKnown,
		Hosts:     []string{".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com"},
		meant:     oktaMeant,
		Redirects: "the app, General, Sign-in redirect URIs", Logouts: "Sign-out redirect URIs",
		Moved: func(u *url.URL) string {
			if !strings.HasPrefix(u.Path, "/oauth2/") {
				return ""
			}
			return "this authorization server is not there; write that of the organisation: " + oktaOrganisation(u)
		},
		Denied: func(metadata *url.URL, said string) string {
			said = strings.ToLower(said)
			if strings.Contains(said, "not assigned") {
				return "assign the person, or a group of theirs, to the app in the Okta admin console: Applications, the app, Assignments"
			}
			if !strings.Contains(said, "policy") {
				return ""
			}
			return "add an access policy with a rule for this client to the authorization server (Security, API), or write the organisation's own address: " + oktaOrganisation(metadata)
		},
		Refusals: oktaRefusals,
	}
}

// oktaOrganisation is the metadata address of the organisation itself.
func oktaOrganisation(u *url.URL) string { return sameScheme(u, wellKnown) }

// oktaMeant finds the authorization server in an address, and takes off the
// host what the admin console adds to it.
func oktaMeant(u *url.URL) string {
	name, domain, _ := strings.Cut(strings.ToLower(u.Hostname()), ".")
	host := strings.TrimSuffix(name, "-admin") + "." + domain
	path := wellKnown
	if server, ok := strings.CutPrefix(u.Path, "/oauth2/"); ok {
		if server, _, _ = strings.Cut(server, "/"); server != "" && server != "v1" && server != ".well-known" {
			path = "/oauth2/" + server + wellKnown
		}
	}
	isOne := strings.HasSuffix(u.Path, wellKnown) || strings.HasSuffix(u.Path, serverMetadata)
	if isOne && !strings.Contains(u.Path, "/v1/") {
		path = u.Path
	}
	if strings.EqualFold(host, u.Hostname()) && path == u.Path {
		return ""
	}
	return at(host, path)
}

func oktaRefusals() []Refusal {
	return []Refusal{
		{
			ID: "okta-redirect-uri", Phrases: []string{"must be a login redirect uri in the client app settings"},
			Title:   "Okta: the app does not list this redirect URI",
			Meaning: "Okta compares it letter by letter.",
			Fix:     registerURI,
			Steps:   []string{"Okta admin console: Applications, the app, General", "add " + own.RedirectURI + " to Sign-in redirect URIs, and to Sign-out redirect URIs for st.logout"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "okta-policy", Phrases: []string{"policy evaluation failed for this request"},
			Title:   "Okta: no access policy admits this request",
			Meaning: "The authorization server (often default) has no rule for this app, person or scope.",
			By:      Administrator,
			Fix:     "let an Okta administrator add an access policy rule, or use the metadata of the organisation without /oauth2/default",
		},
		{
			ID: "user-not-assigned", Phrases: []string{"user is not assigned to the client application", "you are not assigned this app in okta", "user is not assigned to this application"},
			Title:   "Okta: the person is not assigned to the app",
			Meaning: "Only assigned people and groups may sign in.",
			By:      Administrator,
			Fix:     "let an Okta administrator assign the person or a group under Assignments",
		},
		{
			ID: "okta-forbidden", Phrases: []string{"you do not have permission to access the feature you are requesting", "app access denied"}, With: []string{"okta"},
			Title:   "Okta does not let this person into the app",
			Meaning: "The person is not assigned to it, or a sign-on policy of the app turns them away.",
			By:      Administrator,
			Fix:     "let an Okta administrator assign the person under Assignments, and look at the app's authentication policy",
		},
		{
			ID: "okta-grant", Phrases: []string{"the client is not authorized to use the provided grant type"},
			Title:   "Okta: the app may not use authorization codes",
			Meaning: "Its grant type Authorization Code is off, or it is an app for machines (API Services).",
			Fix:     "use an app of the type OIDC, Web Application, and switch Authorization Code on under General",
			Checks:  []string{checkid.ClientEnabled},
		},
		{
			ID: "okta-server", Phrases: []string{"(authorizationserver)"}, With: []string{"okta", "e0000007", "resource not found"},
			Title:   "Okta: there is no such authorization server",
			Meaning: "The name behind /oauth2/ in server_metadata_url is mistyped; organisations without API Access Management have no server default.",
			Fix:     "write the organisation's own address, without /oauth2/default: https://<organisation>.okta.com" + wellKnown,
			Checks:  []string{checkid.MetadataReachable, checkid.MetadataURLForm},
		},
		{
			ID: "okta-client-id", Phrases: []string{"invalid value for 'client_id' parameter"},
			Title:   "Okta does not know this client_id",
			Meaning: "It is mistyped, or server_metadata_url names another organisation of Okta's than the app's.",
			Fix:     "copy Client ID from the app's General tab in the Okta admin console, and compare the host of server_metadata_url with the console's",
			Checks:  []string{checkid.ClientKnown, checkid.ClientIDForm},
		},
		{
			ID: "okta-secret", Phrases: []string{"client secret supplied for a confidential client is invalid"},
			Title:   "Okta: client_secret is wrong",
			Meaning: "The secret was replaced, or is another app's.",
			Fix:     "copy the secret again from the app's General tab in the Okta admin console",
			Checks:  []string{checkid.ClientSecret},
		},
		{
			ID: "okta-scope", Phrases: []string{"one or more scopes are not configured for the authorization server"},
			Title:   "Okta: the authorization server does not know a scope",
			Meaning: "scope in client_kwargs is sent as it stands; groups, for instance, has to be defined first.",
			Fix:     "set scope = \"openid email profile\" in client_kwargs, or let an Okta administrator add the scope",
			Checks:  []string{checkid.ClientKwargs},
		},
	}
}
