package cmd

import "strings"

func wildValues() []wildCase {
	public := func(uri string) []string { return []string{wildCallback, uri} }
	return []wildCase{
		{name: "the alphabet", edit: []string{wildCookie, "abcdefghijklmnopqrstuvwxyz012345"}, verdict: "broken", tells: []string{"failed cookie-secret"}},
		{name: "a command", edit: []string{wildCookie, "openssl rand -base64 48 > cookie.txt"}, verdict: "broken", tells: []string{"failed cookie-secret"}},
		{name: "127.0.0.1 while the browser opens localhost", edit: public("http://127.0.0.1:8501/oauth2callback"), tells: []string{"accused redirect-uri-form"}},
		{name: "serverAddress in a Procfile", files: wildFiles("Procfile", "web: streamlit run app.py --browser.serverAddress=127.0.0.1\n"), tells: []string{"accused redirect-uri-form"}},
		{name: "an IDN host in Unicode", edit: public("https://bücher.example/oauth2callback"), verdict: "broken", tells: []string{"failed redirect-uri-form xn--"}},
		{name: "a host with a dot at its end", edit: public("https://board.example.de./oauth2callback"), verdict: "broken", tells: []string{"failed redirect-uri-form"}},
		{name: "an encoded letter in the path", files: wildFiles("requirements.txt", "streamlit[auth]==1.45.1\nAuthlib==1.5.2\n"), edit: public("http://localhost:8501/oauth2%63allback"), verdict: "broken", tells: []string{"failed redirect-uri-path"}},
		{name: "a tab", edit: public("http://localhost:8501/oauth2\\tcallback"), tells: []string{"warning redirect-uri-form"}},
		{name: "a base path that the server has not", edit: public("https://tools.example.de/board/oauth2callback"), tells: []string{"accused redirect-uri-path"}},
		{name: "share.streamlit.io", edit: public("https://share.streamlit.io/oauth2callback"), tells: []string{"failed redirect-uri-form"}},
		{name: "Codespaces, another port", edit: public("https://fluffy-barnacle-abc123-8502.app.github.dev/oauth2callback"), tells: []string{"warning redirect-uri-port 8502"}},
		{name: "secrets.files that is not there", files: wildFiles(".streamlit/config.toml", "[secrets]\nfiles = [\"/etc/board/auth.toml\"]\n"), verdict: "broken", tells: []string{"failed secrets-found " + wildSecretsFile}},
		{name: "a complete file in web", files: wildFiles(wildSecretsFile, "", "web/.streamlit/secrets.toml", wildProject[wildSecretsFile]), verdict: "broken", tells: []string{"failed secrets-found web/.streamlit/secrets.toml"}},
		{name: "a prompt that Entra has not", edit: []string{wildMetadata + "\"", wildMetadata + "\"\nclient_kwargs = { prompt = \"consent select_account\" }"}, verdict: "broken", tells: []string{"failed client-kwargs prompt"}},
		{name: "prompt unspecified", edit: []string{wildMetadata + "\"", wildMetadata + "\"\nclient_kwargs = { prompt = \"unspecified\" }"}, verdict: "broken", tells: []string{"failed client-kwargs prompt"}},
		{name: "a secret made at every start", files: wildFiles(wildSecretsFile, "", "entrypoint.sh", "#!/bin/sh\nset -eu\nmkdir -p .streamlit\ncat > .streamlit/secrets.toml <<EOF\n[auth]\nredirect_uri = \"${REDIRECT_URI:?}\"\ncookie_secret = \"$(openssl rand -hex 32)\"\nclient_id = \"${CLIENT_ID:?}\"\nclient_secret = \"${CLIENT_SECRET:?}\"\nserver_metadata_url = \""+wildMetadata+"\"\nEOF\nexec streamlit run app.py\n", "Dockerfile", "FROM python:3.12\nWORKDIR /app\nCOPY . .\nENTRYPOINT [\"/app/entrypoint.sh\"]\n"),
			tells: []string{"accused * cookie_secret"}},
	}
}

func wildSettings() []wildCase {
	config := func(text, requirements string) map[string]string {
		return wildFiles(".streamlit/config.toml", text, "requirements.txt", requirements)
	}
	kwargs := func(text string) []string {
		return []string{wildMetadata + "\"", wildMetadata + "\"\nclient_kwargs = { " + text + " }"}
	}
	const newest, unexposed = "streamlit[auth]==1.67.0\n", "streamlit[auth]==1.50.0\nAuthlib==1.6.6\n"
	tokens := strings.Replace(wildProject["app.py"], "st.write(\"hello\")", "st.write(st.user.tokens[\"access\"])", 1)
	exposed := func(value string) []string {
		return []string{"cookie_secret", "expose_tokens = " + value + "\ncookie_secret"}
	}
	return []wildCase{
		{name: "allowedHosts without this host", files: config("[server]\nallowedHosts = [\"board.example.de\"]\n", newest), edit: []string{wildCallback, "https://other.example.de/oauth2callback"}, verdict: "broken", tells: []string{"failed config-server allowedHosts"}},
		{name: "xsrfCookieSameSite banana", files: config("[server]\nxsrfCookieSameSite = \"banana\"\n", newest), verdict: "broken", tells: []string{"failed config-server xsrfCookieSameSite"}},
		{name: "developmentMode with a port", files: config("[global]\ndevelopmentMode = true\n[server]\nport = 8501\n", newest), verdict: "broken", tells: []string{"failed config-server developmentMode"}},
		{name: "config.toml with BOM", files: config("\xef\xbb\xbf[server]\nport = 8501\n", newest), tells: []string{"warning config-server BOM"}},
		{name: "config.toml with BOM before 1.45", files: config("\xef\xbb\xbf[server]\nport = 8501\n", "streamlit==1.42.0\nAuthlib==1.5.2\n"), verdict: "broken", tells: []string{"failed config-server"}},
		{name: "a port with a fraction", files: config("[server]\nport = 8501.0\n", "streamlit[auth]==1.45.1\nAuthlib==1.5.2\n"), verdict: "broken", tells: []string{"failed config-server port"}},
		{name: "trusted headers with the agent API", files: config("[server]\nenableAgentApi = true\n[server.trustedUserHeaders]\nX-Email = \"email\"\n", newest), verdict: "broken", tells: []string{"failed config-server"}},
		{name: "trusted headers", files: config("[server.trustedUserHeaders]\nX-Email = \"email\"\n", newest), tells: []string{"warning config-server"}},
		{name: "timeout as a text", files: config("", newest), edit: kwargs("timeout = \"10\""), verdict: "broken", tells: []string{"failed client-kwargs timeout"}},
		{name: "verify nowhere", files: config("", newest), edit: kwargs("verify = \"/nowhere/ca.pem\""), verdict: "broken", tells: []string{"failed client-kwargs verify"}},
		{name: "grant_type", files: config("", newest), edit: kwargs("grant_type = \"client_credentials\""), verdict: "broken", tells: []string{"failed client-kwargs grant_type"}},
		{name: "a token that 1.50 does not expose", files: wildFiles("app.py", tokens, "requirements.txt", unexposed), edit: exposed("\"access\""), tells: []string{"accused expose-tokens"}},
		{name: "a token that is not exposed", files: wildFiles("app.py", strings.Replace(tokens, "access", "id", 1), "requirements.txt", newest), edit: exposed("[\"access\"]"), tells: []string{"accused expose-tokens id"}},
		{name: "enableCORS off", files: config("[server]\nenableCORS = false\n", newest), tells: []string{"warning config-server enableCORS"}},
	}
}

func wildVersions() []wildCase {
	app := wildProject["app.py"]
	return []wildCase{
		{name: "logout without client_id", files: wildFiles("requirements.txt", "streamlit[auth]>=1.48,<1.48.1\nAuthlib==1.6.6\n"), tells: []string{"accused deps-compat"}},
		{name: "no PKCE and no Max-Age", files: wildFiles("requirements.txt", "streamlit==1.57.0\nAuthlib==1.6.5\nhttpx==0.28.1\n"), tells: []string{"accused deps-compat"}},
		{name: "httpx for an older Python only", files: wildFiles("requirements.txt", "streamlit==1.58.0\nAuthlib==1.7.2\nhttpx ; python_version < \"3.8\"\n"), verdict: "broken", tells: []string{"failed deps-httpx"}},
		{name: "a page without a gate", files: wildFiles("pages/payroll.py", "import streamlit as st\nst.write(\"salaries\")\n"), tells: []string{"warning app-pages pages/payroll.py"}},
		{name: "a gate that does not stop", files: wildFiles("app.py", strings.Replace(app, "    st.stop()\n", "", 1)), tells: []string{"warning app-pages app.py"}},
	}
}

func wildNoSecret() []wildCase {
	named := wildFiles(wildSecretsFile, wildNamed, "app.py", strings.Replace(wildProject["app.py"], "on_click=st.login", "on_click=st.login, args=[\"microsoft\"]", 1))
	assertion := []string{
		`client_secret = "` + wildSecret + `"`, `client_secret = "unused"`,
		wildMetadata + `"`, wildMetadata + "\"\nclient_kwargs = { token_endpoint_auth_method = \"none\" }\naccess_token_params = { client_assertion_type = \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\", client_assertion = \"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln\" }",
	}
	return []wildCase{
		{name: "an assertion in the place of a secret", files: named, edit: assertion, quiet: []string{"client-secret-form", "auth-placeholder", "client-kwargs", "provider-keys", "auth-keys", "client-secret"}, never: []string{"Streamlit can show a client secret only"}},
		{name: "a relay on loopback", files: named, edit: []string{wildMetadata + `"`, wildMetadata + "\"\naccess_token_url = \"http://127.0.0.1:9999/token\""}, quiet: []string{"provider-keys", "metadata-url-form", "client-kwargs"}},
	}
}

func wildFirstHours() []wildCase {
	nothing := wildFiles("app.py", "", "requirements.txt", "", ".gitignore", "", wildSecretsFile, "")
	return []wildCase{
		{name: "the script of streamlit init", files: wildFiles("app.py", "import streamlit as st\n\nst.title(\"🎈 My new app\")\nst.write(\"Let's start building!\")\n"), verdict: "broken", tells: []string{"failed app-login"}},
		{name: "an empty folder in CI", files: nothing, ci: true, args: []string{}, verdict: "undecided", tells: []string{"undecided * nothing was checked here"}},
		{name: "only what was not asked", args: []string{"--only", "client-secret", "--offline"}, verdict: "undecided"},
		{name: "only what CI has not", files: wildFiles(wildSecretsFile, ""), ci: true, args: []string{"--strict", "--only", "client-secret"}, verdict: "undecided"},
		{name: "files only", run: []string{"verify", "--offline"}, says: []string{"sound so far (files only"}},
		{name: "two folders", run: []string{"verify", "--dir", "broken", "--dir", "good"}, says: []string{"--dir"}, never: []string{"sound"}},
		{name: "init over faults", edit: []string{"/oauth2callback", "", wildID, "my app"}, run: []string{"init", "--yes"}, says: []string{"redirect_uri", "client_id"}, never: []string{"sign-in is set up"}},
		{name: "an --out that git would take", run: []string{"deploy-secrets", "--url", "https://board.streamlit.app", "--out", "settings.toml"}, says: []string{"settings.toml"}},
	}
}

func wildExplain() []wildCase {
	text := func(name, pasted string, says ...string) wildCase {
		return wildCase{name: name, run: []string{"explain", "-"}, stdin: pasted, says: says}
	}
	words := func(symptom string, says ...string) wildCase {
		return wildCase{name: symptom, run: []string{"explain", symptom}, says: says, never: []string{"nothing known"}}
	}
	return []wildCase{
		text("admin approval", "Need admin approval\nboard needs permission to access resources in your organization that only an admin can grant.", "consent"),
		text("B2C", "AADB2C90006: The redirect URI 'https://a.example/oauth2callback' provided in the request is not registered for the client id 'b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31'.", "regist", "B2C"),
		text("authentik", "Redirect URI Error: The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).", "redirect"),
		text("GitLab", "The redirect URI included is not valid.", "redirect"),
		text("Authelia", "{\"error\":\"invalid_request\",\"error_description\":\"The request is missing a required parameter. The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered 'redirect_uris'.\"}", "redirect_uris"),
		text("org_internal", "Error 403: org_internal\nThis client is restricted to users within its organization.", "xternal"),
		text("no nonce", "authlib.jose.errors.MissingClaimError: missing_claim: Missing 'nonce' claim", "nonce"),
		text("External ID", "AADSTS500207: The account type can't be used for the resource you're trying to access.", "ciamlogin.com"),
		text("External ID, domain", "AADSTS500208: The domain is not a valid login domain for the account type.", "ciamlogin.com"),
		text("a frame", "Refused to display 'https://login.microsoftonline.com/' in a frame because it set 'X-Frame-Options' to 'deny'.", "frame"),
		text("the XSRF cookie", "AxiosError: Request failed with status code 403", "xsrf"),
		text("[auth] in config.toml", "\"auth.redirect_uri\" is not a valid config option. If you previously had this config option set, it may have been removed.", "secrets.toml"),
		text("no such page", "The page that you have requested does not seem to exist. Running the app's main page.", "redirect_uri"),
		text("Apple", "response_mode must be form_post when name or email scope is requested", "Apple"),
		text("a prompt", "AADSTS90023: Unsupported 'prompt' value.", "prompt"),
		text("secrets in a container", "StreamlitSecretNotFoundError: No secrets found. Valid paths for a secrets.toml file or secret directories are: /root/.streamlit/secrets.toml, /app/.streamlit/secrets.toml", "--from-env"),
		words("login loop", "cookie"), words("Need admin approval", "admin"), words("ERR_TOO_MANY_REDIRECTS", "redirect"), words("is_logged_in stays False", "redirect_uri"),
		words("KeyError: 'email'", "email"), words("Selected user account does not exist in tenant", "tenant"), words("localhost refused to connect", "redirect_uri"),
	}
}
