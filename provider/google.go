package provider

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/own"
)

const (
	googleMetadata = "https://accounts.google.com" + wellKnown
	googleClients  = "https://console.cloud.google.com/auth/clients"
)

var (
	// Clients of old projects have the project's number alone.
	googleClientID = lazy.Regexp{Pattern: `^[0-9]+(?:-[0-9a-z_]{32})?\.apps\.googleusercontent\.com$`}
	// 28 characters follow the prefix today; what is much shorter was cut off.
	googleSecret = lazy.Regexp{Pattern: `^(?:GOCSPX-[A-Za-z0-9_-]{20,}|[A-Za-z0-9_-]{24})$`}
)

func google() Provider {
	return Provider{
		Name: "Google", Facts: "docs/facts/providers.md, section 2.1", Example: googleMetadata,
		Hosts: []string{"accounts.google.com"}, TokenHosts: []string{"oauth2.googleapis.com"},
		OtherHosts: []string{"google.com", "www.google.com", "www.googleapis.com", "openidconnect.googleapis.com", "console.cloud.google.com", "console.developers.google.com"},
		meant: func(u *url.URL) string {
			if strings.EqualFold(u.Hostname(), "accounts.google.com") && u.Path == wellKnown {
				return ""
			}
			return googleMetadata
		},
		ClientID: Form{
			Says: "digits, a hyphen, 32 small letters or digits, and .apps.googleusercontent.com",
			Copy: "copy the Client ID of the OAuth client at " + googleClients, Suffix: ".apps.googleusercontent.com", pattern: &googleClientID,
		},
		ClientSecret: Form{
			Says: "GOCSPX- and more letters, digits, - and _; older ones are 24 characters of these",
			Copy: "copy the client secret of the OAuth client at " + googleClients + ", or add a new one there", Prefix: "GOCSPX-", pattern: &googleSecret,
		},
		NeedsSecret: true,
		Redirects:   "the client, Authorized redirect URIs", Console: googleClients,
		RefusesRedirect: googleRefusesRedirect,
		LeftOut:         googleLeavesOut,
		OpenTo:          "a Google account",
		Denied: func(*url.URL, string) string {
			return "sign in again and agree; while the consent screen is in Testing only test users get in: add the account at https://console.cloud.google.com/auth/audience under Test users, or publish the app there"
		},
		Refusals: googleRefusals,
	}
}

// googleLeavesOut knows the claims that Google's metadata and its guide list.
func googleLeavesOut(claim string) (when string, left, known bool) {
	switch claim {
	case "sub", "email", "email_verified", "iss", "aud", "azp", "iat", "exp", "nonce", "at_hash":
		return "", false, true
	case "name", "picture", "given_name", "family_name", "locale", "profile":
		return "", false, false // usual, and not promised
	case "hd":
		return "only for accounts of a company or a school", true, true
	case "preferred_username", "upn", "unique_name", "oid", "tid", "groups", "roles":
		return "never", true, true
	}
	return "", false, false
}

// googleRefusesRedirect follows Google's validation rules for redirect URIs.
func googleRefusesRedirect(u *url.URL) (why, fix string) {
	host := strings.ToLower(u.Hostname())
	const public = "serve the app under a public https name, or use localhost for development"
	switch {
	case hosts.IsLoopback(host), host == "0.0.0.0", host == "::": // the last two are wrong everywhere, which redirect-uri-form says
		return "", ""
	case hosts.IsAddress(host):
		return "redirect_uri names a number, and Google takes names only (numbers of this machine aside)", public
	case hosts.IsInsideName(host):
		return "redirect_uri has no public name, and Google takes no other", public
	case u.Scheme == "http":
		return "redirect_uri is http, which Google takes for localhost only", ""
	}
	return "", ""
}

func googleRefusals() []Refusal {
	add := []string{"open " + googleClients + " and choose the client", "add " + own.RedirectURI + " under Authorized redirect URIs and save", "wait some minutes and log in again"}
	return []Refusal{
		{
			ID: "redirect_uri_mismatch", Phrases: []string{"redirect_uri_mismatch", "does not match the ones authorized for the oauth client", "register the redirect uri in the google cloud console"},
			Unless:  []string{"registered callback url for this application", "must match configuration", "aadb2c", "docs.github.com"},
			Title:   "Google: the client does not list this redirect URI",
			Meaning: "Google compares it letter by letter.",
			Fix:     registerURI,
			Steps:   []string{add[0], "add " + own.RedirectURI + " under Authorized redirect URIs (not under JavaScript origins) and save", add[2]},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "google-deleted-client", Phrases: []string{"deleted_client", "the oauth client was deleted"},
			Title:   "Google: the client has been deleted",
			Meaning: "client_id belongs to a client that is no longer there.",
			Fix:     "make a new client of the type Web application and put its ID and secret into secrets.toml",
			Checks:  []string{checkid.ClientKnown},
		},
		{
			ID: "google-client-not-found", Phrases: []string{"the oauth client was not found", "401: invalid_client", "401 : invalid_client"},
			Title:   "Google does not know this client_id",
			Meaning: "It is mistyped or incomplete; it ends in .apps.googleusercontent.com.",
			Fix:     "copy the client ID from " + googleClients,
			Checks:  []string{checkid.ClientKnown, checkid.ClientIDForm},
		},
		{
			ID: "google-not-verified", Phrases: []string{"has not completed the google verification process", "403: access_denied", "403 : access_denied", "403：access_denied", "can only be accessed by developer-approved testers"},
			Title:   "Google: the app is being tested and this account is not a test user",
			Meaning: "While the publishing status is Testing, only listed accounts may sign in.",
			Fix:     "add the account under Audience, Test users at https://console.cloud.google.com/auth/audience, or publish the app",
		},
		{
			ID: "google-internal", Phrases: []string{"org_internal", "is restricted to users within its organization"},
			Title:   "Google: the app takes accounts of its own organisation only",
			Meaning: "Its user type is Internal, and this account belongs to another organisation or to none. Test users are of no use there.",
			Fix:     "sign in with an account of the organisation, or make the app External",
			Steps:   []string{"sign in with an account of the organisation that owns the Google Cloud project", "or: make the app External at https://console.cloud.google.com/auth/audience, then add the accounts under Test users or publish the app"},
		},
		{
			ID: "google-secret", Phrases: []string{"the provided client secret is invalid", "invalid_client: unauthorized", "'error_description': 'unauthorized'", "'error_description':'unauthorized'", "(invalid_client) unauthorized", "client_secret is missing"},
			Unless:  []string{"access_denied"},
			Title:   "Google: client_secret is wrong or missing",
			Meaning: "The secret was replaced, belongs to another client, or lost a character on the way.",
			Fix:     "copy the client secret of the same client again, or add a new one, at " + googleClients,
			Checks:  []string{checkid.ClientSecret, checkid.ClientSecretForm},
		},
		{
			ID: "google-admin-policy", Phrases: []string{"admin_policy_enforced"},
			Title:   "Google: the administrator of the organisation does not allow this app",
			Meaning: "Google Workspace blocks apps that were not approved, or these scopes.",
			By:      Administrator,
			Fix:     "let the Workspace administrator trust the client ID under Security, API controls, App access control",
		},
		{
			ID: "google-something-went-wrong", Phrases: []string{"accounts.google.com/info/unknownerror"},
			Title:   "Google broke off and does not say why",
			Meaning: "It happens minutes after a client or consent screen was changed, with accounts that are not among the test users, and with several accounts signed in at once.",
			Fix:     "wait some minutes, add the account under Test users at https://console.cloud.google.com/auth/audience, and log in again in a private window",
		},
		{
			ID: "google-no-client-id", Phrases: []string{"missing required parameter: client_id"},
			Title:   "Google: the request has no client ID",
			Meaning: "client_id is empty in the section that st.login uses.",
			Fix:     "copy the client ID of the OAuth client at " + googleClients + " into client_id",
			Checks:  []string{checkid.AuthKeys, checkid.ClientIDForm},
		},
		{
			ID: "google-blocked", Phrases: []string{"tried to access sensitive info in your google account"},
			Title:   "Google blocks the app because of the scopes it asks for",
			Meaning: "scope in client_kwargs asks for more than the name and address, and Google has not verified the app for that.",
			Fix:     "leave scope out of client_kwargs: st.login needs openid, email and profile only",
			Checks:  []string{checkid.ClientKwargs},
		},
		{
			ID: "google-request-invalid", Phrases: []string{"access blocked: this app's request is invalid", "access blocked: authorization error", "sent an invalid request. you can try again later, or contact the developer", "400: invalid_request"},
			Title:   "Google refuses the request, and the reason stands further down on its page",
			Meaning: "Below \"error details\" it names an error such as redirect_uri_mismatch, invalid_client or org_internal.",
			General: true,
			Fix:     "open the error details on Google's page and give that error to authkit explain",
		},
		{
			ID: "google-disallowed-useragent", Phrases: []string{"disallowed_useragent"},
			Title:   "Google does not take sign-ins from inside another app",
			Meaning: "The link was opened in the built-in browser of a chat or mail app.",
			By:      Person,
			Fix:     "open the app in an ordinary browser",
		},
		{
			ID: "google-origin", Phrases: []string{"origin_mismatch"},
			Title:   "Google: the address was registered in the wrong list, or the client has the wrong type",
			Meaning: "JavaScript origins are for sign-ins inside a page; Streamlit signs in on the server.",
			Fix:     "use a client of the type Web application and put redirect_uri under Authorized redirect URIs",
			Steps:   add,
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "google-policy", Phrases: []string{"doesn't comply with google's oauth 2.0 policy", "does not comply with google's oauth 2.0 policy", "device_id and device_name are required", "must end with a public top-level domain", "raw ip addresses not allowed", "non-public domains not allowed"},
			Unless:  []string{"redirect_uri_mismatch", "register the redirect uri", "register the javascript origin"}, // the sentence stands below these too
			Title:   "Google: this redirect URI is one Google takes from nobody",
			Meaning: "Google wants https (http for localhost only) and a name with a public ending; private addresses such as 192.168.1.5 or .local are refused.",
			Fix:     "serve the app under a public https name, or use localhost for development",
			Checks:  []string{checkid.RedirectURIScheme, checkid.RedirectURIForm},
		},
		{
			ID: "google-unverified", Phrases: []string{"google hasn't verified this app", "this app isn't verified"},
			Title:   "Google warns that it has not verified the app",
			Meaning: "That is no failure: the app asks for more than the name and address, or is still being tested.",
			By:      Person,
			Fix:     "choose Advanced and go on; to end the warning, leave scopes other than openid, email and profile out, or publish the app",
		},
	}
}
