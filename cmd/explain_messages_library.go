package cmd

// libraryMessages are what Python, Authlib and joserfc say when something of
// st.login goes wrong inside them (docs/facts/streamlit.md, sections 1.5 and 2;
// docs/facts/authlib.md, section 4).
func libraryMessages() []message {
	claim := func(name string) []string {
		return []string{"invalid claim '" + name + "'", "invalid claim: '" + name + "'", "missing '" + name + "' claim", "missing claim: '" + name + "'"}
	}
	return []message{
		{
			id: "token-claim", phrases: append(append(append(append(claim("sub"), claim("jti")...), claim("amr")...), claim("auth_time")...), "missing_claim", "missingclaimerror", "missing claim"), rank: rankError,
			title:   "the ID token lacks a claim, or holds one in the wrong form",
			meaning: "OpenID Connect demands iss, sub, aud, exp and iat of every ID token, the first two as texts and the times as numbers. The provider leaves one out or writes it otherwise.",
			owner:   "provider",
			fix:     "run authkit verify --login, which names every such claim, and tell whoever runs the provider",
			checks:  []string{"sign-in-id-token"},
		},
		{
			id: "invalid-claim-at-hash", phrases: claim("at_hash"),
			title:   "the ID token and the access token do not belong together",
			meaning: "at_hash in the ID token is the fingerprint of another access token. A proxy that changes tokens does this, and so does a provider whose token endpoint mixes up two logins.",
			owner:   "provider",
			fix:     "log in again; when it stays, tell whoever runs the provider",
			checks:  []string{"sign-in-id-token"},
		},
		{
			id: "token-algorithm", phrases: []string{"unsupported_algorithm", "unsupportedalgorithmerror", "algorithm of '"},
			title:   "the ID token is signed in a way the provider's metadata does not list",
			meaning: "Streamlit takes the algorithms of id_token_signing_alg_values_supported, and RS256 alone where the metadata has no such list. Clients set to HS256 at the provider end here.",
			fix:     "choose RS256 for ID tokens in the client's settings at the provider",
			steps:   []string{"Auth0: Applications, the application, Settings, Advanced, OAuth: JSON Web Token Signature Algorithm RS256", "Keycloak: Clients, the client, Advanced: ID token signature algorithm RS256 (or none chosen)", "log in again, or run authkit verify --login"},
			checks:  []string{"sign-in-id-token", "metadata-document"},
		},
		{
			id: "token-too-long", phrases: []string{"exceeded_size", "exceededsizeerror", "header size exceeds", "payload size exceeds", "value size exceeds", "serialization is too long"},
			title:   "the ID token is longer than Authlib reads",
			meaning: "Authlib 1.7 and newer reads a header of 512 bytes and 128 kB of claims. Certificates in the header or thousands of groups go beyond that.",
			fix:     "have the provider send fewer claims, and no x5c in the header of its tokens",
			steps:   []string{"Entra: Token configuration of the app registration: remove the groups claim, or limit it to groups assigned to the application", "other providers: leave certificates (x5c) out of the token's header, and group or role lists out of the claims"},
			checks:  []string{"sign-in-id-token", "sign-in-cookie-size"},
		},
		{
			id: "token-unreadable", phrases: []string{"decode_error", "decodeerror", "not enough segments", "invalid input segments length", "invalid json web signature", "invalid_payload", "unsupported_header", "invalid_header_value", "invalid_crit_header_parameter_name", "missing_crit_header"}, with: []string{"authlib", "joserfc", "jose", "oauth", "segments", "json web signature", "decode_error: "},
			title:   "what the provider sent as ID token cannot be read",
			meaning: "It is no signed token (JWT), it is encrypted, or its header holds something Authlib refuses.",
			fix:     "have the provider send signed, unencrypted ID tokens (RS256)",
			checks:  []string{"sign-in-id-token"},
		},
		{
			id: "keys-unreadable", phrases: []string{"key_parameter", "keyparametererror", "missing_key_type", "missingkeytypeerror", "no keys to import", "invalid key set format", "invalid_key_type", "unsupported_key_use", "unsupported_key_algorithm", "unsupported_key_operation", "this key is designed"},
			title:   "the provider's signing keys are not in order",
			meaning: "One key of the set at jwks_uri is written in a way Authlib does not take, or is published for something else than signing. From Authlib 1.7 on one such key spoils the whole set.",
			owner:   "provider",
			fix:     "run authkit verify, which names the fault, and tell whoever runs the provider",
			checks:  []string{"metadata-jwks", "sign-in-id-token"},
		},
		{
			id: "no-id-token", phrases: []string{"'nonetype' object is not iterable"}, with: []string{"oauth", "userinfo", "authlib"},
			title:   "the provider sent no ID token",
			meaning: "Streamlit up to 1.56 ends the callback with a page with 500 then. scope in client_kwargs lacks openid, or the provider knows OAuth 2.0 only.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or leave scope out",
			checks:  []string{"client-kwargs", "metadata-document"},
		},
		{
			id: "callback-exception", rank: rankSymptom, phrases: []string{"uncaught exception get /oauth2callback", "uncaught exception get /auth/login"},
			title:   "the login broke off with an exception",
			meaning: "The cause stands further down in the log, in the last line of the traceback.",
			fix:     "paste the whole traceback into authkit explain -, or run authkit verify --login",
			checks:  []string{"sign-in-token", "sign-in-id-token"},
		},
		{
			id: "callback-method", phrases: []string{"405 method not allowed", "405: method not allowed"}, with: []string{"oauth2callback", "form_post"},
			title:   "the provider posts the answer, and Streamlit takes it in the address only",
			meaning: "response_mode = \"form_post\" stands in client_kwargs or authorize_params, or the provider is set to it.",
			fix:     "remove response_mode from secrets.toml",
			checks:  []string{"client-kwargs"},
		},
		{
			id: "authlib-prerelease", phrases: []string{"invalid literal for int() with base 10"}, with: []string{"authlib", "'0rc", "'0b", "'0a", "rc1'", "dev0'"},
			title:   "a pre-release of Authlib is installed",
			meaning: "Streamlit takes its version apart as numbers and stops at letters such as rc1.",
			fix:     installLine,
			checks:  []string{"deps-authlib"},
		},
		{
			id: "client-kwargs-no-table", phrases: []string{"'str' object has no attribute 'to_dict'", "'str' object does not support item assignment"}, with: []string{"oauth", "authlib", "auth_util", "auth_routes", "client_kwargs"},
			title:   "client_kwargs is not a table, or the provider's name is taken by a plain value",
			meaning: "Streamlit expects a section there: { … } or a header of its own.",
			fix:     "write a header [auth.client_kwargs] (or [auth.NAME.client_kwargs]) with the settings below it",
			checks:  []string{"client-kwargs", "provider-name"},
		},
		{
			id: "metadata-redirected", phrases: []string{"redirect response '30", "301 moved permanently", "308 permanent redirect", "302 found' for url"}, with: []string{"openid-configuration", "for url", "httpx"},
			title:   "server_metadata_url leads to another address",
			meaning: "Streamlit 1.57 and newer does not follow redirects.",
			fix:     "set server_metadata_url to the address the redirect leads to; authkit verify shows it",
			checks:  []string{"metadata-redirect"},
		},
		{
			id: "secrets-not-utf-8", phrases: []string{"codec can't decode byte"}, with: []string{"secrets", "toml"},
			title:   "secrets.toml is not saved as UTF-8",
			meaning: "PowerShell's > writes UTF-16, and old editors write Latin-1. Streamlit reads UTF-8 only.",
			fix:     "save the file as UTF-8 without a byte order mark; authkit verify --offline names it",
			checks:  []string{"secrets-encoding"},
		},
		{
			id: "secrets-start", rank: rankError, phrases: []string{"failed to load secrets.toml file", "invalid secrets path", "is not a folder. to use directory based secrets", "is not a .toml file or a directory"},
			title:   "Streamlit cannot read the secrets it was pointed to",
			meaning: "The option secrets.files names something that is neither a TOML file nor a folder of folders, or the file cannot be read.",
			fix:     "run authkit verify --offline; it names the file and what is wrong with it",
			checks:  []string{"secrets-found", "secrets-parse", "secrets-encoding"},
		},
		{
			id: "secrets-key", rank: rankError, phrases: []string{"st.secrets has no key", "st.secrets has no attribute"},
			title:   "the app reads a secret that is not in any secrets file",
			meaning: "The key is missing on this machine, misspelt, or stands below another header than the app expects. When it is auth, the whole section is missing here.",
			fix:     "run authkit verify --offline in the folder the app runs in, and compare the key with secrets.toml",
			checks:  []string{"secrets-found", "auth-section", "auth-shadowed"},
		},
		{
			id: "logout-tokens", rank: rankSymptom, phrases: []string{"invalid tokens cookie value", "redirect url could not be determined"},
			title:   "Streamlit logged the person out of the app only",
			meaning: "The cookie with the tokens or redirect_uri could not be read, so the provider was not told; the session there stays.",
			fix:     "log in and out once more; when it stays, run authkit verify",
			checks:  []string{"metadata-logout", "redirect-uri-form"},
		},
	}
}
