package explain

import (
	"github.com/authkit-cli/authkit/entra"

	"github.com/authkit-cli/authkit/internal/checkid"
)

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
			checks:  []string{checkid.MetadataURLTenant, checkid.MetadataIssuer},
		},
		{
			id: "invalid-claim-nonce", phrases: claim("nonce"),
			title:   "the token belongs to another login",
			meaning: "Two logins crossed, or a fixed nonce is set in client_kwargs.",
			fix:     "log in in one tab only, and remove nonce from client_kwargs",
			checks:  []string{checkid.ClientKwargs, checkid.SignInIDToken},
		},
		{
			id: "missing-nonce", phrases: []string{"missing 'nonce' claim", "missing claim: 'nonce'"},
			title:   "the provider's ID token has no nonce, and st.login refuses it",
			meaning: "The nonce ties the token to one login. LinkedIn sends none, and nothing in secrets.toml changes that; other providers send it back by the standard.",
			owner:   "provider",
			fix:     "use a provider that sends the nonce; for LinkedIn accounts put one between them, for instance Auth0 or Keycloak",
			steps:   []string{"LinkedIn: put a provider between them that takes LinkedIn accounts, for instance Auth0 or Keycloak, and use its address", "other providers: tell the people who run it that the ID token lacks the nonce of the request (OpenID Connect Core, section 2)", "run authkit verify --login, which shows what the token holds"},
			checks:  []string{checkid.SignInIDToken, checkid.MetadataURLForm},
		},
		{
			id: "invalid-claim-aud", phrases: append(append(claim("aud"), claim("azp")...), "missing 'azp' claim", "missing claim: 'azp'"),
			title:   "the token was issued for another client ID",
			meaning: "client_id in secrets.toml is not the one the provider put into the token: a stray blank, a number without quotes, or an extra audience.",
			fix:     "write client_id as a string between quotes, exactly as the provider shows it",
			checks:  []string{checkid.ClientIDForm, checkid.SignInIDToken},
		},
		{
			id: "token-time", phrases: append(append(append(claim("iat"), claim("exp")...), claim("nbf")...), "expired_token", "the token is expired", "the token is not valid yet", "issued in the future"), unless: []string{"error decoding provider token"},
			title:   "the clocks of the server and the provider disagree",
			meaning: "Authlib allows two minutes. Containers and virtual machines that slept are often further off.",
			fix:     "set the server's clock (time synchronisation on) and log in again",
			checks:  []string{checkid.ClockSkew},
		},
		{
			id: "unknown-key", phrases: []string{"no key for kid", "invalid json web key set", "valueerror: key not found", "invalid_key_id"},
			title:   "the key that signed the token is not in the provider's key set",
			meaning: "The provider is just changing keys, the metadata belongs to another tenant or version, or an Entra app with custom claims has keys of its own.",
			fix:     "try again after some minutes; when it stays, run authkit verify --login",
			checks:  []string{checkid.MetadataJWKS, checkid.SignInIDToken},
		},
		{
			id: "bad-signature", phrases: []string{"bad_signature", "badsignatureerror"},
			title:   "the token's signature does not fit the provider's keys",
			meaning: "The metadata belongs to another issuer than the one that signed, or the provider signs with client_secret (HS256).",
			fix:     "check server_metadata_url, and choose RS256 for ID tokens at the provider",
			checks:  []string{checkid.MetadataJWKS, checkid.MetadataDocument},
		},
	}
}

// libraryMessages are what Python, Authlib and joserfc say when something of
// st.login goes wrong inside them.
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
			fix:     "run authkit verify --login, which names every such claim, and tell the people who run the provider",
			checks:  []string{checkid.SignInIDToken},
		},
		{
			id: "invalid-claim-at-hash", phrases: claim("at_hash"),
			title:   "the ID token and the access token do not belong together",
			meaning: "at_hash in the ID token is the fingerprint of another access token. A proxy that changes tokens does this, and so does a provider whose token endpoint mixes up two logins.",
			owner:   "provider",
			fix:     "log in again; when it stays, tell the people who run the provider",
			checks:  []string{checkid.SignInIDToken},
		},
		{
			id: "token-algorithm", phrases: []string{"unsupported_algorithm", "unsupportedalgorithmerror", "algorithm of '"},
			title:   "the ID token is signed in a way the provider's metadata does not list",
			meaning: "Streamlit takes the algorithms of id_token_signing_alg_values_supported, and RS256 alone where the metadata has no such list. Clients set to HS256 at the provider end here.",
			fix:     "choose RS256 for ID tokens in the client's settings at the provider",
			steps:   []string{"Auth0: Applications, the application, Settings, Advanced, OAuth: JSON Web Token Signature Algorithm RS256", "Keycloak: Clients, the client, Advanced: ID token signature algorithm RS256 (or none chosen)", "log in again, or run authkit verify --login"},
			checks:  []string{checkid.SignInIDToken, checkid.MetadataDocument},
		},
		{
			id: "token-too-long", phrases: []string{"exceeded_size", "exceededsizeerror", "header size exceeds", "payload size exceeds", "value size exceeds", "serialization is too long"},
			title:   "the ID token is longer than Authlib reads",
			meaning: "Authlib 1.7 and newer reads a header of 512 bytes and 128 kB of claims. Certificates in the header or thousands of groups go beyond that.",
			fix:     "have the provider send fewer claims, and no x5c in the header of its tokens",
			steps:   []string{"Entra: Token configuration of the app registration: remove the groups claim, or limit it to groups assigned to the application", "other providers: leave certificates (x5c) out of the token's header, and group or role lists out of the claims"},
			checks:  []string{checkid.SignInIDToken, checkid.SignInCookieSize},
		},
		{
			id: "token-unreadable", phrases: []string{"decode_error", "decodeerror", "not enough segments", "invalid input segments length", "invalid json web signature", "invalid_payload", "unsupported_header", "invalid_header_value", "invalid_crit_header_parameter_name", "missing_crit_header"}, with: []string{"authlib", "joserfc", "jose", "oauth", "segments", "json web signature", "decode_error: "},
			title:   "what the provider sent as ID token cannot be read",
			meaning: "It is no signed token (JWT), it is encrypted, or its header holds something Authlib refuses.",
			fix:     "have the provider send signed, unencrypted ID tokens (RS256)",
			checks:  []string{checkid.SignInIDToken},
		},
		{
			id: "keys-unreadable", phrases: []string{"key_parameter", "keyparametererror", "missing_key_type", "missingkeytypeerror", "no keys to import", "invalid key set format", "invalid_key_type", "unsupported_key_use", "unsupported_key_algorithm", "unsupported_key_operation", "this key is designed"},
			title:   "the provider's signing keys are not in order",
			meaning: "One key of the set at jwks_uri is written in a way Authlib does not take, or is published for something else than signing. From Authlib 1.7 on one such key spoils the whole set.",
			owner:   "provider",
			fix:     "run authkit verify, which names the fault, and tell the people who run the provider",
			checks:  []string{checkid.MetadataJWKS, checkid.SignInIDToken},
		},
		{
			id: "no-token", phrases: []string{"missing_token"}, with: []string{"authlib", "oauth", "missing_token: "},
			title:   "the provider's answer holds no token",
			meaning: "The token endpoint answered without an access token, often with a web page or an error in a form of its own.",
			fix:     "run authkit verify --login, which shows what came back",
			checks:  []string{checkid.SignInToken},
		},
		{
			id: "no-id-token", phrases: []string{"'nonetype' object is not iterable"}, with: []string{"oauth", "userinfo", "authlib"},
			title:   "the provider sent no ID token",
			meaning: "Streamlit up to 1.56 ends the callback with a page with 500 then. scope in client_kwargs lacks openid, or the provider knows OAuth 2.0 only.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or leave scope out",
			checks:  []string{checkid.ClientKwargs, checkid.MetadataDocument},
		},
		{
			id: "callback-exception", rank: rankSymptom, phrases: []string{"uncaught exception get /oauth2callback", "uncaught exception get /auth/login"},
			title:   "the login broke off with an exception",
			meaning: "The cause stands further down in the log, in the last line of the traceback.",
			fix:     "paste the whole traceback into authkit explain -, or run authkit verify --login",
			checks:  []string{checkid.SignInToken, checkid.SignInIDToken},
		},
		{
			id: "callback-method", phrases: []string{"405 method not allowed", "405: method not allowed"}, with: []string{"oauth2callback", "form_post"},
			title:   "the provider posts the answer, and Streamlit takes it in the address only",
			meaning: "response_mode = \"form_post\" stands in client_kwargs or authorize_params, or the provider is set to it.",
			fix:     "remove response_mode from secrets.toml",
			checks:  []string{checkid.ClientKwargs},
		},
		{
			id: "inner-routes-gone", phrases: []string{"no module named 'streamlit.web.server.oauth", "no module named 'streamlit.auth_util", "authcallbackhandler", "authloginhandler", "from 'streamlit.web.server.oauth", "from 'streamlit.auth_util"}, unless: []string{"uncaught exception", "in get\n"},
			title:   "the app uses inner parts of Streamlit's sign-in, which this release does not have",
			meaning: "oauth_authlib_routes and its handlers went away with 1.57, when Streamlit changed its server. They were never meant for apps.",
			fix:     "remove that import and leave the callback to st.login; until then stay with streamlit<1.57",
			steps:   []string{"remove the import, and what was changed in the handlers", "sign people in with st.login, which takes care of /oauth2callback by itself", "until that is done: put streamlit<1.57 and Authlib<1.6.0 into requirements.txt"},
			checks:  []string{checkid.AppCallback, checkid.DepsStreamlit},
		},
		{
			id: "authlib-prerelease", phrases: []string{"invalid literal for int() with base 10"}, with: []string{"authlib", "'0rc", "'0b", "'0a", "rc1'", "dev0'"},
			title:   "a pre-release of Authlib is installed",
			meaning: "Streamlit takes its version apart as numbers and stops at letters such as rc1.",
			fix:     installLine,
			checks:  []string{checkid.DepsAuthlib},
		},
		{
			id: "client-kwargs-no-table", phrases: []string{"'str' object has no attribute 'to_dict'", "'str' object does not support item assignment"}, with: []string{"oauth", "authlib", "auth_util", "auth_routes", "client_kwargs"},
			title:   "client_kwargs is not a table, or the provider's name is taken by a plain value",
			meaning: "Streamlit expects a section there: { … } or a header of its own.",
			fix:     "write a header [auth.client_kwargs] (or [auth.NAME.client_kwargs]) with the settings below it",
			checks:  []string{checkid.ClientKwargs, checkid.ProviderName},
		},
		{
			id: "metadata-redirected", phrases: []string{"redirect response '30", "301 moved permanently", "308 permanent redirect", "302 found' for url"}, with: []string{"openid-configuration", "for url", "httpx"},
			title:   "server_metadata_url leads to another address",
			meaning: "Streamlit 1.57 and newer does not follow redirects.",
			fix:     "set server_metadata_url to the address the redirect leads to; authkit verify shows it",
			checks:  []string{checkid.MetadataRedirect},
		},
		{
			id: "secrets-not-utf-8", phrases: []string{"codec can't decode byte"}, with: []string{"secrets", "toml"},
			title:   "secrets.toml is not saved as UTF-8",
			meaning: "PowerShell's > writes UTF-16, and old editors write Latin-1. Streamlit reads UTF-8 only.",
			fix:     "save the file as UTF-8 without a byte order mark; authkit verify --offline names it",
			checks:  []string{checkid.SecretsEncoding},
		},
	}
}
