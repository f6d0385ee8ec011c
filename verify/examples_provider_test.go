package verify_test

import "strings"

// providerExamples are what package provider knows of single providers, each
// with what it must not be taken for.
func providerExamples() []example {
	const (
		google   = "https://accounts.google.com/.well-known/openid-configuration"
		okta     = "https://acme.okta.com/.well-known/openid-configuration"
		logto    = "https://acme1a.logto.app/oidc/.well-known/openid-configuration"
		id       = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
		secret   = "San8Q~box-only-opens-the-authkit-sandbox"
		googleID = "418203957716-9d2k5v7m1q8r3t6w0x4z9d2k5v7m1q8r.apps.googleusercontent.com"
		local    = "http://localhost:8501"
	)
	named := func(secret, more string) []string {
		return []string{"client_id = \"" + id, "[auth.google]\nclient_id = \"" + googleID, "client_secret = \"San8Q~box-only-opens-the-authkit-sandbox\"", "client_secret = \"" + secret + "\"" + more}
	}
	// An assertion in the secret's place: its claims say jti a and exp 4102444800.
	const (
		none      = "\nclient_kwargs = { token_endpoint_auth_method = \"none\" }"
		signed    = "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIiwiZXhwIjo0MTAyNDQ0ODAwfQ.c2lnbmVk"
		undated   = "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.c2lnbmVk" // no exp: nothing to say of it once its kind is right
		expired   = "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIiwiZXhwIjoxNzAwMDAwMDAwfQ.c2lnbmVk"
		jwtBearer = "client_assertion_type = \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\""
	)
	params := func(entries ...string) string {
		return none + "\naccess_token_params = { " + strings.Join(entries, ", ") + " }"
	}
	return []example{
		{check: "client-kwargs", status: ok, url: okta, edit: named("unused", params("client_assertion = \""+signed+"\"", jwtBearer))},
		{check: "client-kwargs", status: failed, says: "no client_assertion_type", url: okta, edit: named("unused", params("client_assertion = \""+undated+"\""))},
		{check: "client-kwargs", status: failed, says: "no kind of assertion", url: okta, edit: named("unused", params("client_assertion = \""+undated+"\"", "client_assertion_type = \"jwt-bearer\""))},
		{check: "client-kwargs", status: failed, says: "holds no text", url: okta, edit: named("unused", params("client_assertion = \"\"", jwtBearer))},
		{check: "client-kwargs", status: warning, says: "besides client_assertion", url: okta, edit: named(secret, strings.TrimPrefix(params("client_assertion = \""+signed+"\"", jwtBearer), none))},
		{check: "client-kwargs", status: ok, url: okta, edit: named("unused", none)},
		{check: "client-kwargs", status: warning, says: "and there is one", url: okta, edit: named(secret, none)},
		{check: "client-kwargs", status: failed, says: "one alone", url: microsoft, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"consent select_account\" }\n"}},
		{check: "client-kwargs", status: ok, url: microsoft, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"consent\" }\n"}},
		{check: "client-kwargs", status: failed, says: "Logto refuses the prompt that Streamlit sends", url: logto},
		{check: "client-kwargs", status: failed, says: "Logto refuses the prompt in client_kwargs", url: logto, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"create\" }\n"}},
		{check: "client-kwargs", status: ok, url: logto, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"consent\" }\n"}},
		{check: "client-kwargs", status: ok, url: google, edit: []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { prompt = \"consent select_account\" }\n"}},
		{check: "auth-placeholder", status: ok, url: okta, edit: named("none", params("client_assertion = \""+signed+"\"", jwtBearer))},
		{check: "auth-placeholder", status: failed, says: "client_assertion", url: okta, edit: named("unused", params("client_assertion = \"${ASSERTION}\"", jwtBearer))},
		{check: "auth-keys", status: ok, url: okta, edit: named("", params("client_assertion = \""+signed+"\"", jwtBearer))},
		{check: "client-secret-form", status: ok, url: google, edit: named("unused", params("client_assertion = \"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.c2lnbmVk\"", jwtBearer))},
		{check: "client-secret-form", status: warning, says: "for more than a day", url: google, edit: named("unused", params("client_assertion = \""+signed+"\"", jwtBearer))},
		{check: "client-secret-form", status: failed, says: "expired at 2023-11-14 22:13 UTC", url: okta, edit: named("unused", params("client_assertion = \""+expired+"\"", jwtBearer))},
		{check: "client-secret-form", status: failed, says: "no signed assertion", url: okta, edit: named("unused", params("client_assertion = \"k3yJw8QpZr5TnVx2LbHs\"", jwtBearer))},
		{check: "client-kwargs", status: failed, says: "none of the three", url: okta, edit: named(secret, "\nclient_kwargs = { token_endpoint_auth_method = \"private_key_jwt\" }")},

		{check: "client-id-form", status: ok, url: google, edit: []string{id, googleID}},
		{check: "client-id-form", status: ok, url: google, edit: []string{id, "407408718192.apps.googleusercontent.com"}},
		{check: "auth-placeholder", status: failed, says: "client_id", line: 5, url: google, edit: []string{id, "SEU_CLIENT_ID.apps.googleusercontent.com"}},
		{check: "client-id-form", status: failed, says: "digits, a hyphen, 32 small letters or digits", line: 5, url: google, edit: []string{id, "seu-app.apps.googleusercontent.com"}},
		{check: "client-id-form", status: failed, says: "Google's client IDs", line: 5, url: google, edit: []string{id, "my-board.apps.googleusercontent.com"}},
		{check: "client-id-form", status: ok, url: okta, edit: []string{id, "my-board.apps.googleusercontent.com"}},
		{check: "client-id-form", status: ok, url: okta, edit: []string{id, "BI_DASHBOARD"}},
		{check: "auth-placeholder", status: failed, says: "client_id", line: 5, url: okta, edit: []string{id, "ID_DE_CLIENTE"}},

		{check: "client-secret-form", status: ok, url: google, edit: []string{secret, "GOCSPX-r7Kq2mVx9Lb4Tn8Wc1Zp5Ys3"}},
		{check: "client-secret-form", status: ok, url: google, edit: []string{secret, "r7Kq2mVx9Lb4Tn8Wc1Zp5Ys3"}},
		{check: "client-secret-form", status: failed, says: "GOCSPX-", line: 6, url: google, edit: []string{secret, "r7Kq2mVx9Lb4"}},
		{check: "client-secret-form", status: failed, says: "Google's secrets", line: 6, url: google, edit: []string{secret, "o segredo do portal"}},
		{check: "auth-placeholder", status: failed, says: "client_secret", line: 6, url: google, edit: []string{secret, "<Secret, from the portal>"}},
		{check: "auth-placeholder", status: failed, says: "client_secret", line: 6, url: okta, edit: []string{secret, "SEU_CLIENT_SECRET"}},
		{check: "client-secret-form", status: failed, says: "Entra draws its secrets at random", line: 6, url: microsoft, edit: []string{secret, "segredo-do-portal-de-contas"}},
		{check: "client-secret-form", status: failed, says: "quotes inside its quotes", line: 6, url: microsoft, edit: []string{secret, "'" + secret + "'"}},
		{check: "client-secret-form", status: ok, url: google, edit: named("unused", "\naccess_token_url = \"http://localhost:9000/token\"")},
		{check: "client-secret-form", status: ok, url: google, edit: named("unused", "\nclient_kwargs = { token_endpoint_auth_method = \"none\" }")},
		{check: "auth-placeholder", status: failed, says: "client_secret", line: 6, url: google, edit: []string{secret, "GOCSPX-xxxxxxxxxxxx"}},

		{check: "auth-keys", status: failed, says: "client_secret in [auth.google] is empty", line: 7, url: google, edit: named("", "")},
		{check: "auth-keys", status: unproven, says: "public client", url: okta, edit: named("", "")},
		{check: "auth-keys", status: ok, url: google, edit: named("", "\naccess_token_url = \"http://localhost:9000/token\"")},

		{check: "metadata-url-form", status: failed, says: "LinkedIn's ID token has no nonce", line: 7, url: "https://www.linkedin.com/oauth/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: failed, says: "form_post", line: 7, url: "https://appleid.apple.com/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: ok, url: "https://appleid.apple.com/.well-known/openid-configuration", edit: []string{"\"METADATA\"\n", "\"METADATA\"\n[auth.client_kwargs]\nscope = \"openid\"\n"}},
		{check: "metadata-url-form", status: failed, says: "Google's, but not the one of its metadata", line: 7, url: "https://accounts.google.com/o/oauth2/auth"},
		{check: "metadata-url-form", status: failed, says: "Auth0's", line: 7, url: "https://acme.us.auth0.com/"},
		{check: "metadata-url-form", status: failed, says: "Auth0's", line: 7, url: "https://acme.us.auth0.com/oauth/token/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: failed, says: "Okta's", line: 7, url: "https://acme-admin.oktapreview.com/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: ok, url: "https://acme.okta.com/oauth2/default/.well-known/openid-configuration"},
		{check: "metadata-url-form", status: warning, says: "does not end in", line: 7, url: "https://sso.example.com/realms/tools"},

		{check: "redirect-uri-scheme", status: ok, url: google},
		{check: "redirect-uri-scheme", status: ok, url: google, edit: []string{local, "http://127.0.0.1:8501"}},
		{check: "redirect-uri-scheme", status: ok, url: google, edit: []string{local, "https://board.example.com"}},
		{check: "redirect-uri-scheme", status: failed, says: "Google takes for localhost only", line: 3, url: google, edit: []string{local, "http://board.example.com"}},
		{check: "redirect-uri-scheme", status: failed, says: "Google takes names only", line: 3, url: google, edit: []string{local, "http://192.168.1.20:8501"}},
		{check: "redirect-uri-scheme", status: failed, says: "no public name", line: 3, url: google, edit: []string{local, "https://board.local"}},
		{check: "redirect-uri-scheme", status: ok, url: okta, edit: []string{local, "https://192.168.1.20"}},
	}
}
