package cmd

import "github.com/authkit-cli/authkit/entra"

// rank says how much a message tells about the cause. Only the best rank found
// in a text is shown: beside a cause, its symptoms are noise.
type rank uint8

const (
	rankCause   rank = iota // names the cause
	rankError               // an OAuth error without particulars
	rankSymptom             // says only that something failed
)

// message is one text that Streamlit, Authlib or a provider shows, and what is behind it.
type message struct {
	id      string
	rank    rank
	phrases []string // any of them; as haystack writes them: lower case, ' for every quote
	with    []string // when given, any of these must be in the text too
	whole   bool     // the phrase must be the whole text
	title   string
	meaning string
	owner   string
	fix     string
	steps   []string
	checks  []string // what verify asks about it
}

// messages are made when explain runs, not when the program starts.
func messages() []message {
	var all []message
	for _, group := range [][]message{
		streamlitMessages(), callbackMessages(), tokenMessages(), libraryMessages(), environmentMessages(), providerMessages(), refusals(), oauthErrors(),
	} {
		all = append(all, group...)
	}
	for i := range all {
		if all[i].owner == "" {
			all[i].owner = entra.OwnerDeveloper
		}
	}
	return all
}

const installLine = `put streamlit[auth]>=1.59.1 and httpx into requirements.txt, then run: pip install -r requirements.txt`

// streamlitMessages are what st.login, st.user and the secrets file say.
func streamlitMessages() []message {
	return []message{
		{
			id: "no-credentials", phrases: []string{"to use authentication features you need to configure credentials"},
			title:   "Streamlit sees no sign-in settings at all",
			meaning: "Either there is no secrets.toml where Streamlit looks, or it has no [auth] section, or it is not valid TOML. From Streamlit 1.44 on a file with a mistake in it counts as no file, so this message hides the real one.",
			fix:     "run authkit verify --offline; it names the file that is missing or the line that is wrong",
			steps:   []string{"run authkit verify --offline; it names the file that is missing or the line that is wrong", "when there is no file yet: run authkit init", "on a server: the file has to be there when the app starts, in .streamlit/secrets.toml of the folder streamlit is run in"},
			checks:  []string{"secrets-found", "secrets-encoding", "secrets-parse", "secrets-dialect", "auth-section"},
		},
		{
			id: "user-not-logged-in-attribute", phrases: []string{"st.user has no attribute 'is_logged_in'", "st.experimental_user has no attribute 'is_logged_in'", "keyerror: 'is_logged_in'", "experimental_user.is_logged_in"},
			title:   "st.user knows nothing about logging in",
			meaning: "is_logged_in is there only when Streamlit has read an [auth] section. The secrets file is missing on this machine, is not valid TOML, or was created after the app had started.",
			fix:     "run authkit verify --offline in the folder the app runs in, and restart the app after creating the file",
			checks:  []string{"secrets-found", "secrets-parse", "auth-section", "deps-streamlit"},
		},
		{
			id: "user-claim-missing", rank: rankError, phrases: []string{"st.user has no attribute"},
			title:   "the app reads a claim the provider did not send",
			meaning: "st.user holds what the ID token holds. Not every account has every claim; Entra sends email only for accounts that have an address.",
			fix:     "read it with st.user.get(\"email\") and fall back to st.user.get(\"preferred_username\")",
			checks:  []string{"app-claims", "sign-in-claims"},
		},
		{
			id: "streamlit-too-old", phrases: []string{"module 'streamlit' has no attribute 'user'", "module 'streamlit' has no attribute 'login'", "module 'streamlit' has no attribute 'logout'"},
			title:   "the installed Streamlit is too old for this app",
			meaning: "st.login came with 1.42, st.user with 1.45. The environment that runs the app has an older one, whatever requirements.txt says.",
			fix:     installLine,
			checks:  []string{"deps-streamlit", "app-api"},
		},
		{
			id: "streamlit-too-new", phrases: []string{"module 'streamlit' has no attribute 'experimental_user'"},
			title:   "the app uses st.experimental_user, which Streamlit 1.54 removed",
			meaning: "It has been called st.user since 1.45.",
			fix:     "write st.user in place of st.experimental_user",
			checks:  []string{"app-api", "deps-streamlit"},
		},
		{
			id: "authlib-missing", phrases: []string{"you need to install authlib", "authentication requires authlib", "streamlitmissingauthliberror", "no module named 'authlib'"},
			title:   "Authlib is missing, or httpx is and Authlib gets the blame",
			meaning: "Streamlit 1.57 to 1.59.0 say this also when only httpx is not installed, because streamlit[auth] did not bring it.",
			fix:     installLine,
			checks:  []string{"deps-authlib", "deps-httpx"},
		},
		{
			id: "httpx-missing", phrases: []string{"no module named 'httpx'"},
			title:   "httpx is not installed",
			meaning: "Streamlit needs it for logging in from 1.57 on; streamlit[auth] brings it only from 1.59.1 on.",
			fix:     installLine,
			checks:  []string{"deps-httpx"},
		},
		{
			id: "missing-redirect-uri", phrases: []string{"missing the 'redirect_uri' key"},
			title:   "[auth] has no redirect_uri",
			meaning: "redirect_uri stands in [auth] itself, also when the provider has a section of its own.",
			fix:     "add redirect_uri = \"http://localhost:8501/oauth2callback\" to [auth]",
			checks:  []string{"auth-keys"},
		},
		{
			id: "missing-cookie-secret", phrases: []string{"missing the 'cookie_secret' key"},
			title:   "[auth] has no cookie_secret",
			meaning: "Streamlit signs the login cookie with it. It stands in [auth] itself, also when the provider has a section of its own.",
			fix:     "run authkit init, which makes a strong one and adds it",
			checks:  []string{"auth-keys", "cookie-secret"},
		},
		{
			id: "missing-provider-keys", phrases: []string{"are missing the following keys"},
			title:   "the provider's section lacks client_id, client_secret or server_metadata_url",
			meaning: "A named section inherits nothing from [auth]: all three have to stand in it. In the unnamed section an empty value counts as missing.",
			fix:     "put client_id, client_secret and server_metadata_url into the section that st.login names",
			checks:  []string{"auth-keys", "provider-keys"},
		},
		{
			id: "missing-provider-section", phrases: []string{"missing for the authentication provider"},
			title:   "st.login names a provider that has no section",
			meaning: "st.login(\"microsoft\") needs a section [auth.microsoft], in the same letter case.",
			fix:     "add the section, or call st.login() when the settings stand in [auth]",
			checks:  []string{"app-provider"},
		},
		{
			id: "provider-underscore", phrases: []string{"contains an underscore", "too many values to unpack (expected 4)"},
			title:   "the provider's name contains an underscore",
			meaning: "Streamlit takes names apart at underscores, so it refuses them (1.42 breaks at the callback instead).",
			fix:     "rename the section, for instance [auth.my-company], and the name in st.login the same way",
			checks:  []string{"provider-name"},
		},
		{
			id: "provider-not-a-table", phrases: []string{"must be valid toml"}, with: []string{"provider"},
			title:   "the provider's name is taken by a plain value of [auth]",
			meaning: "auth.NAME exists but is not a section.",
			fix:     "write the settings under a header [auth.NAME]",
			checks:  []string{"provider-name", "auth-keys"},
		},
		{
			id: "expose-tokens-value", phrases: []string{"invalid expose_tokens configuration"},
			title:   "expose_tokens holds something else than \"id\" or \"access\"",
			meaning: "Anything else stops the app, from 1.57 on already when it starts.",
			fix:     "set expose_tokens = [\"id\"], or remove it",
			checks:  []string{"expose-tokens"},
		},
		{
			id: "redirect-uri-unreadable", phrases: []string{"invalid redirect_uri:"},
			title:   "redirect_uri is not an address",
			meaning: "Streamlit could not take it apart.",
			fix:     "write it like http://localhost:8501/oauth2callback",
			checks:  []string{"redirect-uri-form"},
		},
		{
			id: "no-secrets-file", phrases: []string{"no secrets found. valid paths", "no secrets files found"},
			title:   "Streamlit found no secrets file",
			meaning: "It looks in .streamlit/secrets.toml of the home folder, of the folder it was started in and, from 1.46 on, beside the main script.",
			fix:     "run authkit init in the folder the app is started from",
			checks:  []string{"secrets-found"},
		},
		{
			id: "secrets-unreadable",
			phrases: []string{"error parsing secrets file", "tomldecodeerror", "key name found without value", "invalid character in key name", "unbalanced quotes", "reserved escape sequence used", "duplicate keys!",
				"not a homogeneous array", "invalid inline table", "key group not on a line by itself", "unterminated string", "invalid literal for int() with base 0"},
			title:   "a TOML file of Streamlit's has a mistake in it",
			meaning: "It is secrets.toml or config.toml. A byte-order mark at the beginning, as PowerShell and Notepad write it, shows as an invalid character in a key name. Streamlit's parser also rejects some things that are valid TOML.",
			fix:     "run authkit verify --offline; it names the line",
			checks:  []string{"secrets-parse", "secrets-dialect", "secrets-encoding"},
		},
		{
			id: "secrets-not-utf8", phrases: []string{"unicodedecodeerror"}, with: []string{"secrets", "toml"},
			title:   "the secrets file is not UTF-8",
			meaning: "PowerShell's > writes UTF-16; editors may write Latin-1.",
			fix:     "save the file as UTF-8 without byte-order mark",
			checks:  []string{"secrets-encoding"},
		},
		{
			id: "cookie-secret-short", phrases: []string{"cookie_secret / server.cookiesecret is shorter than", "is shorter than 14 bytes"},
			title:   "cookie_secret is too short",
			meaning: "Whoever guesses it can log in as anybody.",
			fix:     "run authkit init after removing cookie_secret from secrets.toml; it makes a strong one",
			checks:  []string{"cookie-secret"},
		},
		{
			id: "cookie-secret-key", phrases: []string{"this key may not be safe to import"},
			title:   "cookie_secret looks like a key file",
			meaning: "Up to Streamlit 1.57 a value that begins with -----BEGIN or ssh- is refused.",
			fix:     "run authkit init after removing cookie_secret from secrets.toml; it makes a random one",
			checks:  []string{"cookie-secret"},
		},
	}
}

// callbackMessages are what Streamlit's routes and its log say during a login.
func callbackMessages() []message {
	return []message{
		{
			id: "missing-provider-callback", phrases: []string{"missing provider for oauth callback"},
			title:   "Streamlit did not recognise the login that came back",
			meaning: "What it noted when the login began was gone: the app restarted in between, another replica answered, the cookie _streamlit_session did not come back, the page was reloaded, or the callback was opened by hand. After a logout the line is harmless.",
			fix:     "start again from the app's start page, under the host and port of redirect_uri",
			steps:   []string{"open the app under exactly the host and port of redirect_uri (localhost and 127.0.0.1 are two hosts) and log in again", "behind a proxy: let it pass the cookie _streamlit_session both ways", "with several replicas: one cookie_secret for all, and Streamlit 1.58 or newer; before that, sticky sessions", "look for an earlier error in the log"},
			checks:  []string{"config-server", "redirect-uri-form", "deps-compat", "deployed-cookie-secret"},
		},
		{
			id: "mismatching-state", phrases: []string{"mismatchingstateerror", "mismatching_state", "state not equal in request and response"},
			title:   "the state that came back is not the one the login began with",
			meaning: "The session cookie did not come back, or the process that began the login is not the one that ended it. Streamlit 1.57 with Authlib 1.6.11 or newer does this after every restart and with several replicas.",
			fix:     "use Streamlit 1.58 or newer and open the app under exactly the host of redirect_uri",
			steps:   []string{"use Streamlit 1.59.1 or newer", "open the app under exactly the host and port of redirect_uri", "behind a proxy: let it pass the cookie _streamlit_session both ways", "log in in one tab only"},
			checks:  []string{"deps-compat", "config-server", "redirect-uri-form"},
		},
		{
			id: "origin-mismatch", phrases: []string{"origin mismatch", "the origin of websocket request is not the same origin of redirect_uri"},
			title:   "the browser opens the app under another address than redirect_uri",
			meaning: "Signing in works, and the person is logged out all the same: Streamlit takes the login cookie only when scheme, host and port in the browser equal those of redirect_uri letter by letter.",
			fix:     "make redirect_uri begin with exactly what the browser's address bar shows",
			steps:   []string{"compare the address bar with redirect_uri: http or https, localhost or 127.0.0.1, the port, capitals, :443 and :80 (leave those out)", "set redirect_uri to the address in the bar followed by /oauth2callback", "register that address at the provider", "restart the app"},
			checks:  []string{"redirect-uri-form", "redirect-uri-port", "redirect-uri-scheme", "deployed-origin"},
		},
		{
			id: "misconfigured-origin", phrases: []string{"misconfigured origin for 'redirect_uri'"},
			title:   "Streamlit cannot use redirect_uri, or there is none",
			meaning: "The callback was opened, but no [auth] section with a full redirect_uri was read. A page of your own named oauth2callback ends here too.",
			fix:     "set redirect_uri in [auth] to the full address, with http:// or https:// in front",
			checks:  []string{"redirect-uri-form", "auth-section", "app-callback"},
		},
		{
			id: "metadata-not-json", phrases: []string{"expecting value: line"}, with: []string{"400", "auth/login", "authlib", "oauth"},
			title:   "server_metadata_url answers with something that is not JSON",
			meaning: "Mostly the address of the authorize endpoint or of a web page stands there.",
			fix:     "set server_metadata_url to the address that ends in /.well-known/openid-configuration",
			checks:  []string{"metadata-url-form", "metadata-document"},
		},
		{
			id: "metadata-not-found", phrases: []string{"404 client error: not found for url", "client error '404 not found' for url"},
			title:   "server_metadata_url does not exist",
			meaning: "The provider answers 404 there.",
			fix:     "copy the metadata address from the provider; it ends in /.well-known/openid-configuration",
			checks:  []string{"metadata-reachable", "metadata-url-form"},
		},
		{
			id: "metadata-incomplete", phrases: []string{"missing 'authorize_url' value", "missing 'jwks_uri' in metadata"},
			title:   "the provider's metadata is not there or not complete",
			meaning: "st.login was given a name without a section, or server_metadata_url leads to a document that is no OpenID Connect metadata. Providers with OAuth 2.0 only, such as GitHub, have none.",
			fix:     "run authkit verify; it fetches the document and says what is missing",
			checks:  []string{"metadata-document", "metadata-jwks", "app-provider"},
		},
		{
			id: "authlib-streamlit-pair", phrases: []string{"'nonetype' object does not support item assignment"},
			title:   "this Streamlit does not work with this Authlib",
			meaning: "Streamlit 1.42 to 1.52.1 break with Authlib 1.6.6 and newer before the browser leaves the app.",
			fix:     "use Streamlit 1.59.1 or newer; when that cannot be, put Authlib<1.6.0 into requirements.txt",
			checks:  []string{"deps-compat"},
		},
		{
			id: "metadata-null-pkce", phrases: []string{"argument of type 'nonetype' is not iterable"}, with: []string{"auth", "oauth", "400: argument"},
			title:   "the provider's metadata says null where a list belongs",
			meaning: "code_challenge_methods_supported is null there, which Streamlit up to 1.56 does not take.",
			fix:     "use Streamlit 1.59.1 or newer",
			checks:  []string{"metadata-pkce", "deps-streamlit"},
		},
		{
			id: "token-auth-method", phrases: []string{"'str' object is not callable"}, with: []string{"authlib", "oauth", "auth"},
			title:   "token_endpoint_auth_method has a value Streamlit does not know",
			meaning: "client_secret_basic, client_secret_post and none are the ones it takes.",
			fix:     "set token_endpoint_auth_method in client_kwargs to client_secret_basic or client_secret_post, or remove it",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "secret-not-latin", phrases: []string{"unicodeencodeerror"}, with: []string{"latin-1", "oauth2callback", "authlib"},
			title:   "client_id or client_secret holds a character that cannot be sent",
			meaning: "They travel in a header that takes Latin letters, digits and signs only. Curly quotes and long dashes come from word processors.",
			fix:     "copy the value again, straight from the provider's page",
			checks:  []string{"client-secret-form", "client-id-form"},
		},
		{
			id: "no-user-info", phrases: []string{"did not return user information during callback"},
			title:   "the provider sent no ID token",
			meaning: "scope in client_kwargs lacks openid, or the provider knows OAuth 2.0 only.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or leave scope out",
			checks:  []string{"client-kwargs", "metadata-document"},
		},
		{
			id: "token-exchange-failed", rank: rankSymptom, phrases: []string{"oauth token exchange failed for provider"},
			title:   "the provider let the person in, and the last step failed",
			meaning: "The cause stands further down in the log, in the last line of the traceback. Mostly it is client_secret, the platform of the redirect URI, or the issuer.",
			fix:     "paste the whole traceback into authkit explain -, or run authkit verify --login",
			checks:  []string{"client-secret", "sign-in-token", "sign-in-id-token"},
		},
		{
			id: "error-during-authentication", rank: rankSymptom, phrases: []string{"error during authentication:"},
			title:   "the provider sent the person back with an error",
			meaning: "The error stands behind the colon, with its description.",
			fix:     "give that error to authkit explain",
			checks:  []string{"sign-in-callback"},
		},
		{
			id: "authorization-redirect", rank: rankSymptom, phrases: []string{"error during oauth authorization redirect"},
			title:   "Streamlit could not send the browser to the provider",
			meaning: "The browser shows \"Authentication error\". server_metadata_url could not be fetched, or the provider's section is not complete.",
			fix:     "run authkit verify; it fetches the document and says what is wrong",
			checks:  []string{"metadata-reachable", "metadata-document", "auth-keys"},
		},
		{
			id: "authentication-error", phrases: []string{"authentication error"}, whole: true,
			title:   "Streamlit could not send the browser to the provider",
			meaning: "The page says no more; the log of the app does. server_metadata_url could not be fetched, or the provider has no complete section.",
			fix:     "run authkit verify; it fetches the document and says what is wrong",
			checks:  []string{"metadata-reachable", "metadata-document", "auth-keys"},
		},
		{
			id: "provider-token", rank: rankSymptom, phrases: []string{"error decoding provider token"},
			title:   "the link to the login was too old or signed by another server",
			meaning: "It is good for two minutes and made with cookie_secret; replicas with different ones refuse each other's.",
			fix:     "reload the app and log in again; give all replicas the same cookie_secret",
			checks:  []string{"deployed-cookie-secret", "clock-skew", "config-server"},
		},
		{
			id: "logout-provider-url", rank: rankSymptom, phrases: []string{"failed to get provider logout url"},
			title:   "Streamlit logged the person out of the app only",
			meaning: "In 1.57 that is a bug of Streamlit's; the provider's session stays.",
			fix:     "use Streamlit 1.59.1 or newer",
			checks:  []string{"metadata-logout", "deps-streamlit"},
		},
		{
			id: "logout-endpoint", rank: rankSymptom, phrases: []string{"no end_session_endpoint found"},
			title:   "the provider has no address for logging out",
			meaning: "st.logout ends the login in the app; the session at the provider stays.",
			fix:     "set prompt = \"login\" in client_kwargs when people must sign in again",
			checks:  []string{"metadata-logout"},
		},
		{
			id: "logout-redirect", rank: rankSymptom, phrases: []string{"redirect uri does not end with /oauth2callback"},
			title:   "redirect_uri does not end with /oauth2callback",
			meaning: "Streamlit then logs people out of the app only, and logging in fails as well unless something forwards the callback.",
			fix:     "end redirect_uri with /oauth2callback, without a slash behind it",
			checks:  []string{"redirect-uri-path"},
		},
	}
}

// tokenMessages are what Authlib says about ID tokens.
func tokenMessages() []message {
	claim := func(name string) []string {
		return []string{"invalid claim '" + name + "'", "invalid claim: '" + name + "'"}
	}
	return []message{
		{
			id: "invalid-claim-iss", phrases: append(claim("iss"), "invalidclaimerror (iss)", "validate_iss"),
			title:   "the token's issuer is not the one the metadata names",
			meaning: "With Entra: server_metadata_url says common or organizations, or {tenant} was left in it; the issuer there is a template that no token matches. With other providers a slash at the end can make the difference.",
			fix:     "put the tenant ID (or consumers, for personal accounts) into server_metadata_url",
			steps:   []string{"Entra: open " + entra.PortalRegistrations() + ", choose the app, and copy Directory (tenant) ID from Overview", "write server_metadata_url = \"https://login.microsoftonline.com/<that ID>/v2.0/.well-known/openid-configuration\"", "other providers: compare issuer in the metadata document with the provider's address, slash for slash", "run authkit verify"},
			checks:  []string{"metadata-url-tenant", "metadata-issuer"},
		},
		{
			id: "invalid-claim-nonce", phrases: append(claim("nonce"), "missing 'nonce' claim", "missing claim: 'nonce'"),
			title:   "the token belongs to another login",
			meaning: "Two logins crossed, or a fixed nonce is set in client_kwargs.",
			fix:     "log in in one tab only, and remove nonce from client_kwargs",
			checks:  []string{"client-kwargs", "sign-in-id-token"},
		},
		{
			id: "invalid-claim-aud", phrases: append(append(claim("aud"), claim("azp")...), "missing 'azp' claim", "missing claim: 'azp'"),
			title:   "the token was issued for another client ID",
			meaning: "client_id in secrets.toml is not the one the provider put into the token: a stray blank, a number without quotes, or an extra audience.",
			fix:     "write client_id as a string between quotes, exactly as the provider shows it",
			checks:  []string{"client-id-form", "sign-in-id-token"},
		},
		{
			id: "token-time", phrases: append(append(append(claim("iat"), claim("exp")...), claim("nbf")...), "expired_token", "the token is expired", "the token is not valid yet", "issued in the future"),
			title:   "the clocks of the server and the provider disagree",
			meaning: "Authlib allows two minutes. Containers and virtual machines that slept are often further off.",
			fix:     "set the server's clock (time synchronisation on) and log in again",
			checks:  []string{"clock-skew"},
		},
		{
			id: "unknown-key", phrases: []string{"no key for kid", "invalid json web key set", "valueerror: key not found", "invalid_key_id"},
			title:   "the key that signed the token is not in the provider's key set",
			meaning: "The provider is just changing keys, the metadata belongs to another tenant or version, or an Entra app with custom claims has keys of its own.",
			fix:     "try again after some minutes; when it stays, run authkit verify --login",
			checks:  []string{"metadata-jwks", "sign-in-id-token"},
		},
		{
			id: "bad-signature", phrases: []string{"bad_signature", "badsignatureerror"},
			title:   "the token's signature does not fit the provider's keys",
			meaning: "The metadata belongs to another issuer than the one that signed, or the provider signs with client_secret (HS256).",
			fix:     "check server_metadata_url, and choose RS256 for ID tokens at the provider",
			checks:  []string{"metadata-jwks", "metadata-document"},
		},
	}
}
