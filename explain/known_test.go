package explain

import (
	"slices"
	"testing"
)

func names(pages []Page) []string {
	var all []string
	for _, p := range pages {
		all = append(all, p.Name)
	}
	return all
}

// What Streamlit, Authlib and the usual providers say, and the page each text
// must bring up.
func TestKnowsTheUsualMessages(t *testing.T) {
	for _, c := range []struct{ text, id string }{
		// In the app, raised by st.login.
		{"StreamlitAuthError: To use authentication features, you need to install Authlib>=1.3.2, e.g. via `pip install Authlib`.", "authlib-missing"},
		{"Authentication requires Authlib>=1.3.2. Install it via `pip install streamlit[auth]`.", "authlib-missing"},
		{"To use authentication features you need to configure credentials for at least one authentication provider in `.streamlit/secrets.toml`.", "no-credentials"},
		{"Authentication credentials in `.streamlit/secrets.toml` are missing the \"redirect_uri\" key. Please check your configuration.", "missing-redirect-uri"},
		{"Authentication credentials in `.streamlit/secrets.toml` are missing the \"cookie_secret\" key. Please check your configuration.", "missing-cookie-secret"},
		{"Auth provider name \"my_provider\" contains an underscore. Please use a provider name without underscores.", "provider-underscore"},
		{"Authentication credentials in `.streamlit/secrets.toml` are missing for the authentication provider \"x\". Please check your configuration.", "missing-provider-section"},
		{"Authentication credentials in `.streamlit/secrets.toml` for the authentication provider \"x\" must be valid TOML. Please check your configuration.", "provider-not-a-table"},
		{"Authentication credentials in `.streamlit/secrets.toml` for the default authentication provider are missing the following keys: ['client_id'].", "missing-provider-keys"},
		{"Authentication credentials in `.streamlit/secrets.toml` for the authentication provider \"x\" are missing the following keys: ['client_id'].", "missing-provider-keys"},
		{"Invalid expose_tokens configuration. Only 'id' and 'access' are allowed.", "expose-tokens-value"},
		{"Invalid redirect_uri: http://[::1. Please check your configuration.", "redirect-uri-unreadable"},
		{"Error decoding provider token: Signature verification failed", "provider-token"},
		{"AttributeError: st.user has no attribute \"is_logged_in\".", "user-not-logged-in-attribute"},
		{"AttributeError: st.user has no attribute \"email\".", "user-claim-missing"},
		{"AttributeError: module 'streamlit' has no attribute 'experimental_user'", "streamlit-too-new"},
		{"AttributeError: module 'streamlit' has no attribute 'login'", "streamlit-too-old"},
		{"ValueError: invalid literal for int() with base 10: '0rc1'", "authlib-prerelease"},
		{"File \"streamlit/auth_util.py\", line 77\nAttributeError: 'str' object has no attribute 'to_dict'", "client-kwargs-no-table"},

		// The secrets files.
		{"StreamlitSecretNotFoundError: No secrets found. Valid paths for a secrets.toml file or secret directories are: /home/sam/.streamlit/secrets.toml", "no-secrets-file"},
		{"Error parsing secrets file at /app/.streamlit/secrets.toml: Invalid date or number (line 3 column 1 char 20)", "secrets-unreadable"},
		{"toml.decoder.TomlDecodeError: What? auth already exists?{'client_secret': 'hunter2'}", "secrets-unreadable"},
		{"toml.decoder.TomlDecodeError: Reserved escape sequence used (line 3 column 1 char 20)", "secrets-unreadable"},
		{"tomllib.TOMLDecodeError: Invalid value (at line 3, column 5)", "secrets-unreadable"},
		{"File \"streamlit/runtime/secrets.py\", line 246\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "secrets-not-utf-8"},
		{"/run/secrets/x is not a folder. To use directory based secrets, mount every secret in a subfolder under the secret directory", "secrets-start"},
		{"Invalid secrets path: /run/x: path is not a .toml file or a directory", "secrets-start"},
		{"Failed to load secrets.toml file", "secrets-start"},
		{"KeyError: 'st.secrets has no key \"auth\". Did you forget to add it to secrets.toml?'", "secrets-key"},

		// The route that begins a login.
		{"Authentication error", "authentication-error"},
		{"400: Missing \"authorize_url\" value", "metadata-incomplete"},
		{"400: 404 Client Error: Not Found for url: https://login.example.com/.well-known/openid-configuration", "metadata-not-found"},
		{"400: Expecting value: line 1 column 1 (char 0)", "metadata-not-json"},
		{"400: 'NoneType' object does not support item assignment", "authlib-streamlit-pair"},
		{"400: argument of type 'NoneType' is not iterable", "metadata-null-pkce"},
		{"Error during OAuth authorization redirect.", "authorization-redirect"},
		{"httpx.HTTPStatusError: Redirect response '301 Moved Permanently' for url 'https://login.example.com/.well-known/openid-configuration'", "metadata-redirected"},
		{"ModuleNotFoundError: No module named 'httpx'", "httpx-missing"},
		{"File \"streamlit/web/server/starlette/starlette_auth_routes.py\", line 200\nhttpx.ConnectTimeout", "provider-timeout"},
		{"ValueError: This key may not be safe to import", "cookie-secret-key"},
		{"cookie_secret / server.cookieSecret is shorter than 14 bytes", "cookie-secret-short"},

		// The callback.
		{"Missing provider for OAuth callback; this often indicates a stale or replayed callback (for example, from browser back/forward navigation).", "missing-provider-callback"},
		{"Error, misconfigured origin for `redirect_uri` in secrets.", "misconfigured-origin"},
		{"Error during authentication: server_is_sad. Error description: None", "error-during-authentication"},
		{"Error during authentication: access_denied. Error description: None", "access_denied"},
		{"OAuth token exchange failed for provider 'microsoft'. Clearing auth cookies.", "token-exchange-failed"},
		{"OAuth provider 'x' did not return user information during callback.", "no-user-info"},
		{"Uncaught exception GET /oauth2callback?code=abc&state=def (127.0.0.1)", "callback-exception"},
		{"Uncaught exception GET /oauth2callback\nTypeError: 'NoneType' object is not iterable", "no-id-token"},
		{"ValueError: too many values to unpack (expected 4)", "provider-underscore"},
		{"File \"authlib/oauth2/auth.py\", line 99\nTypeError: 'str' object is not callable", "token-auth-method"},
		{"UnicodeEncodeError: 'latin-1' codec can't encode character '\\u201c' in position 3", "secret-not-latin"},
		{"POST /oauth2callback HTTP/1.1\" 405 Method Not Allowed", "callback-method"},
		{"authlib.integrations.base_client.errors.MismatchingStateError: mismatching_state: CSRF Warning! State not equal in request and response.", "mismatching-state"},
		{"RuntimeError: Missing \"jwks_uri\" in metadata", "metadata-incomplete"},

		// The ID token, in the words of Authlib 1.6, 1.7 and joserfc.
		{"invalid_claim: Invalid claim 'iss'", "invalid-claim-iss"},
		{"invalid_claim: Invalid claim: 'iss'", "invalid-claim-iss"},
		{"invalid_claim: Invalid claim: 'nonce'", "invalid-claim-nonce"},
		{"missing_claim: Missing 'nonce' claim", "missing-nonce"},
		{"missing_claim: Missing 'azp' claim", "invalid-claim-aud"},
		{"missing_claim: Missing claim: 'azp'", "invalid-claim-aud"},
		{"missing_claim: Missing claim: 'sub'", "token-claim"},
		{"invalid_claim: Invalid claim: 'at_hash'", "invalid-claim-at-hash"},
		{"expired_token: The token is expired", "token-time"},
		{"invalid_token: The token is not valid yet", "token-time"},
		{"invalid_claim: The token was issued in the future", "token-time"},
		{"ValueError: Invalid JSON Web Key Set", "unknown-key"},
		{"ValueError: Key not found", "unknown-key"},
		{"joserfc.errors.InvalidKeyIdError: invalid_key_id: No key for kid: 'abc'", "unknown-key"},
		{"joserfc.errors.BadSignatureError: bad_signature: ", "bad-signature"},
		{"unsupported_algorithm: Algorithm of 'HS256' is not allowed", "token-algorithm"},
		{"joserfc.errors.ExceededSizeError: exceeded_size: Header size exceeds 512 bytes.", "token-too-long"},
		{"joserfc.errors.KeyParameterError: key_parameter: 'use' must be one of ['sig', 'enc']", "keys-unreadable"},
		{"joserfc.errors.DecodeError: decode_error: Invalid header", "token-unreadable"},

		// Cookies, the websocket and logging out.
		{"Split cookie '_streamlit_user' into 3 chunks", "cookie-split"},
		{"Missing chunk 2 for cookie _streamlit_user", "cookie-too-large"},
		{"Authentication cookie size exceeds maximum browser limit of 4096 bytes. Authentication may fail.", "cookie-too-large"},
		{"Origin mismatch, the origin of websocket request is not the same origin of redirect_uri in secrets.toml. Please double check your config.", "origin-mismatch"},
		{"Failed to get provider logout URL: 'coroutine' object has no attribute 'get'", "logout-provider-url"},
		{"No end_session_endpoint found for provider x", "logout-endpoint"},
		{"Redirect URI does not end with /oauth2callback", "logout-redirect"},
		{"Error, invalid tokens cookie value.", "logout-tokens"},

		// Providers.
		{"Error 400: redirect_uri_mismatch", "redirect_uri_mismatch"},
		{"Error 400: origin_mismatch", "google-origin"},
		{"Access blocked: You can't sign in to this app because it doesn't comply with Google's OAuth 2.0 policy. Error 400: invalid_request", "google-policy"},
		{"Google hasn’t verified this app", "google-unverified"},
		{"The OAuth client was not found. Error 401: invalid_client", "google-client-not-found"},
		{"Error 401: deleted_client", "google-deleted-client"},
		{"Error 403: org_internal", "google-internal"},
		{"Error 403: disallowed_useragent", "google-disallowed-useragent"},
		{"Error Code: invalid_client. Description: Invalid value for 'client_id' parameter.", "okta-client-id"},
		{"invalid_client: The client secret supplied for a confidential client is invalid.", "okta-secret"},
		{"invalid_scope: One or more scopes are not configured for the authorization server resource.", "okta-scope"},
		{"access_denied: Policy evaluation failed for this request, please check the policy configurations.", "okta-policy"},
		{"access_denied: User is not assigned to the client application.", "user-not-assigned"},
		{"invalid_request: Unknown client: abc", "auth0-client"},
		{"unauthorized_client: Grant type 'authorization_code' not allowed for the client.", "auth0-grant"},
		{"access_denied: Service not found: https://my-api", "auth0-audience"},
		{"unauthorized_client: Invalid client secret", "keycloak-secret"},
		{"We are sorry...\nClient disabled.", "keycloak-disabled"},
		{"We are sorry...\nHTTPS required", "keycloak-https"},
		{"unauthorized_client: Standard flow is disabled for the client.", "keycloak-flow"},
		{"{\"error\":\"Realm does not exist\"}", "keycloak-realm"},
		{"invalid_grant: Code not valid", "code-not-valid"},
		{"Missing parameter: code_challenge_method", "pkce-required"},
		{"error=redirect_mismatch&client_id=x", "cognito-redirect"},
	} {
		pages := Recognise(c.text)
		if !slices.ContainsFunc(pages, func(p Page) bool { return p.Name == c.id }) {
			t.Errorf("%q: want %s, got %q", c.text, c.id, names(pages))
		}
	}
}

// What an app's own code throws, and what a healthy login logs, is none of these.
func TestAccusesNothingOrdinary(t *testing.T) {
	for _, text := range []string{
		"You can now view your Streamlit app in your browser.\nLocal URL: http://localhost:8501\nNetwork URL: http://192.168.1.5:8501",
		"INFO httpx HTTP Request: GET https://login.microsoftonline.com/x/v2.0/.well-known/openid-configuration \"HTTP/1.1 200 OK\"\nGET /oauth2callback HTTP/1.1 302 Found",
		"Traceback (most recent call last):\n  File \"app.py\", line 3\n    for row in rows:\nTypeError: 'NoneType' object is not iterable",
		"File \"app.py\", line 9, in <module>\nAttributeError: 'list' object has no attribute 'to_dict'",
		"File \"app.py\", line 9\nAttributeError: 'str' object has no attribute 'to_dict'",
		"pandas/io/parsers.py\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 10: invalid continuation byte",
		"ValueError: invalid literal for int() with base 10: 'twelve'",
		"TypeError: 'str' object is not callable\n  File \"plot.py\"",
		"TypeError: 'str' object does not support item assignment",
		"405 Method Not Allowed",
		"Collecting Authlib>=1.3.2\nSuccessfully installed Authlib-1.9.9 httpx-0.28.1 streamlit-1.67.0",
		"the feature is not recommended; operation is not allowed by the algorithm",
		"requests.exceptions.HTTPError: 404 Client Error: Service not found: reports",
	} {
		if pages := Recognise(text); len(pages) > 0 {
			t.Errorf("%q: %s", text, pages[0].Name)
		}
	}
}
