package explain

import (
	"github.com/authkit-cli/authkit/entra"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// peopleMessages are what people see and tell where no text says it: the pages
// that the words of symptoms lead to. See symptoms.
var peopleMessages = []message{
	{
		id: "login-loop", title: "the sign-in succeeds, and the app asks for it again",
		meaning: "Streamlit takes the login cookie only when the browser opens the app under exactly scheme, host and port of redirect_uri. It also has to come back with the websocket, and the process that ends the login has to know its beginning. None of that shows in the browser: the start page comes back, logged out.",
		fix:     "open the app under exactly the host and port of redirect_uri, and look in its log for the reason",
		steps: []string{
			"compare the address bar with " + own.RedirectURI + ": http or https, localhost or 127.0.0.1, the port, capitals; they have to be the same up to the path",
			"look in the app's log for \"Origin mismatch\", \"Missing provider\", \"token exchange failed\" or \"cookie\", and give the line to authkit explain -",
			"the app calls st.login by itself on every run: put it behind a button, so that the reason stays to be seen",
			"behind a proxy: pass cookies, Host and websockets; with several replicas: one cookie_secret for all, and Streamlit 1.58 or newer",
			"run authkit verify --login; with an app on a server, authkit verify --url <its address>",
		},
		checks: []string{checkid.RedirectURIForm, checkid.RedirectURIPort, checkid.DeployedOrigin, checkid.ConfigServer, checkid.SignInCookieSize},
	},
	{
		id: "login-button-dead", title: "the login button does nothing",
		meaning: "st.login leads the browser's tab to the provider. In a frame the browser forbids it, and where the call is not reached (a condition, a form without its submit button, an error swallowed by try) nothing happens at all.",
		fix:     "open the app in a tab of its own, and call st.login from st.button(\"Log in\", on_click=st.login)",
		steps: []string{
			"open the app in a tab of its own, not in a frame or a notebook's preview",
			"write st.button(\"Log in\", on_click=st.login); in st.form it has to be st.form_submit_button",
			"look for a try around st.login that swallows the error, and into the app's log",
			"run authkit verify --offline",
		},
		checks: []string{checkid.AppProvider, checkid.AppCallback, checkid.DepsAuthlib},
	},
	{
		id: "session-lost", title: "people have to log in again and again",
		meaning: "The login cookie lives 30 days and is good as long as cookie_secret and redirect_uri stay as they are. A cookie_secret made anew at every start, or another one in each replica, ends it. Streamlit 1.57 keeps it until the browser closes. Cookies of one host do not know ports: two apps on localhost with different secrets log each other out.",
		fix:     "give the app one fixed cookie_secret of its own, the same at every start and in every replica",
		steps: []string{
			"write a fixed cookie_secret into secrets.toml (authkit init makes one); no code or start command may make a new one",
			"several replicas: the same cookie_secret in all of them",
			"two apps on localhost: open one as localhost and the other as 127.0.0.1, each with that host in its redirect_uri",
			"use Streamlit 1.59.1 or newer",
		},
		checks: []string{checkid.CookieSecret, checkid.SecretsFromEnv, checkid.DeployedCookieSecret, checkid.DepsCompat},
	},
	{
		id: "works-locally-only", title: "the sign-in works on the developer's machine and not on the server",
		meaning: "The server needs secrets of its own: with its own address in redirect_uri, registered at the provider beside the one for localhost, and with the same packages.",
		fix:     "run authkit deploy-secrets --url " + own.Address + ", and follow its steps",
		steps: []string{
			"run authkit deploy-secrets --url " + own.Address + ": it prints the secrets for the server and what to register",
			"register the server's redirect URI at the provider; keep the one for localhost",
			"paste or mount the secrets on the server and restart the app; requirements.txt has to name streamlit[auth]>=1.59.1",
			"run authkit verify --url " + own.Address,
		},
		checks: []string{checkid.DeployedRedirectURI, checkid.DeployedClientID, checkid.DeployedCookieSecret, checkid.SecretsFound},
	},
	{
		id: "same-account", title: "the provider always takes the same account",
		meaning: "Streamlit asks for prompt=select_account unless client_kwargs says otherwise; with another prompt, or a provider that does not know it, the account of the browser is taken without a question.",
		owner:   entra.OwnerUser,
		fix:     "remove prompt from client_kwargs; where that does not help, set prompt = \"login\" there",
		checks:  []string{checkid.ClientKwargs},
	},
	{
		id: "logout-stays", title: "after logging out people are logged in again without a question",
		meaning: "st.logout ends the login of the app; the provider's own session stays unless it has an address for logging out and redirect_uri is allowed there (Streamlit 1.53 and newer, not 1.57).",
		fix:     "allow redirect_uri as a logout address at the provider, or set prompt = \"login\" in client_kwargs",
		steps:   []string{"add " + own.RedirectURI + " to the provider's logout (post logout, sign-out) addresses", "or: set prompt = \"login\" in client_kwargs, so that the provider always asks", "use Streamlit 1.59.1 or newer"},
		checks:  []string{checkid.MetadataLogout, checkid.DepsStreamlit},
	},
	{
		id: "who-may-sign-in", title: "more people can sign in than should, or not those who should",
		meaning: "st.login lets in whom the provider lets in: with Google everybody who has an account once the app is published, with Entra everybody of the tenant. Who may see what is decided at the provider, or in the app by the claims in st.user.",
		fix:     "restrict the app at the provider, or compare st.user.email (Entra: st.user.oid) with a list in the app and call st.stop()",
		steps: []string{
			"Entra: Enterprise applications, the app, Properties, Assignment required: Yes; then Users and groups",
			"Google: an app whose user type is Internal takes the organisation's accounts only",
			"Okta, Keycloak, Auth0 and others: assignments, groups or rules of the client",
			"in the app: if st.user.email not in ALLOWED: st.error(\"no access\"); st.stop()",
		},
		checks: []string{checkid.AppClaims},
	},
	{
		id: "empty-after-login", title: "after logging in the page stays empty, or answers 400, 431 or 502",
		meaning: "The login cookies are too long for a proxy or for the websocket (8 KB of headers), mostly because the token holds many groups. Or the websocket does not get through at all.",
		fix:     "send fewer claims (no groups), and raise the header limits of the proxy",
		steps: []string{
			"delete the app's cookies: works it once and breaks after logging in, it is their length; see authkit explain cookie-too-large",
			"does it never work, look into the browser's console for _stcore/stream; see authkit explain websocket-failed",
			"run authkit verify --login, which measures the cookies",
		},
		checks: []string{checkid.SignInCookieSize, checkid.ConfigServer, checkid.DeployedOrigin},
	},
	{
		id: "microsoft-trouble", rank: rankSymptom, phrases: []string{"but we're having trouble signing you in", "we're unable to complete your request"},
		title:   "Microsoft refuses the sign-in, and the reason stands further down on its page",
		meaning: "Below the sentence stands a number that begins with AADSTS, or an error such as unauthorized_client.",
		fix:     "give the number, or the whole text of the page, to authkit explain",
		checks:  []string{checkid.SignInAuthorize},
	},
	{
		id: "insecure-transport", phrases: []string{"(insecure_transport)", "insecuretransporterror"},
		title:   "a library beside st.login signs in, and refuses http",
		meaning: "oauthlib (requests-oauthlib, google-auth-oauthlib) wants https for the address it was called under. st.login does not use it, so the app signs people in by code of its own.",
		fix:     "replace that code by st.login, which takes http for localhost; run authkit init",
		checks:  []string{checkid.AppCallback},
	},
}
