package entra

import "github.com/authkit-cli/authkit/internal/own"

// serviceEntries: faults of Microsoft's own.
var serviceEntries = []Entry{
	{
		Code: "AADSTS50000", Cause: "Microsoft could not issue the token",
		Meaning: "A general failure while making it.",
		Fix:     "try again; when it stays, look at Microsoft's service health page",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS50033", Cause: "the sign-in service stumbled for a moment",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS51005", Cause: "Microsoft sends the request on to another of its servers",
		Meaning: "It is a step inside the service and not a failure.",
		Fix:     "try again when the browser stays on this page",
		Owner:   OwnerMicrosoft, Stages: []string{StageAuthorize}, Seen: SeenByApp,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS70012", Cause: "the service for personal accounts failed",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again later",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90006", Cause: "an outside server that takes part in the sign-in failed",
		Meaning: "It may be the organisation's own identity provider.",
		Fix:     "try again later",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90012", Cause: "the request took too long",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90024", Cause: "the service ran out of time for this request",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90033", Cause: "the directory cannot be reached for the moment",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again in some minutes",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90036", Cause: "the directory failed in a way that trying again does not fix",
		Meaning: "Only Microsoft can look into it.",
		Fix:     "open a support request and name the trace ID and the time of the error",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn, StageToken}, Seen: SeenOnPage | SeenInAnswer,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90090", Cause: "the sign-in service could not ask Microsoft Graph",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn}, Seen: SeenOnPage | SeenInAnswer, Passes: true,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS165900", Cause: "the sign-in page made a wrong call to its own server",
		Meaning: "Cookies or a page kept open for long are the usual reasons.",
		Fix:     "reload the page, or start again in a private window",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn}, Seen: SeenOnPage,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS1000000", Cause: "the sign-in was interrupted while accounts were being linked",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn}, Seen: SeenOnPage, Passes: true,
		Source: microsoftsList,
	},
}

// deviceFlowEntries: signing in with a code on another device, which Streamlit never does.
var deviceFlowEntries = []Entry{
	{
		Code: "AADSTS70016", Cause: "the person has not finished yet",
		Meaning: "It is no error: a tool that signs in with a code on another device has to ask again." + notStreamlit,
		Fix:     "finish the sign-in in the browser; the tool asks again by itself",
		Owner:   OwnerUser, Stages: []string{StageToken}, Seen: SeenInAnswer, OAuthError: "authorization_pending",
		Source: "testdata/devicecode-pending-70016.json",
	},
	{
		Code: "AADSTS70018", Cause: "the code typed on the device page is wrong",
		Meaning: "It concerns tools that show a code to type in." + notStreamlit,
		Fix:     "type the code that the tool shows again",
		Owner:   OwnerUser, Stages: []string{StageToken}, Seen: SeenInAnswer,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS70019", Cause: "the code for the device page has lapsed",
		Meaning: "It concerns tools that show a code to type in." + notStreamlit,
		Fix:     "start the tool again to get a new code",
		Owner:   OwnerUser, Stages: []string{StageToken}, Seen: SeenInAnswer,
		Source: microsoftsList,
	},
	{
		Code: "AADSTS90120", Cause: "the device request has been answered already",
		Meaning: "Somebody approved or declined it before." + notStreamlit,
		Fix:     "start the tool again to get a new code",
		Owner:   OwnerDeveloper, Stages: []string{StageToken}, Seen: SeenInAnswer,
		Source: microsoftsList,
	},
}

// personalEntries: messages of login.live.com, which carry no AADSTS number.
var personalEntries = []Entry{
	{
		Code: "MSA:unauthorized_client", Cause: "the app is unknown to Microsoft's service for personal accounts, or not open to them",
		Meaning: "client_id is wrong, or the registration is for organisations only while server_metadata_url says consumers.",
		Fix:     "compare client_id with the Overview page, and use the tenant ID instead of consumers when the app is for an organisation",
		Steps:   []string{openApp, "compare client_id with Application (client) ID on Overview", "for an organisation: put Directory (tenant) ID in place of consumers in server_metadata_url", "for personal accounts: set Supported account types so that they include personal Microsoft accounts", runLogin},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageSignIn}, Seen: SeenOnPage, OAuthError: "unauthorized_client",
		Source: "https://github.com/microsoftgraph/msgraph-sample-nodeexpressapp/issues/152",
	},
	{
		Code: "MSA:invalid_request:redirect_uri", Cause: "the app registration does not list this redirect URI",
		Meaning: "It is what AADSTS50011 is for work accounts: the redirect_uri of [auth] has to be registered character by character.",
		Fix:     "add exactly " + own.RedirectURIBrief + " under Authentication, platform Web",
		Steps:   []string{openApp, "under Authentication add the platform Web, or open it when it is there", "paste " + own.RedirectURI + " and save", runLogin},
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize, StageSignIn}, Seen: SeenOnPage, OAuthError: "invalid_request",
		Source: "https://github.com/jasonjoh/javascript-tutorial/issues/1",
	},
	{
		Code: "MSA:invalid_request:userAudience", Cause: "the account types of the app and the address that was asked do not fit",
		Meaning: "The app takes personal accounts only, and server_metadata_url says common.",
		Fix:     "set server_metadata_url to " + consumersMetadata,
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenOnPage, OAuthError: "invalid_request",
		Source: "https://github.com/dotnet/AspNetCore.Docs/issues/19795",
	},
	{
		Code: "MSA:invalid_scope", Cause: "the service for personal accounts does not know a scope",
		Meaning: "scope in client_kwargs asks for more than personal accounts have.",
		Fix:     "set scope = \"openid profile email\" in client_kwargs, or leave scope out",
		Owner:   OwnerDeveloper, Stages: []string{StageAuthorize}, Seen: SeenOnPage | SeenByApp, OAuthError: "invalid_scope",
		Source: "https://github.com/MicrosoftDocs/azure-docs/issues/37071",
	},
	{
		Code: "MSA:access_denied", Cause: "the sign-in was cancelled or declined",
		Meaning: "The app only sees that the sign-in did not happen.",
		Fix:     "sign in again and accept",
		Owner:   OwnerUser, Stages: []string{StageSignIn}, Seen: SeenByApp, OAuthError: "access_denied",
		Source: "https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow",
	},
	{
		Code: "MSA:server_error", Cause: "the service for personal accounts failed and sent the person back",
		Meaning: "Nothing has to be changed.",
		Fix:     "try again, in a private window when it stays",
		Owner:   OwnerMicrosoft, Stages: []string{StageSignIn}, Seen: SeenByApp, OAuthError: "server_error", Passes: true,
		Source: "https://github.com/n8n-io/n8n/issues/21422",
	},
}
