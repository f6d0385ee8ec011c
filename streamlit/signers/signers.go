// Package signers knows by which names and texts code may be told that signs people in
// otherwise than by st.login.
package signers

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Components sign people in by their mere use: what each is in words.
var Components = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"msal_streamlit_authentication": "the component msal_streamlit_authentication", "streamlit_msal": "the component streamlit_msal",
		"streamlit_oauth": "the component streamlit_oauth", "streamlit_google_auth": "the component streamlit_google_auth",
	}
}}

// passwords are packages that sign people in with accounts of the app's own, by form or by
// a page of their own: nothing of it goes through st.login.
var passwords = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"streamlit_authenticator": "streamlit-authenticator", "streamlit_login_auth_ui": "streamlit-login-auth-ui", "st_login_form": "st-login-form",
		"streamlit_keycloak": "streamlit-keycloak", "streamlit_cognito_auth": "streamlit-cognito-auth",
	}
}}

// Hosts are modules that there are only on a platform that signs people in itself, and
// fills st.user with what it knows of them (docs/facts/platforms.md, section 2.19).
var Hosts = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{"snowflake/snowpark/context": "Snowflake"}
}}

// Package is the name of the package that a module is of, where it signs people in by itself.
func Package(module string) string {
	top, _, _ := strings.Cut(module, ".")
	return passwords.Get()[top]
}

// Libraries can sign people in, and serve other ends as well: a token for an API,
// or nothing but their version.
var Libraries = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"msal": "Microsoft's library msal", "requests_oauthlib": "the library requests_oauthlib", "httpx_oauth": "the library httpx_oauth",
		"google_auth_oauthlib": "the library google_auth_oauthlib", "authlib": "Authlib, used directly,",
	}
}}

// Flows are what only a sign-in calls in these libraries.
var Flows = []string{
	"authorization_url", "create_authorization_url", "get_authorization_url", "get_authorization_request_url", "initiate_auth_code_flow", "acquire_token_by_authorization_code",
	"acquire_token_by_auth_code_flow", "authorize_redirect", "authorize_access_token",
}

// identity are parts of texts that name a provider, or what it says of somebody.
var identity = []string{
	"openid", "id_token", "userinfo", "oauth2.googleapis.com", "accounts.google.com", "login.microsoftonline.com", "auth0.com", "okta.com", "amazoncognito.com", "github.com/login/",
}

// IsAuthorize tells whether a text is the address of a provider's sign-in page.
func IsAuthorize(text string) bool {
	if strings.Contains(text, "response_type=") {
		return true
	}
	return strings.HasPrefix(text, "https://") && (strings.Contains(text, "/oauth2/v2.0/authorize") || strings.HasPrefix(text, "https://accounts.google.com/o/oauth2/") && strings.Contains(text, "auth"))
}

// signInHosts are hosts whose pages refuse to be shown in a frame.
var signInHosts = []string{"https://accounts.google.com/", "https://login.microsoftonline.com/", "https://login.live.com/", "https://github.com/login/"}

// frontHeaders are the headers, or how they begin, in which what stands in front of
// an app says who signed in there (docs/facts/platforms.md, section 1.3).
var frontHeaders = []string{
	"x-auth-", "x-id-token", "x-access-token", "x-forwarded-user", "x-forwarded-email", "x-forwarded-preferred-username", "x-forwarded-groups", "x-forwarded-access-token",
	"x-amzn-oidc-", "x-ms-client-principal", "x-ms-token-", "x-goog-authenticated-user-", "x-goog-iap-jwt-assertion", "cf-access-", "remote-user", "remote-email", "remote-name",
	"x-remote-user", "x-authentik-", "x-pomerium-", "tailscale-user-", "sf-context-current-user",
}

// flags are parts of names under which apps keep in st.session_state that somebody signed in.
var flags = []string{"logged_in", "loggedin", "signed_in", "authenticated", "authentication_status", "auth_status", "auth_ok", "auth_user", "password_correct"}

// Suspect tells whether a module or a function may be one that signs people in.
func Suspect(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "streamlit/") || name == "streamlit" || strings.HasPrefix(name, "google/") || strings.HasPrefix(name, "azure/") || strings.HasPrefix(name, "authlib") {
		return false
	}
	for _, word := range []string{"auth", "login", "signin", "sign_in", "sso", "gate", "oidc", "paywall"} {
		if strings.Contains(name, word) && !strings.Contains(name, "author") {
			return true
		}
	}
	return false
}

// NamesIdentity tells whether a text names a provider, or what it says of somebody.
func NamesIdentity(text string) bool {
	return slices.ContainsFunc(identity, func(part string) bool { return strings.Contains(text, part) })
}

// Frameless tells whether an address is a page that refuses to be shown in a frame.
func Frameless(address string) bool {
	return slices.ContainsFunc(signInHosts, func(host string) bool { return strings.HasPrefix(address, host) })
}

// IsFrontHeader tells whether a text is the name of such a header.
func IsFrontHeader(name string) bool {
	name = strings.ToLower(name)
	return !strings.ContainsAny(name, " :\n") && slices.ContainsFunc(frontHeaders, func(known string) bool { return strings.HasPrefix(name, known) })
}

// IsFlag tells whether an entry of st.session_state is named so.
func IsFlag(name string) bool {
	return slices.ContainsFunc(flags, func(flag string) bool { return strings.Contains(strings.ToLower(name), flag) })
}

// MayKeep tells whether a package may use st.session_state by itself.
func MayKeep(name string) bool {
	name = strings.ToLower(name)
	return name != "streamlit" && strings.Contains(name, "streamlit") || strings.HasPrefix(name, "st_") || Suspect(name)
}

// NamesCallback tells whether a text is the address, or has it, that Streamlit answers itself.
func NamesCallback(text string) bool {
	return !strings.ContainsAny(text, " \n") && (strings.Contains(text, "/oauth2callback") || strings.Contains(text, "%2Foauth2callback"))
}

// AsksFragment tells whether a text asks for tokens in the answer, which come behind the #
// of an address (OAuth 2.0 Multiple Response Type Encoding Practices, section 3).
func AsksFragment(text string) bool {
	return strings.Contains(text, "response_type=token") || strings.Contains(text, "response_type=id_token")
}
