package verify

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/streamlit"
)

// What an OpenID provider other than Entra tells about a client without a
// sign-in (docs/facts/providers.md, section 1).

// redirectAnswered tells whether the provider sent an answer to the redirect
// URI, as it does only for a client it knows.
func (f *Facts) redirectAnswered() bool {
	redirect, ok := f.Redirect.Get()
	return ok && redirect.proves()
}

// refusedOnPage is what the provider's error page refuses, see errorNamed.
func (f *Facts) refusedOnPage() string {
	redirect, ok := f.Redirect.Get()
	if !ok {
		return ""
	}
	if redirect.welcomed() {
		return ""
	}
	return redirect.Real.OAuthOnPage
}

// welcomed tells whether the login request as Streamlit sends it was not
// refused: then a refusal of the same with prompt=none was of that.
func (p *RedirectProbe) welcomed() bool {
	return p.Login != nil && p.Login.Page != "error" && p.Login.OAuthOnPage == ""
}

// absent are the answers to prompt=none that say nothing but that nobody is
// signed in (OpenID Connect Core, section 3.1.2.6).
var absent = []string{"login_required", "interaction_required", "consent_required", "account_selection_required"}

// refusedToSignIn is the answer of a provider that knows client and redirect
// URI, and would not sign anybody in for them.
func (f *Facts) refusedToSignIn() (AuthorizeAnswer, bool) {
	if f.Microsoft || f.signedIn() || !f.redirectAnswered() {
		return AuthorizeAnswer{}, false
	}
	redirect, _ := f.Redirect.Get()
	if login := redirect.Login; login != nil && login.ToAsked && login.StateKept && login.OAuthError != "" {
		return *login, !slices.Contains(passing, login.OAuthError)
	}
	return redirect.Real, !slices.Contains(absent, redirect.Real.OAuthError)
}

// passing are errors of a login request that may be gone the next time, or that
// a person may not meet (RFC 6749, section 4.1.2.1).
var passing = append([]string{"access_denied", "server_error", "temporarily_unavailable"}, absent...)

// namesPrompt tells whether the request was refused for its prompt.
func (a AuthorizeAnswer) namesPrompt() bool {
	return a.OAuthError == "invalid_request" && strings.Contains(strings.ToLower(a.Description), "prompt")
}

// lacksPKCE tells whether the request was refused for want of PKCE (RFC 7636, section 4.4.1).
func (a AuthorizeAnswer) lacksPKCE() bool {
	said := strings.ToLower(a.Description)
	return a.OAuthError == "invalid_request" && (strings.Contains(said, "code_challenge") || strings.Contains(said, "code challenge") || strings.Contains(said, "pkce"))
}

// withClientKwarg says how to give one entry to client_kwargs.
func withClientKwarg(r *streamlit.Registration, key, value string) string {
	entry := key + ` = "` + value + `"`
	if _, other := r.ClientKwargs[key]; other {
		return "write " + entry + " in client_kwargs instead"
	}
	if len(r.ClientKwargs) > 0 {
		return "add " + entry + " to client_kwargs"
	}
	return "write client_kwargs = { " + entry + " } below [" + strings.Join(r.Table, ".") + "]"
}

// refusesLogin tells whether the refusal was of the very request Streamlit sends.
func (f *Facts) refusesLogin() bool {
	redirect, _ := f.Redirect.Get()
	return redirect.Login != nil && redirect.Login.OAuthError != ""
}

// saying adds what a provider said in words.
func saying(description string) string {
	if description = entra.Clean(description); description == "" {
		return ""
	}
	return ": " + description
}

// deletedClient tells whether the token endpoint says that the client is gone;
// Google does.
func (f *Facts) deletedClient() bool {
	probe, ok := f.Secret.Get()
	return ok && probe.Real.OAuthError == "deleted_client"
}

func openIDClientKnown(f *Facts) Outcome {
	switch {
	case f.deletedClient():
		return found(Proved, finding(SeverityError, f.Registration.ClientID, "this client was deleted at the provider (deleted_client)", "make a new client there and copy its client_id and client_secret"))
	case f.redirectAnswered():
		return passed(Proved)
	case f.refusedOnPage() == "client_disabled":
		return passed(Inferred)
	case f.refusedOnPage() == "client_id":
		return found(Inferred, finding(SeverityError, f.Registration.ClientID, "the provider does not know this client ID", "copy the client ID again from the client's settings at the provider"))
	}
	if m := f.Secret.Missing(); m != nil && m.Status == Undecided {
		return missing(m)
	}
	return unproven("only a sign-in tells; run authkit verify --login")
}

func openIDClientEnabled(f *Facts) Outcome {
	client := f.Registration.ClientID
	switch {
	case f.signedIn():
		return passed(Proved)
	case f.refusedOnPage() == "client_disabled":
		return found(Inferred, finding(SeverityError, client, "this client is switched off at the provider", "switch it on in the client's settings at the provider"))
	case f.refusedOnPage() == "client_id":
		return skipped("the provider does not know the client ID, see client-known")
	case f.refusedOnPage() == "redirect_uri":
		return skipped("the provider refuses redirect_uri before, see redirect-uri-registered")
	case !f.redirectAnswered():
		if m := f.Redirect.Missing(); m != nil {
			return missing(m)
		}
		return unproven("only a sign-in tells; run authkit verify --login")
	}
	answer, refused := f.refusedToSignIn()
	switch {
	case !refused:
		return passed(Inferred)
	case answer.OAuthError == "unauthorized_client" || answer.OAuthError == "unsupported_response_type":
		return found(Proved, finding(SeverityError, client, "the provider does not let this client sign people in with a code ("+answer.OAuthError+")",
			"allow the authorization code flow in the client's settings at the provider; Keycloak calls it standard flow"))
	case answer.OAuthError == "invalid_scope":
		place := f.Registration.Section
		if scope, ok := f.Registration.ClientKwargs["scope"]; ok {
			place = scope
		}
		return found(Proved, finding(SeverityError, place, "the provider does not give this client all of the scope that is asked for (invalid_scope)",
			"allow the scope in the client's settings at the provider, or write less of it into client_kwargs; Streamlit asks for openid email profile by itself"))
	case answer.lacksPKCE():
		return skipped("the provider demands PKCE, see metadata-pkce")
	case f.refusesLogin() && answer.namesPrompt():
		place := f.Registration.Section
		if prompt, ok := f.Registration.ClientKwargs["prompt"]; ok {
			place = prompt
		}
		return found(Proved, finding(SeverityError, place, "the provider refuses the prompt that Streamlit sends with every login ("+entra.Clean(answer.Description)+")",
			withClientKwarg(f.Registration, "prompt", "login")))
	case f.refusesLogin():
		return found(Proved, finding(SeverityError, client, "the provider refuses the login request that Streamlit sends"+because(ProviderAnswer{OAuthError: answer.OAuthError})+saying(answer.Description),
			"correct what it names in the client's settings at the provider, or in client_kwargs"))
	}
	return unproven("the provider's answer proves nothing" + because(ProviderAnswer{OAuthError: answer.OAuthError}) + "; run authkit verify --login")
}

func openIDSecretOutcome(f *Facts, probe *SecretProbe) Outcome {
	s := f.Registration.ClientSecret
	refused := deniesClient(probe.Real) && (probe.Other == nil || RefusesClient(probe.Other.Real))
	said := because(ProviderAnswer{OAuthError: probe.Real.OAuthError})
	switch {
	case probe.Wavers || probe.Other != nil && probe.Other.Wavers:
		return unproven("the provider answers the same question now so, now otherwise, so nothing can be told; run authkit verify --login")
	case f.refusedOnPage() == "client_id", f.deletedClient():
		return skipped("the provider does not know the client ID, see client-known")
	case f.refusedOnPage() == "client_disabled":
		return skipped("the client is switched off at the provider, see client-enabled")
	case probe.Method == "none" && probe.Real.OAuthError == "invalid_client" && f.strayAssertion().IsSet():
		stray := f.strayAssertion()
		return found(Inferred, finding(SeverityError, stray.Setting, "the provider refuses this client without its client_assertion, which is not sent from where it stands"+said, "move it to "+stray.Works))
	case probe.Method == "none" && probe.Real.OAuthError == "invalid_client" && f.Registration.ClientSecret.Text.IsEmpty():
		return found(Inferred, finding(SeverityError, s, "the provider refuses this client without a client_secret"+said, "fill in client_secret from the client's settings at the provider"))
	case probe.Method == "none" && probe.Real.OAuthError == "invalid_client":
		return found(Inferred, finding(SeverityError, s, "the provider refuses this client without its client_secret, and token_endpoint_auth_method none keeps it from being sent"+said, "remove the line token_endpoint_auth_method"))
	case probe.Method == "none":
		return unproven("token_endpoint_auth_method none keeps the secret from being sent")
	case f.Registration.Assertion().IsSet() && slices.Contains([]string{"invalid_client", "invalid_request"}, probe.Real.OAuthError):
		return found(Proved, finding(SeverityError, f.Registration.Assertion(), "the provider refuses a client that shows its secret and an assertion"+said+saying(probe.Real.Description),
			`write token_endpoint_auth_method = "none" below [`+strings.Join(f.Registration.Table, ".")+`.client_kwargs]`))
	case probe.Control != nil && probe.Real.OAuthError == "invalid_grant" && probe.Control.OAuthError == "invalid_grant":
		return unproven("the provider looks at the code before the secret, so only a sign-in tells; run authkit verify --login")
	case refused && f.redirectAnswered():
		return found(Inferred, finding(SeverityError, s, "the provider knows this client ID and refuses the client_secret"+said, "copy the secret again from the client's settings at the provider, or make a new one there"))
	case refused:
		return found(Inferred, finding(SeverityError, s, "the provider refuses client_id with this client_secret"+said, "compare both with the client's settings at the provider, or make a new secret there and copy it"))
	}
	return unproven("the provider's answer proves nothing about the secret" + because(probe.Real) + "; run authkit verify --login")
}

// deniesClient tells whether an answer can only mean that client authentication
// failed: invalid_client, or any OAuth error but invalid_grant with the status
// kept for it, as Keycloak has it (RFC 6749, section 5.2).
func deniesClient(a ProviderAnswer) bool {
	return a.OAuthError == "invalid_client" || a.Status == http.StatusUnauthorized && a.OAuthError != "" && a.OAuthError != "invalid_grant"
}
