package provider

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

func keycloak() Provider {
	return Provider{
		Name: "Keycloak", Facts: "docs/facts/providers.md, section 2.6", Example: "https://sso.example.com/realms/tools" + wellKnown,
		Paths:     []string{"/realms/", "/auth/realms/"},
		meant:     keycloakMeant,
		Moved:     keycloakMoved,
		Redirects: "the client, Settings, Valid redirect URIs", Logouts: "Valid post logout redirect URIs",
		Refusals: keycloakRefusals,
	}
}

// keycloakMeant finds the realm in the address of one of its endpoints or pages.
func keycloakMeant(u *url.URL) string {
	before, after, _ := strings.Cut(u.Path, "/realms/")
	realm, _, _ := strings.Cut(after, "/")
	if realm == "" || strings.Contains(u.Path, "/.well-known/") {
		return ""
	}
	return sameScheme(u, before+"/realms/"+realm+wellKnown)
}

// keycloakMoved says where releases before and since 17 have a realm.
func keycloakMoved(u *url.URL) string {
	if now, old := strings.CutPrefix(u.Path, "/auth/realms/"); old {
		return "Keycloak 17 and newer has it at " + sameScheme(u, "/realms/"+now) + "; compare the realm's name too, in which capitals count"
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/realms/"), "/")
	return "compare " + name + " with the realm's name, in which capitals count; Keycloak before 17 has it at " + sameScheme(u, "/auth"+u.Path)
}

// keycloakEvent is how Keycloak's event log writes an error: newer releases put
// it between quotes.
func keycloakEvent(name string) []string {
	return []string{"error='" + name + "'", ", error=" + name + ","}
}

func keycloakRefusals() []Refusal {
	return []Refusal{
		{
			ID: "keycloak-redirect-uri", Phrases: append(keycloakEvent("invalid_redirect_uri"), "invalid parameter: redirect_uri"),
			Title:   "Keycloak: the client does not list this redirect URI",
			Meaning: "Keycloak compares it with Valid redirect URIs of the client.",
			Fix:     registerURI,
			Steps:   []string{"Keycloak admin console: Clients, the client, Settings", "add " + own.RedirectURI + " to Valid redirect URIs, and to Valid post logout redirect URIs for st.logout", "save"},
			Checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			ID: "keycloak-credentials", Phrases: append(keycloakEvent("invalid_client_credentials"), "invalid client or invalid client credentials", "client was not identified by any client authenticator"), Unless: []string{"client secret not provided"},
			Title:   "Keycloak: client_id or client_secret is wrong",
			Meaning: "The client exists in another realm, or the secret is another one.",
			Fix:     "copy the secret from Clients, the client, Credentials, and check the realm in server_metadata_url",
			Checks:  []string{checkid.ClientSecret, checkid.ClientKnown},
		},
		{
			ID: "keycloak-client", Phrases: append(keycloakEvent("client_not_found"), "client not found"), With: []string{"keycloak", "realms"},
			Title:   "Keycloak: the realm has no such client",
			Meaning: "client_id is mistyped, or server_metadata_url names another realm.",
			Fix:     "compare client_id and the realm with the Keycloak admin console",
			Checks:  []string{checkid.ClientKnown},
		},
		{
			ID: "keycloak-disabled", Phrases: []string{"client disabled", "client_disabled"}, With: []string{"keycloak", "realms", "client_disabled", "we are sorry"},
			Title:   "Keycloak: the client is switched off",
			Meaning: "It exists, and nobody can sign in through it.",
			By:      Administrator,
			Fix:     "let a Keycloak administrator switch Enabled on at the top of Clients, the client",
			Checks:  []string{checkid.ClientEnabled},
		},
		{
			ID: "keycloak-flow", Phrases: []string{"standard flow is disabled for the client", "not allowed to initiate browser login with given response_type", "bearer-only applications are not allowed to initiate browser login"},
			Title:   "Keycloak: the client may not use authorization codes",
			Meaning: "Standard flow is switched off.",
			Fix:     "switch Standard flow on under Clients, the client, Settings, Capability config",
			Checks:  []string{checkid.ClientEnabled},
		},
		{
			ID: "keycloak-secret", Phrases: []string{"unauthorized_client: invalid client secret", "'error_description':'invalid client secret'", "'error_description': 'invalid client secret'", "error_description=invalid client secret&"},
			Title:   "the provider says that client_secret is wrong",
			Meaning: "The secret was made anew, belongs to another client, or lost a character on the way.",
			Fix:     "copy the secret again from the client's settings at the provider (Keycloak: Credentials)",
			Checks:  []string{checkid.ClientSecret, checkid.ClientSecretForm},
		},
		{
			ID: "keycloak-realm", Phrases: []string{"realm does not exist", "realm_not_found"},
			Title:   "Keycloak: there is no such realm",
			Meaning: "The name behind /realms/ in server_metadata_url is mistyped; capitals count. Keycloak before 17 has /auth in front of /realms.",
			Fix:     "compare the realm in server_metadata_url with the Keycloak admin console",
			Checks:  []string{checkid.MetadataReachable, checkid.MetadataURLForm},
		},
		{
			ID: "keycloak-https", Phrases: append(keycloakEvent("ssl_required"), "https required"), With: []string{"keycloak", "realms", "we are sorry", "invalid_request"},
			Title:   "Keycloak: the realm answers over https only",
			Meaning: "server_metadata_url begins with http, or a proxy in front of Keycloak does not say that the browser came by https.",
			Fix:     "write https in server_metadata_url, and let the proxy send X-Forwarded-Proto",
			Checks:  []string{checkid.MetadataURLForm, checkid.MetadataReachable},
		},
		{
			ID: "keycloak-scope", Phrases: []string{"invalid scopes:"}, With: []string{"keycloak", "realms", "invalid_scope"},
			Title:   "Keycloak: the client does not have a scope that was asked for",
			Meaning: "scope in client_kwargs is sent as it stands; the description names the scopes.",
			Fix:     "remove the scope from client_kwargs, or add it under Clients, the client, Client scopes",
			Checks:  []string{checkid.ClientKwargs},
		},
		{
			ID: "keycloak-cookie", Phrases: append(keycloakEvent("expired_code"), "restart login cookie not found", "to restart the login process", "login timeout. please sign in again", "action expired. please start again", "cookie not found. please make sure cookies are enabled in your browser", "cookie_not_found"),
			Title:   "Keycloak lost its own cookie during the sign-in",
			Meaning: "Its page was left open too long, was opened from a bookmark or with the Back button, or Keycloak is reached by http or under two host names.",
			Fix:     "log in again from the app's start page; when it stays, reach Keycloak by https under one host name",
			Checks:  []string{checkid.MetadataIssuer},
		},
		{
			ID: "keycloak-broker", Phrases: append(keycloakEvent("identity_provider_login_failure"), "unexpected error when authenticating with identity provider", "unexpected error when handling authentication request to identity provider", "failed to make identity provider oauth callback", "identitybrokerexception"),
			Title:   "Keycloak: the identity provider behind it refused, not the app",
			Meaning: "The app's settings are right as far as Keycloak. The cause stands in Keycloak's log.",
			By:      Administrator,
			Fix:     "let a Keycloak administrator look at its log and at the settings under Identity providers",
		},
		{
			ID: "keycloak-no-secret", Phrases: []string{"client secret not provided in request"},
			Title:   "Keycloak: no client secret arrived although the client needs one",
			Meaning: "client_secret is empty in the section Streamlit uses, or a proxy takes the Authorization header away.",
			Fix:     "fill client_secret in the section that st.login uses; behind such a proxy set token_endpoint_auth_method = \"client_secret_post\" in client_kwargs",
			Checks:  []string{checkid.ClientSecret, checkid.AuthKeys},
		},
		{
			ID: "keycloak-account", Phrases: append(append(keycloakEvent("user_disabled"), keycloakEvent("resolve_required_actions")...), "account is not fully set up", "account is disabled, contact your administrator"),
			Title:   "Keycloak: the account is not ready",
			Meaning: "The person has something to do first, such as setting a password or confirming an address, or the account is switched off.",
			By:      Administrator,
			Fix:     "let the person sign in at the account console once, or ask a Keycloak administrator to look at Required user actions",
		},
	}
}
