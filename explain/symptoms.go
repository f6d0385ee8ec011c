package explain

import (
	"github.com/authkit-cli/authkit/entra"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// symptom is what people say, in their own words, and the pages that may be meant.
type symptom struct {
	says  []string // each a way to say it; order, case, endings and small slips do not count
	pages []string // the first answers it, the others are near it
	open  bool     // which page answers depends on what nobody has said yet, mostly the provider
}

// symptoms are ordered by what people ask most. A way to say it stands in one
// place only, else nobody knows which page it leads to.
var symptoms = []symptom{
	{[]string{
		"login loop", "endless login", "infinite login redirect", "sent back to the login page", "login page again after login", "keeps asking for login", "always redirects to login page",
		"still logged out after signing in", "stays logged out", "is_logged_in stays False", "st.user.is_logged_in false after login", "login successful but not logged in",
		"login does not stick", "returns to start page after login", "nothing happens after login", "user not authenticated after callback", "st.user is empty", "st.user empty after login",
	}, []string{"login-loop", "origin-mismatch", "missing-provider-callback", "cookie-too-large"}, false},
	{[]string{"too many redirects", "redirected you too many times", "redirect loop", "page is not redirecting properly"}, []string{"too-many-redirects"}, false},
	{[]string{
		"redirect uri mismatch", "wrong redirect uri", "redirect uri not registered", "invalid redirect uri", "redirect url not allowed", "reply url does not match", "callback url mismatch", "redirect uri error", "redirect uri is not valid",
	}, []string{entra.WrongRedirectURI, "redirect_uri_mismatch", "okta-redirect-uri", "auth0-callback", "keycloak-redirect-uri", "redirect-uri-refused"}, true},
	{[]string{"need admin approval", "admin consent required", "needs administrator approval", "only an admin can grant"}, []string{entra.NeedsAdminApproval}, false},
	{[]string{"approval required", "requires your admin's approval", "request approval justification"}, []string{entra.AdminMustApprove}, false},
	{[]string{"selected user account does not exist in tenant", "account does not exist in tenant", "user from another organization cannot sign in", "guest user cannot login", "external user cannot sign in", "personal account cannot sign in"}, []string{entra.AccountNotInTenant}, false},
	{[]string{"you can't get there from here", "device not compliant"}, []string{entra.DeviceNotCompliant}, false},
	{[]string{"blocked by conditional access", "conditional access policy blocks login", "does not meet the criteria to access this resource"}, []string{entra.BlockedByPolicy}, false},
	{[]string{"more information required", "mfa required", "second factor required", "multi factor authentication"}, []string{entra.SecondFactorToSetUp}, false},
	{[]string{"user not assigned", "user is not assigned to the application", "not assigned to a role for the application"}, []string{entra.NotAssigned, "user-not-assigned"}, true},
	{[]string{"secret expired", "client secret expired", "login stopped working suddenly"}, []string{entra.ExpiredSecret, checkid.SecretExpiry}, false},
	{[]string{"invalid client secret", "wrong client secret", "client secret not accepted"}, []string{entra.WrongSecret, "google-secret", "okta-secret", "keycloak-secret", "invalid_client"}, true},
	{[]string{"invalid client id", "unknown client", "application not found in directory", "client not found"}, []string{entra.NoSuchClient, "google-client-not-found", "client-unknown"}, true},
	{[]string{"tenant not found", "wrong tenant", "tenant does not exist"}, []string{entra.NoSuchTenant}, false},
	{[]string{"app not verified", "google has not verified this app", "unverified app warning"}, []string{"google-unverified"}, false},
	{[]string{"access blocked", "not a test user", "app is being tested", "google verification process", "403 access_denied google"}, []string{"google-not-verified", "google-internal", "google-policy"}, true},
	{[]string{"org_internal", "only people in the organization can sign in"}, []string{"google-internal"}, false},
	{[]string{"access denied", "permission denied after login", "user cancelled login", "consent declined"}, []string{"access_denied", "google-not-verified", "user-not-assigned", entra.ConsentDeclined}, true},
	{[]string{
		"localhost refused to connect", "refused to connect after login", "this site can't be reached localhost", "redirects to localhost after deployment", "redirects to localhost instead of my domain", "redirect goes to localhost in production",
		"unable to connect after login", "wrong port after login", "port already in use redirect",
	}, []string{"app-refused-to-connect"}, false},
	{[]string{"accounts.google.com refused to connect", "login.microsoftonline.com refused to connect", "iframe", "embedded app login", "login inside iframe", "login does not work in an iframe", "refused to display in a frame", "x-frame-options", "frame-ancestors csp", "sharepoint teams embed login"}, []string{"refused-to-connect", "cookie-blocked"}, false},
	{[]string{"login button does nothing", "nothing happens when I click login", "st.login does nothing", "st.login not working", "login button not working", "st.login does not redirect"}, []string{"login-button-dead", "authorization-redirect", "no-credentials"}, false},
	{[]string{
		"logged out after refresh", "logged out after restart", "logged out on reload", "have to log in again every time", "login not persisted", "session expires", "cookie not persistent", "logs out after closing the browser", "log in again after closing the browser", "logged out when the browser is closed", "cookie discarded when the browser is closed", "auth cookies are session cookies max-age", "users get logged out randomly",
		"two apps log each other out", "login lost after deploy", "works only in incognito", "session lost",
	}, []string{"session-lost", "origin-mismatch"}, false},
	{[]string{
		"works locally but not deployed", "login fails in production", "login fails on streamlit cloud", "community cloud login not working", "login does not work on azure app service", "login not working in docker",
	}, []string{"works-locally-only", "app-refused-to-connect", "no-secrets-on-server"}, false},
	{[]string{"no secrets found", "secrets not found in docker", "secrets.toml not found in container", "secrets missing on server", "StreamlitSecretNotFoundError"}, []string{"no-secrets-file", "no-secrets-on-server"}, true},
	{[]string{"always the same account", "cannot switch account", "wrong account selected", "no account picker", "choose another account"}, []string{"same-account"}, false},
	{[]string{"logout does not work", "still logged in after logout", "st.logout not working", "logout does not end the session", "logged in again after logout", "single logout"}, []string{"logout-stays", "logout-uri-not-registered"}, false},
	{[]string{"anyone can log in", "restrict access to my company", "restrict login to domain", "limit who can sign in", "allow only certain users", "everybody with a google account gets in"}, []string{"who-may-sign-in", entra.NotAssigned}, false},
	{[]string{
		"blank page after login", "page stays empty after login", "400 bad request after login", "502 after login", "431 after login", "please wait forever after login", "cookie too large", "header too large", "request header fields too large", "too many groups in token",
	}, []string{"empty-after-login", "cookie-too-large", "websocket-failed"}, false},
	{[]string{"websocket connection failed", "websocket error behind proxy", "connection error is streamlit still running"}, []string{"websocket-failed"}, false},
	{[]string{"500 internal server error after login", "login internal server error", "500 on callback", "internal server error oauth2callback"}, []string{"callback-exception", "no-id-token"}, false},
	{[]string{"404 after login", "oauth2callback not found", "404 oauth2callback", "page not found after login", "callback not found"}, []string{"callback-not-found", "page-not-found"}, false},
	{[]string{"page you have requested does not seem to exist", "running the app's main page"}, []string{"page-not-found"}, false},
	{[]string{"400 on auth/login"}, []string{"authentication-error", "metadata-not-json", "authlib-streamlit-pair"}, true},
	{[]string{"state mismatch", "csrf state mismatch", "csrf warning", "state not equal"}, []string{"mismatching-state"}, false},
	{[]string{"missing provider for callback", "stale or replayed callback"}, []string{"missing-provider-callback"}, false},
	{[]string{"invalid issuer", "issuer mismatch", "invalid claim iss", "issuer does not match", "multi tenant login", "common endpoint"}, []string{"invalid-claim-iss", checkid.MetadataURLTenant}, false},
	{[]string{"nonce missing", "nonce error"}, []string{"missing-nonce", "invalid-claim-nonce"}, false},
	{[]string{"KeyError: 'email'", "no email in st.user", "st.user.email missing", "email is None", "user has no email", "email claim missing", "name claim missing", "preferred_username missing"}, []string{"user-claim-missing", checkid.AppClaims}, false},
	{[]string{"groups missing in token", "roles claim missing", "how to get groups", "read user roles"}, []string{checkid.AppClaims, checkid.SignInClaims}, false},
	{[]string{"is_logged_in attribute error", "AttributeError is_logged_in", "st.user has no attribute is_logged_in", "no attribute is_logged_in"}, []string{"user-not-logged-in-attribute"}, false},
	{[]string{"authlib not installed", "install authlib", "authlib missing", "no module named authlib"}, []string{"authlib-missing"}, false},
	{[]string{"httpx missing", "no module named httpx"}, []string{"httpx-missing"}, false},
	{[]string{"NoneType object does not support item assignment", "authlib version incompatible", "login broken after upgrading authlib", "login broken after streamlit upgrade"}, []string{"authlib-streamlit-pair", checkid.DepsCompat}, false},
	{[]string{"access token", "call microsoft graph with token", "st.user.tokens"}, []string{checkid.ExposeTokens, "expose-tokens-off"}, true},
	{[]string{"certificate verify failed", "self signed certificate", "ssl certificate error python", "corporate proxy certificate"}, []string{"certificate"}, false},
	{[]string{"your connection is not private", "certificate invalid in browser", "NET::ERR_CERT_AUTHORITY_INVALID"}, []string{"browser-certificate"}, false},
	{[]string{"ERR_SSL_PROTOCOL_ERROR", "https on localhost", "sent an invalid response", "secure connection failed"}, []string{"https-without-tls"}, false},
	{[]string{"redirect uri is http instead of https", "callback url generated as http proxy", "http instead of https behind proxy", "https redirect becomes http"}, []string{checkid.RedirectURIScheme}, false},
	{[]string{"file upload 403", "AxiosError 403", "AxiosError request failed with status code 403", "file uploader axioserror", "upload fails behind proxy", "xsrf"}, []string{"upload-refused"}, false},
	{[]string{"provider unreachable", "login times out", "connection timeout to provider", "getaddrinfo failed"}, []string{"provider-timeout", "host-unknown"}, true},
	{[]string{"metadata url wrong", "openid configuration not found", "server_metadata_url 404"}, []string{"metadata-not-found", checkid.MetadataURLForm}, false},
	{[]string{"Expecting value: line 1 column 1"}, []string{"metadata-not-json"}, false},
	{[]string{"spa platform", "cross-origin token redemption", "single page application platform"}, []string{entra.SinglePagePlatform}, false},
	{[]string{"pkce required", "code challenge required"}, []string{"pkce-required"}, false},
	{[]string{"invalid scope", "scope not allowed", "unknown scope"}, []string{"invalid_scope", "cognito-scope", "okta-scope", "keycloak-scope"}, true},
	{[]string{"invalid grant", "code already used", "code expired"}, []string{"invalid_grant"}, false},
	{[]string{"github login"}, []string{"github-redirect-uri", checkid.MetadataURLForm}, true},
	{[]string{"linkedin login"}, []string{"missing-nonce", "linkedin-scope"}, true},
	{[]string{"apple login", "apple form_post"}, []string{"apple-form-post"}, false},
	{[]string{"forgot password b2c", "password reset b2c"}, []string{entra.ForgotPassword}, false},
	{[]string{"auth in config.toml", "not a valid config option", "auth.redirect_uri is not a valid config option"}, []string{"auth-in-config"}, false},
	{[]string{"misconfigured origin", "misconfigured origin for redirect_uri"}, []string{"misconfigured-origin"}, false},
	{[]string{"origin mismatch", "localhost 127.0.0.1 login"}, []string{"origin-mismatch"}, false},
	{[]string{"clock skew", "token not valid yet", "token issued in the future", "token expired immediately"}, []string{"token-time"}, false},
	{[]string{"secrets.toml not valid toml", "error parsing secrets file", "toml syntax error"}, []string{"secrets-unreadable"}, false},
	{[]string{"multiple replicas login", "load balancer login fails", "kubernetes replicas login", "sticky sessions"}, []string{"missing-provider-callback", checkid.ConfigServer}, false},
	{[]string{"azure app service easy auth", "second login in front of the app", "login twice"}, []string{"platform-login", "too-many-redirects", checkid.DeployedLoginRoute}, true},
	{[]string{"what is cookie_secret", "generate cookie secret"}, []string{checkid.CookieSecret}, false},
	{[]string{"which redirect uri", "what to write in redirect_uri", "where do I register the redirect uri"}, []string{checkid.RedirectURIRegistered, checkid.RedirectURIPath}, false},
}
