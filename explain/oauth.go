package explain

import (
	"github.com/authkit-cli/authkit/entra"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// oauthMessages are the errors of RFC 6749 and OpenID Connect, for texts that say no more.
func oauthMessages() []message {
	return []message{
		{
			id: "invalid_client", rank: rankError, phrases: []string{"invalid_client"},
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
			id: "invalid_grant", rank: rankError, phrases: []string{"invalid_grant"},
			title:   "the provider does not accept the code any more",
			meaning: "It was used before, is too old, or belongs to another redirect URI or client.",
			fix:     "log in again from the start page; when it stays, check that no proxy repeats or changes /oauth2callback",
			checks:  []string{checkid.SignInToken},
		},
		{
			id: "invalid_scope", rank: rankError, phrases: []string{"invalid_scope"},
			title:   "the provider does not know a scope",
			meaning: "scope in client_kwargs is sent as it stands.",
			fix:     "set scope = \"openid email profile\" in client_kwargs, or leave scope out",
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
			id: "login_required", rank: rankError, phrases: []string{"login_required", "interaction_required", "consent_required", "account_selection_required"},
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
			id: "invalid_request", rank: rankError, phrases: []string{"invalid_request"},
			title:   "the provider does not understand the request",
			meaning: "The description behind it says which parameter is missing or wrong; it comes from secrets.toml.",
			fix:     "run authkit verify; it checks every parameter Streamlit sends",
			checks:  []string{checkid.ClientKwargs, checkid.RedirectURIForm},
		},
	}
}
