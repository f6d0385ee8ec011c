package cmd

import "github.com/authkit-cli/authkit/entra"

// environmentMessages are about the network, proxies and cookies.
func environmentMessages() []message {
	return []message{
		{
			id: "certificate", phrases: []string{"certificate_verify_failed", "sslcertverificationerror", "unable to get local issuer certificate", "self-signed certificate", "self signed certificate"},
			title:   "Python does not trust the provider's certificate",
			meaning: "The provider or a proxy in between uses a certificate of a private authority.",
			fix:     "set SSL_CERT_FILE to a file with that authority's certificate before starting the app (up to Streamlit 1.56: REQUESTS_CA_BUNDLE)",
			checks:  []string{"metadata-reachable"},
		},
		{
			id: "host-unknown", phrases: []string{"name or service not known", "getaddrinfo failed", "nodename nor servname provided", "temporary failure in name resolution", "failed to resolve"},
			title:   "the provider's host name cannot be found",
			meaning: "It is misspelt in server_metadata_url, or the server has no DNS or needs a proxy.",
			fix:     "check the host in server_metadata_url; behind a company proxy set HTTPS_PROXY",
			checks:  []string{"metadata-reachable", "metadata-url-form"},
		},
		{
			id: "provider-timeout", phrases: []string{"connecttimeout", "readtimeout", "connection refused", "max retries exceeded"}, with: []string{"openid-configuration", "oauth", "authlib", "login.microsoftonline", "httpx"},
			title:   "the provider cannot be reached from the server",
			meaning: "A firewall, a missing proxy, or a provider that is not running. Streamlit waits five seconds from 1.57 on.",
			fix:     "open the way from the server to the provider, or set HTTPS_PROXY",
			checks:  []string{"metadata-reachable"},
		},
		{
			id: "cookie-too-large", phrases: []string{"authentication cookie size exceeds", "request header or cookie too large", "cookie too large", "session cookie is too large", "upstream sent too big header", "request header fields too large", "missing chunk"},
			title:   "the login cookies are too large",
			meaning: "Streamlit keeps the claims and tokens in cookies. Many groups or large tokens pass the 4096 bytes of a cookie (Streamlit before 1.53) or the 8 KB many proxies allow for all headers.",
			fix:     "send fewer claims (no groups) and raise the proxy's header limits",
			steps:   []string{"Entra: open " + entra.PortalRegistrations() + ", choose the app, Token configuration, and remove the groups claim or limit it to groups assigned to the application", "nginx: large_client_header_buffers 4 32k; proxy_buffer_size 16k;", "use Streamlit 1.59.1 or newer", "delete the app's cookies in the browser"},
			checks:  []string{"sign-in-cookie-size", "config-server"},
		},
		{
			id: "cookie-split", rank: rankSymptom, phrases: []string{"split cookie '"},
			title:   "the login cookies are large, and Streamlit has split them",
			meaning: "That is no failure. It becomes one when a proxy allows less for the headers.",
			fix:     "nothing, unless people see 400 or 502 after logging in; then raise the proxy's header limits",
			checks:  []string{"sign-in-cookie-size", "config-server"},
		},
		{
			id: "refused-to-connect", phrases: []string{"refused to connect"}, with: []string{"accounts.google.com", "login.microsoftonline.com", "login.live.com", "okta", "auth0"},
			title:   "the login page was opened inside a frame",
			meaning: "Providers do not let themselves be embedded, and Streamlit cannot log in inside a frame of another site.",
			fix:     "open the app in a tab of its own",
			checks:  []string{"app-callback"},
		},
	}
}

// providerMessages are what Google, Okta, Auth0, Keycloak and Cognito say.
func providerMessages() []message {
	const registerURI = "register exactly the redirect_uri of secrets.toml: scheme, host, port, path, no slash at the end"
	return []message{
		{
			id: "redirect_uri_mismatch", phrases: []string{"redirect_uri_mismatch"},
			title:   "Google: the client does not list this redirect URI",
			meaning: "Google compares it letter by letter.",
			fix:     registerURI,
			steps:   []string{"open https://console.cloud.google.com/auth/clients and choose the client", "add the value of redirect_uri from secrets.toml under Authorized redirect URIs (not under JavaScript origins) and save", "wait some minutes and log in again"},
			checks:  []string{"redirect-uri-registered"},
		},
		{
			id: "google-deleted-client", phrases: []string{"deleted_client", "the oauth client was deleted"},
			title:   "Google: the client has been deleted",
			meaning: "client_id belongs to a client that is no longer there.",
			fix:     "make a new client of the type Web application and put its ID and secret into secrets.toml",
			checks:  []string{"client-known"},
		},
		{
			id: "google-client-not-found", phrases: []string{"the oauth client was not found"},
			title:   "Google does not know this client_id",
			meaning: "It is mistyped or incomplete; it ends in .apps.googleusercontent.com.",
			fix:     "copy the client ID from https://console.cloud.google.com/auth/clients",
			checks:  []string{"client-known", "client-id-form"},
		},
		{
			id: "google-not-verified", phrases: []string{"has not completed the google verification process", "error 403: access_denied", "org_internal"},
			title:   "Google: the app is being tested and this account is not a test user",
			meaning: "While the publishing status is Testing, only listed accounts may sign in; an internal app takes accounts of its organisation only.",
			fix:     "add the account under Audience, Test users at https://console.cloud.google.com/auth/audience, or publish the app",
		},
		{
			id: "google-disallowed-useragent", phrases: []string{"disallowed_useragent"},
			title:   "Google does not take sign-ins from inside another app",
			meaning: "The link was opened in the built-in browser of a chat or mail app.",
			owner:   entra.OwnerUser,
			fix:     "open the app in an ordinary browser",
		},
		{
			id: "okta-redirect-uri", phrases: []string{"must be a login redirect uri in the client app settings"},
			title:   "Okta: the app does not list this redirect URI",
			meaning: "Okta compares it letter by letter.",
			fix:     registerURI,
			steps:   []string{"Okta admin console: Applications, the app, General", "add the value of redirect_uri from secrets.toml to Sign-in redirect URIs, and to Sign-out redirect URIs for st.logout"},
			checks:  []string{"redirect-uri-registered"},
		},
		{
			id: "okta-policy", phrases: []string{"policy evaluation failed for this request"},
			title:   "Okta: no access policy admits this request",
			meaning: "The authorization server (often default) has no rule for this app, person or scope.",
			owner:   entra.OwnerTenantAdmin,
			fix:     "let an Okta administrator add an access policy rule, or use the metadata of the organisation without /oauth2/default",
		},
		{
			id: "user-not-assigned", phrases: []string{"user is not assigned to the client application"},
			title:   "Okta: the person is not assigned to the app",
			meaning: "Only assigned people and groups may sign in.",
			owner:   entra.OwnerTenantAdmin,
			fix:     "let an Okta administrator assign the person or a group under Assignments",
		},
		{
			id: "auth0-callback", phrases: []string{"callback url mismatch"},
			title:   "Auth0: the application does not list this redirect URI",
			meaning: "Auth0 compares it letter by letter.",
			fix:     registerURI,
			steps:   []string{"Auth0 dashboard: Applications, the application, Settings", "add the value of redirect_uri from secrets.toml to Allowed Callback URLs, and to Allowed Logout URLs for st.logout", "save"},
			checks:  []string{"redirect-uri-registered"},
		},
		{
			id: "logout-uri-not-registered", phrases: []string{"in 'allowed logout urls'", "post_logout_redirect_uri' querystring parameter", "'post_logout_redirect_uri' parameter must be", "invalid post_logout_redirect_uri", "invalid parameter: post_logout_redirect_uri"},
			title:   "the provider does not know the address to return to after logging out",
			meaning: "From Streamlit 1.53 on (1.57 aside) st.logout goes to the provider and returns to redirect_uri.",
			fix:     "add the redirect_uri of secrets.toml to the provider's allowed logout URLs",
			checks:  []string{"metadata-logout"},
		},
		{
			id: "cognito-logout", phrases: []string{"required string parameter 'redirect_uri' is not present"},
			title:   "the provider's logout page wants other parameters than Streamlit sends",
			meaning: "Amazon Cognito does not follow OpenID Connect there.",
			fix:     "link to the provider's own logout page instead of calling st.logout",
			checks:  []string{"metadata-logout"},
		},
		{
			id: "keycloak-redirect-uri", phrases: []string{"invalid parameter: redirect_uri"},
			title:   "Keycloak: the client does not list this redirect URI",
			meaning: "Keycloak compares it with Valid redirect URIs of the client.",
			fix:     registerURI,
			steps:   []string{"Keycloak admin console: Clients, the client, Settings", "add the value of redirect_uri from secrets.toml to Valid redirect URIs, and to Valid post logout redirect URIs for st.logout", "save"},
			checks:  []string{"redirect-uri-registered"},
		},
		{
			id: "keycloak-credentials", phrases: []string{"invalid client or invalid client credentials"},
			title:   "Keycloak: client_id or client_secret is wrong",
			meaning: "The client exists in another realm, or the secret is another one.",
			fix:     "copy the secret from Clients, the client, Credentials, and check the realm in server_metadata_url",
			checks:  []string{"client-secret", "client-known"},
		},
		{
			id: "keycloak-client", phrases: []string{"client not found"}, with: []string{"keycloak", "realms"},
			title:   "Keycloak: the realm has no such client",
			meaning: "client_id is mistyped, or server_metadata_url names another realm.",
			fix:     "compare client_id and the realm with the Keycloak admin console",
			checks:  []string{"client-known"},
		},
		{
			id: "pkce-required", phrases: []string{"pkce code challenge is required", "missing parameter: code_challenge_method", "pkce is required", "code challenge required"},
			title:   "the provider demands PKCE, and Streamlit did not use it",
			meaning: "Streamlit uses PKCE when the metadata lists S256; 1.57.0 forgets to.",
			fix:     "set code_challenge_method = \"S256\" in client_kwargs",
			checks:  []string{"metadata-pkce", "client-kwargs"},
		},
	}
}

// oauthErrors are the errors of RFC 6749 and OpenID Connect, for texts that say no more.
func oauthErrors() []message {
	return []message{
		{
			id: "invalid_client", rank: rankError, phrases: []string{"invalid_client"},
			title:   "the provider does not accept the app's own credentials",
			meaning: "client_id or client_secret is wrong, or they are sent in a way the provider does not take.",
			fix:     "copy both again; when they are right, set token_endpoint_auth_method = \"client_secret_post\" in client_kwargs",
			checks:  []string{"client-secret", "client-known", "metadata-client-auth"},
		},
		{
			id: "unauthorized_client", rank: rankError, phrases: []string{"unauthorized_client"},
			title:   "the app may not do this at the provider",
			meaning: "The client is unknown there, disabled, or not allowed to use authorization codes.",
			fix:     "check client_id, and that the client is a web application with the authorization code flow",
			checks:  []string{"client-known", "client-enabled", "client-audience"},
		},
		{
			id: "invalid_grant", rank: rankError, phrases: []string{"invalid_grant"},
			title:   "the provider does not accept the code any more",
			meaning: "It was used before, is too old, or belongs to another redirect URI or client.",
			fix:     "log in again from the start page; when it stays, check that no proxy repeats or changes /oauth2callback",
			checks:  []string{"sign-in-token"},
		},
		{
			id: "invalid_scope", rank: rankError, phrases: []string{"invalid_scope"},
			title:   "the provider does not know a scope",
			meaning: "scope in client_kwargs is sent as it stands.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or leave scope out",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "unsupported_response_type", rank: rankError, phrases: []string{"unsupported_response_type"},
			title:   "the provider does not allow the kind of answer that was asked for",
			meaning: "Streamlit asks for a code; a response_type in client_kwargs or authorize_params changes that.",
			fix:     "remove response_type from secrets.toml",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "login_required", rank: rankError, phrases: []string{"login_required", "interaction_required", "consent_required", "account_selection_required"},
			title:   "the person would have to do something, and the request forbade asking",
			meaning: "prompt = \"none\" stands in client_kwargs.",
			fix:     "remove prompt from client_kwargs",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "access_denied", rank: rankError, phrases: []string{"access_denied"},
			title:   "the person or the provider said no",
			meaning: "The sign-in was cancelled, or a rule of the provider does not admit the person.",
			owner:   entra.OwnerUser,
			fix:     "log in again and accept; when it stays, ask the provider's administrator to assign the person to the app",
			checks:  []string{"sign-in-callback"},
		},
		{
			id: "server_error", rank: rankError, phrases: []string{"error=server_error", "server_error:", "temporarily_unavailable"},
			title:   "the provider failed",
			meaning: "The settings have nothing to do with it.",
			owner:   "provider",
			fix:     "try again later",
		},
		{
			id: "invalid_request", rank: rankError, phrases: []string{"invalid_request"},
			title:   "the provider does not understand the request",
			meaning: "The description behind it says which parameter is missing or wrong; it comes from secrets.toml.",
			fix:     "run authkit verify; it checks every parameter Streamlit sends",
			checks:  []string{"client-kwargs", "redirect-uri-form"},
		},
	}
}
