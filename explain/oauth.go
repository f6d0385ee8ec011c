package explain

import (
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// oauthMessages are the errors of RFC 6749 and OpenID Connect, for texts that say no more.
func oauthMessages() []message {
	all := []message{
		{
			id: "invalid_client", rank: rankError, phrases: []string{"invalid_client", "client authentication failed (e.g., unknown client", "client authentication failed due to unknown client"},
			title:   "the provider does not accept the app's own credentials",
			meaning: "client_id or client_secret is wrong, or they are sent in a way the provider does not take.",
			fix:     "copy both again; when they are right, set token_endpoint_auth_method = \"client_secret_post\" in client_kwargs",
			checks:  []string{checkid.ClientSecret, checkid.ClientKnown, checkid.MetadataClientAuth},
		},
		{
			id: "unauthorized_client", rank: rankError, phrases: []string{"unauthorized_client"},
			title:   "the app may not do this at the provider",
			meaning: "The client is unknown there, disabled, or not allowed to use authorization codes.",
			fix:     "check client_id, and that the client is a web application with the authorization code flow",
			checks:  []string{checkid.ClientKnown, checkid.ClientEnabled, checkid.ClientAudience},
		},
		{
			id: "invalid_grant", rank: rankError, phrases: []string{"invalid_grant", "is invalid, expired, revoked"},
			title:   "the provider does not accept the code any more",
			meaning: "It was used before, is too old, or belongs to another redirect URI or client.",
			fix:     "log in again from the start page; when it stays, check that no proxy repeats or changes /oauth2callback",
			checks:  []string{checkid.SignInToken},
		},
		{
			id: "invalid_scope", rank: rankError, phrases: []string{"invalid_scope", "the requested scope is invalid, unknown, or malformed"},
			title:   "the provider does not allow a scope that was asked for",
			meaning: "scope in client_kwargs is sent as it stands; without it Streamlit asks for openid, email and profile. The provider does not know one of them, or has not allowed it to this client.",
			fix:     "allow openid, email and profile to the client at the provider, and remove other scopes from client_kwargs",
			steps:   []string{"scope set in client_kwargs: remove what is no scope of the provider, or leave scope out", "scope not set: allow openid, email and profile in the client's settings at the provider (GitLab: tick them under Scopes of the application)", "or: set scope = \"openid email\" in client_kwargs, with the scopes that are allowed there"},
			checks:  []string{checkid.ClientKwargs},
		},
		{
			id: "unsupported_response_type", rank: rankError, phrases: []string{"unsupported_response_type"},
			title:   "the provider does not allow the kind of answer that was asked for",
			meaning: "Streamlit asks for a code; a response_type in client_kwargs or authorize_params changes that.",
			fix:     "remove response_type from secrets.toml",
			checks:  []string{checkid.ClientKwargs},
		},
		{
			id: "login_required", rank: rankError, phrases: []string{"login_required", "interaction_required", "consent_required", "account_selection_required"}, with: []string{"error", "oauth", "prompt", "openid"}, unless: []string{"import login_required"},
			title:   "the person would have to do something, and the request forbade asking",
			meaning: "prompt = \"none\" stands in client_kwargs.",
			fix:     "remove prompt from client_kwargs",
			checks:  []string{checkid.ClientKwargs},
		},
		{
			id: "access_denied", rank: rankError, phrases: []string{"access_denied"},
			title:   "the person or the provider said no",
			meaning: "The sign-in was cancelled, or a rule of the provider does not admit the person.",
			owner:   entra.OwnerUser,
			fix:     "log in again and accept; when it stays, ask the provider's administrator to assign the person to the app",
			checks:  []string{checkid.SignInCallback},
		},
		{
			id: "server_error", rank: rankError, phrases: []string{"error=server_error", "server_error:", "temporarily_unavailable"},
			title:   "the provider failed",
			meaning: "The settings have nothing to do with it.",
			owner:   "provider",
			fix:     "try again later",
		},
		{
			id: "prompt-not-supported", phrases: []string{"error=unsupported_prompt", "unsupported_prompt_select_account", "unsupported prompt value", "invalid parameter: prompt", "prompt=select_account is not supported"},
			title:   "the provider does not take the prompt that Streamlit sends",
			meaning: "Streamlit sends prompt=select_account unless client_kwargs says otherwise, and not every provider knows it.",
			fix:     "set prompt = \"login\" in client_kwargs",
			checks:  []string{checkid.ClientKwargs},
		},
		{
			id: "redirect-uri-refused", rank: rankKind,
			phrases: []string{
				"redirect_uri is not registered", "redirect uri is not registered", "mismatching redirect uri", "mismatching_redirect_uri", "redirect uri mismatch", "redirect_uri mismatch",
				"redirect_uri did not match any of the client's registered redirect_uris", "unregistered redirect_uri", "invalid_redirect_uri", "invalid redirect_uri", "redirect_uri is invalid", "invalid redirect uri",
				"redirect_uri must match configuration", "is not a valid registered redirect uri", "oauth 2.0 parameter: redirect_uri", "registered callback does not match with the provided url", "redirect uri is not whitelisted", "isn't included in the app's domains", "doesn't exist in the allowed redirect uri list", "invalid callback url", "redirect uri is not registered properly", "invalid oauth2 redirect_uri", "redirect_uri is not valid", "redirect_uri not allowed", "redirect uri not allowed", "invalid redirect url",
			},
			unless:  []string{"aadb2c"},
			title:   "the client at the provider does not list this redirect URI",
			meaning: "Providers compare it letter by letter: http or https, localhost or 127.0.0.1, the port, capitals, a slash at the end.",
			fix:     "register exactly " + own.RedirectURIBrief + " in the client's settings at the provider",
			steps:   []string{"open the client's settings at the provider, where redirect URIs (callback URLs, reply URLs) are listed", "add " + own.RedirectURI + " and save", "log in again"},
			checks:  []string{checkid.RedirectURIRegistered},
		},
		{
			id: "client-unknown", rank: rankKind,
			phrases: []string{"unknown client", "client is invalid", "invalid client_id", "client_id is invalid", "client not found", "client does not exist", "no client with requested id", "invalid client id", "oauth 2.0 parameter: client_id", "a valid oauth client could not be found", "msis9223", "at checkclient ("},
			with:    []string{"oauth", "msis9223", "oidc", "openid", "invalid_client", "invalid_request", "unauthorized_client", "client_id", "invalid client_id"},
			unless:  []string{"(e.g., unknown client", "failed due to unknown client"},
			title:   "the provider does not know this client_id",
			meaning: "It is mistyped, the client was deleted, or server_metadata_url names another tenant, realm or instance than the client's.",
			fix:     "copy the client ID again from the client's settings, and compare the host and path of server_metadata_url with that page",
			checks:  []string{checkid.ClientKnown, checkid.ClientIDForm, checkid.MetadataURLForm},
		},
		{
			id: "invalid_request", rank: rankError, phrases: []string{"invalid_request"},
			title:   "the provider does not understand the request",
			meaning: "The description behind it says which parameter is missing or wrong. It comes from secrets.toml, from the client's settings at the provider, or from a proxy that shortens addresses.",
			fix:     "paste the whole page or address, with its description, into authkit explain -; authkit verify checks every parameter Streamlit sends",
			checks:  []string{checkid.ClientKwargs, checkid.RedirectURIForm},
		},
	}
	for i := range all {
		all[i].unless = append(all[i].unless, machines...)
	}
	return all
}

// machines are the signs of programs that ask for tokens of their own, such as a
// service account of Google's, in the same words of the standard.
var machines = []string{"refresherror", "google.auth.exceptions", "invalid jwt", "service_account"}
