package cmd

import "strings"

const (
	wildGoogle = `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"
[auth.google]
client_id = "123456789012-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6.apps.googleusercontent.com"
client_secret = "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"
server_metadata_url = "https://accounts.google.com/.well-known/openid-configuration"
`
	wildNamed = `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"
[auth.microsoft]
client_id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
client_secret = "Rt98Q~uJ3bYxk0vN2mQ5wZ7aLc1dEf6gHi8jKbTd"
server_metadata_url = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
`
	wildCallback = "http://localhost:8501/oauth2callback"
	wildCookie   = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"
	wildSecret   = "Rt98Q~uJ3bYxk0vN2mQ5wZ7aLc1dEf6gHi8jKbTd"
	wildMetadata = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
	wildID       = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
)

// files is a map of one line: name, text, name, text.
func wildFiles(pairs ...string) map[string]string {
	files := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		files[pairs[i]] = pairs[i+1]
	}
	return files
}

const wildSecretsFile = ".streamlit/secrets.toml"

func wildScripts() []wildCase {
	container := "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nENTRYPOINT [\"/app/entrypoint.sh\"]\n"
	outside := "#!/bin/sh\nset -eu\nmkdir -p /root/.streamlit\ncat > /root/.streamlit/secrets.toml <<EOF\nCOOKIE_SECRET = \"${COOKIE_SECRET:?}\"\n[auth]\nredirect_uri = \"${REDIRECT_URI:?}\"\n[auth.google]\nclient_id = \"${CLIENT_ID:?}\"\nclient_secret = \"${CLIENT_SECRET:?}\"\nEOF\nexec streamlit run app.py\n"
	whole := "#!/bin/sh\nset -eu\nmkdir -p .streamlit\ncat > .streamlit/secrets.toml <<EOF\n[auth]\nredirect_uri = \"${REDIRECT_URI:?}\"\ncookie_secret = \"${COOKIE_SECRET:?}\"\nclient_id = \"${CLIENT_ID:?}\"\nclient_secret = \"${CLIENT_SECRET:?}\"\nserver_metadata_url = \"" + wildMetadata + "\"\nEOF\nexec streamlit run app.py\n"
	bare := strings.ReplaceAll(strings.ReplaceAll(whole, ":?}", "}"), "set -eu\n", "")
	return []wildCase{
		{name: "cookie_secret written outside [auth]", files: wildFiles(wildSecretsFile, "", "entrypoint.sh", outside, "Dockerfile", container), verdict: "broken",
			tells: []string{"failed secrets-from-env cookie_secret", "failed secrets-from-env server_metadata_url"}},
		{name: "a whole file written", files: wildFiles(wildSecretsFile, "", "entrypoint.sh", whole, "Dockerfile", container), verdict: "undecided",
			tells: []string{"undecided * --secrets"}, quiet: []string{"*"}},
		{name: "variables that nobody maps", files: wildFiles(wildSecretsFile, "", "render.yaml", "services:\n  - type: web\n    startCommand: streamlit run app.py\n    envVars:\n      - key: STREAMLIT_AUTH__CLIENT_ID\n        sync: false\n      - key: STREAMLIT_AUTH__REDIRECT_URI\n        sync: false\n"),
			verdict: "broken", tells: []string{"failed secrets-found variable --from-env"}},
		{name: "variables in .env", files: wildFiles(wildSecretsFile, "", ".env.example", "AUTH_REDIRECT_URI=http://localhost:8501/oauth2callback\nAUTH_COOKIE_SECRET=\n"),
			verdict: "broken", tells: []string{"failed secrets-found variable --from-env"}},
		{name: "env: as a value", edit: []string{wildCookie, "env:COOKIE"}, verdict: "broken", tells: []string{"failed * --from-env"}},
		{name: "a key vault as a value", edit: []string{wildSecret, "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s)"}, verdict: "broken",
			tells: []string{"failed * --from-env"}, never: []string{"create a new client secret", "create a client secret"}},
		{name: "a variable as a value", edit: []string{wildSecret, "${CLIENT_SECRET}"}, verdict: "broken",
			tells: []string{"failed * --from-env"}, never: []string{"create a new client secret", "create a client secret"}},
		{name: "a variable that may be unset", files: wildFiles(wildSecretsFile, "", "entrypoint.sh", bare, "Dockerfile", container), tells: []string{"warning secrets-from-env"}},
		{name: "[auth] in config.toml", files: wildFiles(wildSecretsFile, "", ".streamlit/config.toml", wildProject[wildSecretsFile]), verdict: "broken", tells: []string{"failed * config.toml"}},
	}
}

func wildCalls() []wildCase {
	app := func(text string) map[string]string {
		return wildFiles("app.py", "import streamlit as st\nfrom functools import partial\n"+text, wildSecretsFile, wildGoogle)
	}
	microsoft := func(text string) map[string]string {
		return wildFiles("app.py", "import functools\nimport streamlit as st\n"+text, wildSecretsFile, wildNamed)
	}
	return []wildCase{
		{name: "chosen by what the secrets hold", files: app("def go():\n    if \"google\" in st.secrets[\"auth\"]:\n        st.login(\"google\")\n    else:\n        st.login()\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=go)\n    st.stop()\n"), verdict: "sound", quiet: []string{"*"}},
		{name: "chosen by an argument", files: microsoft("def require_login(provider=None):\n    if provider:\n        st.button(\"in\", on_click=lambda: st.login(provider))\n    else:\n        st.button(\"in\", on_click=st.login)\n    st.stop()\n\nif not st.user.is_logged_in:\n    require_login(\"microsoft\")\n"), verdict: "sound", quiet: []string{"*"}},
		{name: "a constant", files: microsoft("P = \"google\"\nif not st.user.is_logged_in:\n    if st.button(\"in\"):\n        st.login(P)\n    st.stop()\n"), verdict: "broken", tells: []string{"failed app-provider google"}},
		{name: "a constant in args", files: microsoft("P = \"google\"\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login, args=[P])\n    st.stop()\n"), verdict: "broken", tells: []string{"failed app-provider google"}},
		{name: "partial", files: microsoft("if not st.user.is_logged_in:\n    st.button(\"in\", on_click=functools.partial(st.login, \"google\"))\n    st.stop()\n"), verdict: "broken", tells: []string{"failed app-provider google"}},
		{name: "a default", files: microsoft("def require(provider=\"google\"):\n    if st.button(\"in\"):\n        st.login(provider)\n\nif not st.user.is_logged_in:\n    require()\n    st.stop()\n"), verdict: "broken", tells: []string{"failed app-provider google"}},
	}
}

func wildPlaces() []wildCase {
	app := wildProject["app.py"]
	away := wildFiles("app.py", "", wildSecretsFile, "", "requirements.txt", "", "streamlit/home.py", "import auth\nauth.gate()\n", "streamlit/auth.py", "import streamlit as st\n\ndef gate():\n    if not st.user.is_logged_in:\n        st.button(\"in\", on_click=st.login)\n        st.stop()\n",
		"streamlit/pages/one.py", "import auth\nauth.gate()\n", "streamlit/.streamlit/secrets.toml", wildProject[wildSecretsFile], "uv.lock", "version = 1\n\n[[package]]\nname = \"streamlit\"\nversion = \"1.58.0\"\n\n[[package]]\nname = \"authlib\"\nversion = \"1.7.2\"\n\n[[package]]\nname = \"httpx\"\nversion = \"0.28.1\"\n",
		".gitignore", "secrets.toml\n")
	told := map[string]string{"CLAUDE.md": "# Notes\n\nRun it with `streamlit run streamlit/home.py`.\n"}
	for name, text := range away {
		told[name] = text
	}
	pages := func(broken string) map[string]string {
		return wildFiles("app.py", "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n    st.stop()\npg = st.navigation([st.Page(\"src/a.py\"), st.Page(\"src/b.py\")])\npg.run()\n", "src/a.py", "import streamlit as st\nst.write(1)\n",
			"src/b.py", "import streamlit as st\nif st.button(\"in\"):\n    st.login(\"auth0\")\n"+broken)
	}
	return []wildCase{
		{name: "told in CLAUDE.md", files: told, verdict: "sound", quiet: []string{"*"}},
		{name: "secrets beside a script that nobody names", files: away, verdict: "sound", quiet: []string{"*"}},
		{name: "a string that is not closed", files: wildFiles("app.py", "", "main.py", "import streamlit as st\nst.login()\nst.write(f\"Hello, {st.user.name}!)\n"), verdict: "broken", tells: []string{"failed * main.py"}},
		{name: "a page with an open bracket", files: pages("x = (1,\n"), tells: []string{"open * src/b.py"}},
		{name: "a page with a bracket too many", files: pages("x = 1)\n"), tells: []string{"open * src/b.py"}},
		{name: "pip install in a Dockerfile", files: wildFiles("requirements.txt", "", "Dockerfile", "FROM python:3.12\nRUN pip install streamlit==1.45.1 authlib==1.6.6\nCOPY . .\nCMD [\"streamlit\", \"run\", \"app.py\"]\n", ".dockerignore", "**/.streamlit/secrets.toml\n"), tells: []string{"accused deps-compat"}},
		{name: "the gate in a module, init", files: wildFiles("app.py", "from auth import gate\ngate()\n", "auth.py", "import streamlit as st\n\ndef gate():\n    if not st.user.is_logged_in:\n        st.button(\"in\", on_click=st.login)\n        st.stop()\n"),
			run: []string{"init", "--yes"}, never: []string{"does not call st.login"}},
		{name: "the app in frontend, init", files: wildFiles("app.py", "", "frontend/Home.py", app, "frontend/pages/a.py", app), run: []string{"init", "--yes", "--dry-run"}, never: []string{"app.py new"}},
	}
}

func wildFixes() []wildCase {
	return []wildCase{
		{name: "serverAddress 0.0.0.0", files: wildFiles(".streamlit/config.toml", "[browser]\nserverAddress = \"0.0.0.0\"\n"), never: []string{"http://0.0.0.0"}},
		{name: "two schemes", edit: []string{wildCallback, "https://http://localhost:8501/oauth2callback"}, verdict: "broken", tells: []string{"failed redirect-uri-form"}, never: []string{"http//"}},
		{name: "nearly localhost", edit: []string{wildCallback, "http://loclahost:8501/oauth2callback"}, verdict: "broken", tells: []string{"failed redirect-uri-form localhost"}},
		{name: "localhost with a dot for the colon", edit: []string{wildCallback, "http://localhost.8501/oauth2callback"}, verdict: "broken", tells: []string{"failed redirect-uri-form localhost"}},
	}
}

func wildCode() []wildCase {
	app := wildProject["app.py"]
	return []wildCase{
		{name: "import authlib", files: wildFiles("app.py", "import authlib\n"+app), verdict: "sound", quiet: []string{"app-callback"}},
		{name: "the version of authlib", files: wildFiles("app.py", "import authlib\n"+app+"st.caption(authlib.__version__)\n"), verdict: "sound", quiet: []string{"app-callback"}},
		{name: "a public client of Cognito", files: wildFiles(wildSecretsFile, strings.Replace(wildNamed, "auth.microsoft", "auth.cognito", 1), "app.py", strings.Replace(app, "on_click=st.login", "on_click=st.login, args=[\"cognito\"]", 1)), edit: []string{wildSecret, "", wildMetadata, "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab3dEf6hI/.well-known/openid-configuration", wildID, "1h2j3k4l5m6n7o8p9q0r1s2t3u"}, quiet: []string{"client-secret-form", "auth-keys"}},
		{name: "either name of st.user", files: wildFiles("app.py", "import streamlit as st\nU = st.user if hasattr(st, \"user\") else st.experimental_user\nif not U.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\n"), verdict: "sound", quiet: []string{"app-api"}},
		{name: "either name with try", files: wildFiles("app.py", "import streamlit as st\ntry:\n    U = st.user\nexcept AttributeError:\n    U = st.experimental_user\nif not U.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\n"), verdict: "sound", quiet: []string{"app-api"}},
		{name: "the old name where nobody calls", files: wildFiles("app.py", app+"\ndef old():\n    return st.experimental_user.email\n"), quiet: []string{"app-api"}},
		{name: "a code of a game", files: wildFiles("app.py", app+"room = st.query_params.get(\"code\", \"lobby\")\n"), verdict: "sound", quiet: []string{"app-callback"}},
		{name: "args is a text", files: wildFiles("app.py", strings.Replace(app, "on_click=st.login", "on_click=st.login, args=(\"entra\")", 1), wildSecretsFile, strings.Replace(wildNamed, "auth.microsoft", "auth.entra", 1)), verdict: "broken", tells: []string{"failed app-api args"}},
		{name: "an argument that st.login has not", files: wildFiles("app.py", strings.Replace(app, "on_click=st.login", "on_click=lambda: st.login(\"entra\", prompt=\"login\")", 1), wildSecretsFile, strings.Replace(wildNamed, "auth.microsoft", "auth.entra", 1)), verdict: "broken", tells: []string{"failed app-api st.login"}, quiet: []string{"app-login"}},
		{name: "a constant name in args", files: wildFiles("app.py", "WHO = \"azure\"\n"+strings.Replace(app, "on_click=st.login", "on_click=st.login, args=[WHO]", 1), wildSecretsFile, wildNamed), verdict: "broken", tells: []string{"failed app-provider azure"}},
		{name: "no scope for the claim", files: wildFiles("app.py", app+"st.write(st.user.email)\n"), edit: []string{wildMetadata + "\"", "https://acme.okta.com/.well-known/openid-configuration\"\nclient_kwargs = { scope = \"openid profile\" }", wildID, "0oa1b2c3d4e5f6g7h8i9"}, tells: []string{"accused app-claims email"}},
	}
}

func wildFlows() []wildCase {
	quiet := []string{"auth-section", "auth-keys", "redirect-uri-path", "deps-authlib", "deps-httpx"}
	plain := "streamlit>=1.59.1\nrequests\n"
	return []wildCase{
		{name: "google_auth_oauthlib", files: wildFiles("requirements.txt", plain, wildSecretsFile, "[google]\nclient_id = \"x\"\nclient_secret = \"y\"\n", "app.py", "import streamlit as st\nfrom google_auth_oauthlib.flow import Flow\n\nflow = Flow.from_client_config({\"web\": dict(st.secrets[\"google\"])}, scopes=[\"openid\"], redirect_uri=\"http://localhost:8501/oauth2callback\")\nif \"code\" in st.query_params:\n    flow.fetch_token(code=st.query_params[\"code\"])\n"),
			verdict: "undecided", tells: []string{"accused app-callback oauth2callback"}, quiet: quiet},
		{name: "requests_oauthlib", files: wildFiles("requirements.txt", plain, "app.py", "import streamlit as st\nfrom requests_oauthlib import OAuth2Session\n\nsession = OAuth2Session(st.secrets[\"auth\"][\"client_id\"], redirect_uri=st.secrets[\"auth\"][\"redirect_uri\"])\nurl, state = session.authorization_url(\"https://accounts.google.com/o/oauth2/v2/auth\")\nst.link_button(\"in\", url)\nif \"code\" in st.query_params:\n    session.fetch_token(\"https://oauth2.googleapis.com/token\", code=st.query_params[\"code\"], client_secret=st.secrets[\"auth\"][\"client_secret\"])\n"),
			edit: []string{wildCallback, "https://tasks.streamlit.app/"}, verdict: "undecided", tells: []string{"accused app-callback"}, quiet: quiet},
		{name: "the implicit flow", files: wildFiles("requirements.txt", plain, "app.py", "import streamlit as st\nurl = \"https://accounts.google.com/o/oauth2/v2/auth?client_id=\" + st.secrets[\"auth\"][\"client_id\"] + \"&redirect_uri=https://tasks.streamlit.app&response_type=id_token&scope=openid\"\nst.link_button(\"in\", url)\n"),
			edit: []string{wildCallback, "https://tasks.streamlit.app/"}, verdict: "undecided", tells: []string{"accused app-callback"}, quiet: quiet},
		{name: "msal with the section auth", files: wildFiles("requirements.txt", plain, "app.py", "import msal\nimport streamlit as st\n\napp = msal.ConfidentialClientApplication(st.secrets[\"auth\"][\"client_id\"], client_credential=st.secrets[\"auth\"][\"client_secret\"])\nif \"code\" in st.query_params:\n    app.acquire_token_by_authorization_code(st.query_params[\"code\"], [\"User.Read\"])\n"),
			verdict: "undecided", tells: []string{"accused app-callback"}, quiet: quiet},
		{name: "nobody ever signs in", files: wildFiles("app.py", "import streamlit as st\nst.write(\"hello\")\n"), verdict: "broken", tells: []string{"failed app-login"}},
	}
}

func wildPlaceholders() []wildCase {
	google := func(id, secret string) []string {
		return []string{"123456789012-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6.apps.googleusercontent.com", id, "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", secret}
	}
	app := strings.Replace(wildProject["app.py"], "on_click=st.login", "on_click=st.login, args=[\"google\"]", 1)
	at := wildFiles(wildSecretsFile, wildGoogle, "app.py", app)
	good := "123456789012-a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6.apps.googleusercontent.com"
	list := []wildCase{
		{name: "Portuguese, Google", files: at, edit: google("SEU_CLIENT_ID.apps.googleusercontent.com", "SEU_CLIENT_SECRET"), verdict: "broken"},
		{name: "German", edit: []string{wildSecret, "DEIN_CLIENT_SECRET"}, verdict: "broken"},
		{name: "French", edit: []string{wildSecret, "VOTRE_CLIENT_SECRET"}, verdict: "broken"},
		{name: "Dutch, Google", files: at, edit: google("JOUW_CLIENT_ID.apps.googleusercontent.com", "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"), verdict: "broken"},
		{name: "Vietnamese", edit: []string{wildSecret, "NHAP_CLIENT_SECRET"}, verdict: "broken"},
		{name: "cookie, Portuguese", edit: []string{wildCookie, "sua-chave-secreta-aleatoria-bem-longa"}, verdict: "broken", tells: []string{"failed cookie-secret"}},
		{name: "cookie, French", edit: []string{wildCookie, "votre-cle-secrete-aleatoire-longue"}, verdict: "broken", tells: []string{"failed cookie-secret"}},
		{name: "starred out", edit: []string{wildSecret, "Rt9********************"}, verdict: "broken"},
		{name: "quotes inside", edit: []string{`"` + wildSecret + `"`, `"'` + wildSecret + `'"`}, verdict: "broken"},
		{name: "no number, Google", files: at, edit: google("my-board.apps.googleusercontent.com", "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"), verdict: "broken"},
		{name: "in angle brackets", edit: []string{wildSecret, "<Secret, from the portal>"}, verdict: "broken"},
		{name: "no secret, Google", files: at, edit: google(good, ""), verdict: "broken"},
	}
	return list
}

func wildProviders() []wildCase {
	at := func(url string) []string { return []string{wildMetadata, url} }
	list := []wildCase{
		{name: "Apple", edit: at("https://appleid.apple.com/.well-known/openid-configuration"), verdict: "broken", tells: []string{"failed metadata-url-form Apple"}},
		{name: "LinkedIn", edit: at("https://www.linkedin.com/oauth/.well-known/openid-configuration"), verdict: "broken", tells: []string{"failed metadata-url-form LinkedIn"}},
		{name: "Google on a private address", files: wildFiles(wildSecretsFile, strings.Replace(wildGoogle, "localhost", "192.168.1.20", 1)), verdict: "broken", tells: []string{"failed redirect-uri-scheme Google"}},
	}
	for _, url := range []string{"https://https://sso.example.de/realms/a/.well-known/openid-configuration", "https://http://sso.example.de/.well-known/openid-configuration",
		"https:///sso.example.de/.well-known/openid-configuration", "https://https//sso.example.de/.well-known/openid-configuration",
		"https://accounts.google.com/o/oauth2/auth", "https://acme.us.auth0.com/", "https://acme.us.auth0.com/oauth/token/.well-known/openid-configuration"} {
		list = append(list, wildCase{name: strings.ReplaceAll(url, "/", "_"), edit: at(url), verdict: "broken", tells: []string{"failed metadata-url-form"}})
	}
	return list
}
