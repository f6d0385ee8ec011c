package cmd

import "github.com/authkit-cli/authkit/entra"

// refusals are more of what Google, Okta, Auth0, Keycloak and Cognito show
// when they let nobody in.
func refusals() []message {
	return []message{
		{
			id: "google-origin", phrases: []string{"origin_mismatch"},
			title:   "Google: the address was registered in the wrong list, or the client has the wrong type",
			meaning: "JavaScript origins are for sign-ins inside a page; Streamlit signs in on the server.",
			fix:     "use a client of the type Web application and put redirect_uri under Authorized redirect URIs",
			steps:   []string{"open https://console.cloud.google.com/auth/clients and choose the client", "add the value of redirect_uri from secrets.toml under Authorized redirect URIs and save", "wait some minutes and log in again"},
			checks:  []string{"redirect-uri-registered"},
		},
		{
			id: "google-policy", phrases: []string{"doesn't comply with google's oauth 2.0 policy", "device_id and device_name are required"},
			title:   "Google: this redirect URI is one Google takes from nobody",
			meaning: "Google wants https (http for localhost only) and a name with a public ending; private addresses such as 192.168.1.5 or .local are refused.",
			fix:     "serve the app under a public https name, or use http://localhost:8501/oauth2callback for development",
			checks:  []string{"redirect-uri-scheme", "redirect-uri-form"},
		},
		{
			id: "google-unverified", phrases: []string{"google hasn't verified this app", "this app isn't verified"},
			title:   "Google warns that it has not verified the app",
			meaning: "That is no failure: the app asks for more than the name and address, or is still being tested.",
			owner:   entra.OwnerUser,
			fix:     "choose Advanced and go on; to end the warning, leave scopes other than openid, email and profile out, or publish the app",
		},
		{
			id: "okta-client-id", phrases: []string{"invalid value for 'client_id' parameter"},
			title:   "Okta does not know this client_id",
			meaning: "It is mistyped, or server_metadata_url names another organisation of Okta's than the app's.",
			fix:     "copy Client ID from the app's General tab in the Okta admin console, and compare the host of server_metadata_url with the console's",
			checks:  []string{"client-known", "client-id-form"},
		},
		{
			id: "okta-secret", phrases: []string{"client secret supplied for a confidential client is invalid"},
			title:   "Okta: client_secret is wrong",
			meaning: "The secret was replaced, or is another app's.",
			fix:     "copy the secret again from the app's General tab in the Okta admin console",
			checks:  []string{"client-secret"},
		},
		{
			id: "okta-scope", phrases: []string{"one or more scopes are not configured for the authorization server"},
			title:   "Okta: the authorization server does not know a scope",
			meaning: "scope in client_kwargs is sent as it stands; groups, for instance, has to be defined first.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or let an Okta administrator add the scope",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "auth0-client", phrases: []string{"unknown client:"},
			title:   "Auth0 does not know this client_id",
			meaning: "It is mistyped, or server_metadata_url names another tenant or region.",
			fix:     "copy Client ID and Domain again from Applications, the application, Settings in the Auth0 dashboard",
			checks:  []string{"client-known", "metadata-url-form"},
		},
		{
			id: "auth0-grant", phrases: []string{"grant type 'authorization_code' not allowed for the client"},
			title:   "Auth0: the application may not use authorization codes",
			meaning: "It is of the type Machine to Machine, or the grant was switched off.",
			fix:     "use an application of the type Regular Web Application",
			steps:   []string{"Auth0 dashboard: Applications, the application, Settings: Application Type Regular Web Application", "Advanced Settings, Grant Types: Authorization Code", "save"},
			checks:  []string{"client-enabled"},
		},
		{
			id: "auth0-audience", phrases: []string{"service not found:"}, with: []string{"auth0", "oauth", "access_denied", "invalid_request", "service not found: http"},
			title:   "Auth0 does not know the API that audience names",
			meaning: "audience in authorize_params has to be the identifier of an API of the same tenant.",
			fix:     "remove audience from authorize_params, or copy the identifier from Applications, APIs",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "keycloak-disabled", phrases: []string{"client disabled", "client_disabled"}, with: []string{"keycloak", "realms", "client_disabled", "we are sorry"},
			title:   "Keycloak: the client is switched off",
			meaning: "It exists, and nobody can sign in through it.",
			fix:     "let a Keycloak administrator switch Enabled on at the top of Clients, the client",
			owner:   entra.OwnerTenantAdmin,
			checks:  []string{"client-enabled"},
		},
		{
			id: "keycloak-flow", phrases: []string{"standard flow is disabled for the client", "not allowed to initiate browser login with given response_type"},
			title:   "Keycloak: the client may not use authorization codes",
			meaning: "Standard flow is switched off.",
			fix:     "switch Standard flow on under Clients, the client, Settings, Capability config",
			checks:  []string{"client-enabled"},
		},
		{
			id: "keycloak-secret", phrases: []string{"unauthorized_client: invalid client secret", "'error_description':'invalid client secret'", "'error_description': 'invalid client secret'", "error_description=invalid client secret&"},
			title:   "the provider says that client_secret is wrong",
			meaning: "The secret was made anew, belongs to another client, or lost a character on the way.",
			fix:     "copy the secret again from the client's settings at the provider (Keycloak: Credentials)",
			checks:  []string{"client-secret", "client-secret-form"},
		},
		{
			id: "keycloak-realm", phrases: []string{"realm does not exist", "realm_not_found"},
			title:   "Keycloak: there is no such realm",
			meaning: "The name behind /realms/ in server_metadata_url is mistyped; capitals count. Keycloak before 17 has /auth in front of /realms.",
			fix:     "compare the realm in server_metadata_url with the Keycloak admin console",
			checks:  []string{"metadata-reachable", "metadata-url-form"},
		},
		{
			id: "keycloak-https", phrases: []string{"https required"}, with: []string{"keycloak", "realms", "we are sorry", "invalid_request"},
			title:   "Keycloak: the realm answers over https only",
			meaning: "server_metadata_url begins with http, or a proxy in front of Keycloak does not say that the browser came by https.",
			fix:     "write https in server_metadata_url, and let the proxy send X-Forwarded-Proto",
			checks:  []string{"metadata-url-form", "metadata-reachable"},
		},
		{
			id: "keycloak-account", phrases: []string{"account is not fully set up", "account is disabled, contact your administrator"},
			title:   "Keycloak: the account is not ready",
			meaning: "The person has something to do first, such as setting a password or confirming an address, or the account is switched off.",
			owner:   entra.OwnerTenantAdmin,
			fix:     "let the person sign in at the account console once, or ask a Keycloak administrator to look at Required user actions",
		},
		{
			id: "code-not-valid", phrases: []string{"code not valid", "authorization code is invalid or has expired", "invalid authorization code"}, rank: rankError,
			title:   "the provider does not accept the code any more",
			meaning: "It was used before or is too old: the callback page was reloaded, or a proxy asked twice.",
			fix:     "log in again from the start page; when it stays, check that no proxy repeats /oauth2callback",
			checks:  []string{"sign-in-token"},
		},
		{
			id: "cognito-redirect", phrases: []string{"redirect_mismatch"},
			title:   "Amazon Cognito: the app client does not list this redirect URI",
			meaning: "Cognito compares it letter by letter.",
			fix:     "add the value of redirect_uri from secrets.toml to Allowed callback URLs of the app client",
			checks:  []string{"redirect-uri-registered"},
		},
	}
}
