package entra

// registrationEntries: the redirect URI, its platform, and the account types of the app registration.
var registrationEntries = []Entry{
	{
		Code: "AADSTS50011", Cause: "the app registration does not list this redirect URI",
		Meaning: "Microsoft compares the redirect_uri of [auth] with the registered list character by character: scheme, host, port (except on localhost), path, letter case and a trailing slash all count. " +
			"The page comes only after the person has signed in, and the app never hears of it.",
		Fix:    "add exactly the redirect_uri of secrets.toml under Authentication, platform Web",
		Steps:  []string{openApp, "under Authentication add the platform Web, or open it when it is there", "paste the value of redirect_uri from secrets.toml, ending in /oauth2callback, and save; keep the entries that are there", "wait a minute or two, then " + runLogin},
		Owner:  OwnerDeveloper,
		Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer,
	},
	{
		Code: "AADSTS500113", Cause: "the app registration has no redirect URI at all",
		Meaning: "The registration was created without a platform, so there is nowhere to send anybody back to.",
		Fix:     "add the platform Web with the redirect_uri of secrets.toml under Authentication",
		Steps:   []string{openApp, "Authentication, Add a platform, Web", "paste the value of redirect_uri from secrets.toml and save"},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageSignIn}, Seen: SeenOnPage,
	},
	{
		Code: "AADSTS900971", Cause: "the request brought no reply address Microsoft could use",
		Meaning: "Streamlit sends the redirect_uri of [auth] as it stands; here it was missing or empty.",
		Fix:     "set redirect_uri in [auth] to the full address of the app followed by /oauth2callback",
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenOnPage,
	},
	{
		Code: "AADSTS90102", Cause: "redirect_uri is not a full URL",
		Meaning: "Something like localhost:8501/oauth2callback, a bare path or the word undefined was sent. It is refused on its looks, before anybody signs in.",
		Fix:     "write redirect_uri with its scheme, such as http://localhost:8501/oauth2callback",
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenOnPage,
	},
	{
		Code: "AADSTS70004", Cause: "this kind of redirect URI is not allowed for the app",
		Meaning: "Plain http is only good for localhost; wildcards and very long addresses are refused too.",
		Fix:     "use https for everything but localhost, without wildcards, at most 256 characters",
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenOnPage,
	},
	{
		Code: "AADSTS500112", Cause: "the code was asked for with one redirect URI and exchanged with another",
		Meaning: "Streamlit uses the same redirect_uri twice, so the two requests were made under different settings: the secrets changed in between, replicas differ, or a proxy rewrites addresses.",
		Fix:     "give every replica the same redirect_uri, restart them, and sign in again",
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer, OAuthError: "invalid_client",
	},
	{
		Code: "AADSTS9002327", Cause: "the redirect URI is registered as a single-page application",
		Meaning: "Microsoft hands such codes to browsers only, but Streamlit exchanges them on its server. The sign-in page works, the last step fails.",
		Fix:     "move the redirect URI from the platform Single-page application to Web",
		Steps:   []string{openApp, "under Authentication delete the URI from Single-page application", "add the same URI under the platform Web and save", runLogin},
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS9002325", Cause: "the redirect URI belongs to a single-page application, which must use PKCE",
		Meaning: "The registration treats the app as running in the browser. Streamlit runs on a server and needs the platform Web.",
		Fix:     "move the redirect URI from the platform Single-page application to Web",
		Steps:   []string{openApp, "under Authentication delete the URI from Single-page application", "add the same URI under the platform Web and save", runLogin},
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer,
	},
	{
		Code: "AADSTS9002326", Cause: "a browser tried to exchange the code although the platform is not single-page application",
		Meaning: "The exchange came with a foreign Origin header, so code in a web page did it." + notStreamlit,
		Fix:     "leave the exchange to st.login and remove the JavaScript or component that does it",
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS700025", Cause: "the redirect URI is registered under Mobile and desktop applications, where no secret is accepted",
		Meaning: "The platform makes the app a public client. Streamlit always sends client_secret, so it needs the platform Web.",
		Fix:     "move the redirect URI from Mobile and desktop applications to the platform Web",
		Steps:   []string{openApp, "under Authentication delete the URI from Mobile and desktop applications", "add it under the platform Web", "set Allow public client flows to No and save", runLogin},
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer, OAuthError: "invalid_client",
	},
	{
		Code: "AADSTS700084", Cause: "a refresh token of a single-page application ran out after its 24 hours",
		Meaning: "Streamlit keeps no refresh tokens; the redirect URI is on the wrong platform and other code uses it.",
		Fix:     "register the redirect URI under the platform Web",
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer,
	},
	{
		Code: "AADSTS50194", Cause: "a single-tenant app was called through /common or /organizations",
		Meaning: "The registration serves one organisation, but server_metadata_url does not say which. Making the app multi-tenant would not help: Streamlit rejects every token that comes through /common or /organizations, because the issuer there is a template.",
		Fix:     "put the tenant ID in place of common or organizations in server_metadata_url",
		Steps:   []string{openApp, "copy Directory (tenant) ID from Overview", "write it into server_metadata_url where common or organizations stands", runVerify},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenByApp | SeenOnPage, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS9002346", Cause: "the app accepts personal Microsoft accounts only, but an organisation's address was asked",
		Meaning: "client_id is right; the account types of the registration and server_metadata_url do not fit together.",
		Fix:     "set server_metadata_url to " + consumersMetadata,
		Steps:   []string{"for personal accounts: set server_metadata_url to " + consumersMetadata, "for work accounts: register an app whose supported account types are this organisation, and use its tenant ID", runVerify},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageToken, StageDeviceCode}, Seen: SeenInAnswer, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS9002331", Cause: "the app accepts personal Microsoft accounts only (the number used before AADSTS9002346)",
		Meaning: "client_id is right, but server_metadata_url names a tenant, common or organizations.",
		Fix:     "set server_metadata_url to " + consumersMetadata,
		Owner:   OwnerDeveloper, Stages: []string{StageToken, StageDeviceCode}, Seen: SeenInAnswer, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS9002332", Cause: "the app, or the API it asks for, serves organisations only, but /consumers was asked",
		Meaning: "The registration does not take personal Microsoft accounts.",
		Fix:     "use the tenant ID in server_metadata_url instead of consumers",
		Steps:   []string{openApp, "copy Directory (tenant) ID from Overview and write it into server_metadata_url where consumers stands", "or, to admit personal accounts, register an app whose supported account types include them", runVerify},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageToken}, Seen: SeenInAnswer | SeenOnPage, OAuthError: "invalid_request",
	},
	{
		Code: "AADSTS90130", Cause: "neither /common nor /consumers is open to this app",
		Meaning: "The account types of the registration exclude what server_metadata_url asks for.",
		Fix:     "use the tenant ID in server_metadata_url",
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageToken}, Seen: SeenInAnswer | SeenOnPage,
	},
	{
		Code: "AADSTS500201", Cause: "a personal account reached an endpoint of version 1, which cannot serve it",
		Meaning: "server_metadata_url lacks /v2.0, or the registration excludes personal accounts.",
		Fix:     "use the metadata URL with /v2.0 in it: " + consumersMetadata,
		Owner:   OwnerDeveloper, Stages: []string{StageSignIn, StageToken}, Seen: SeenInAnswer | SeenOnPage,
	},
	{
		Code: "AADSTS500207", Cause: "the API behind a scope does not serve accounts of this kind",
		Meaning: "Personal and work accounts reach different APIs; plain sign-in needs none of them.",
		Fix:     "ask only for the scopes openid, profile and email, and check Supported account types in the registration",
		Owner:   OwnerDeveloper, Stages: []string{StageSignIn}, Seen: SeenOnPage,
	},
	{
		Code: "AADSTS50061", Cause: "the sign-out request was not accepted",
		Meaning: "From Streamlit 1.53 on (1.57 aside) st.logout sends the browser to Microsoft with redirect_uri as the address to return to; that address has to be registered.",
		Fix:     "register the redirect_uri of secrets.toml under Authentication, platform Web",
		Owner:   OwnerDeveloper, Stages: []string{StageSignOut}, Seen: SeenOnPage,
	},
}
