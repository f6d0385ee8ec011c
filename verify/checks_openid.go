package verify

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// What an OpenID provider other than Entra tells about a client without a
// sign-in (docs/facts/providers.md, section 1).

// redirectAnswered tells whether the provider sent an answer to the redirect
// URI, as it does only for a client it knows.
func (f *Facts) redirectAnswered() bool {
	redirect, ok := f.Redirect.Get()
	return ok && redirect.proves()
}

// Refuses tells whether an answer to a login request lets nobody sign in,
// whatever its words. A status that is about who asks, from where or how often,
// does not: that may be a firewall's, or the provider's own way to ask for a login.
func (a AuthorizeAnswer) Refuses() bool {
	switch {
	case a.NoAnswer != "":
		return false
	case a.ToAsked:
		return a.StateKept && a.OAuthError != "" && !slices.Contains(passing, a.OAuthError) && !slices.Contains(absent, a.OAuthError)
	case a.ErrorAt != "", a.OAuthOnPage != "":
		return true
	}
	return a.Page == "error" && slices.Contains(refusing, a.Status)
}

// refusing are the statuses of a request that is wrong in itself (RFC 9110, section 15.5).
var refusing = []int{
	http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusConflict, http.StatusGone,
	http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
}

// like tells whether two answers are the same, but for what is on every page
// another.
func (a AuthorizeAnswer) like(b AuthorizeAnswer) bool {
	return a.NoAnswer == "" && b.NoAnswer == "" && !a.ToAsked && !b.ToAsked &&
		a.Status == b.Status && a.Page == b.Page && a.OAuthOnPage == b.OAuthOnPage && a.ErrorAt == b.ErrorAt && a.Looks == b.Looks
}

// likeControls tells whether an answer is the one that made-up addresses get.
func (p *RedirectProbe) likeControls(a AuthorizeAnswer) bool {
	return len(p.Controls) > 0 && !slices.ContainsFunc(p.Controls, func(control AuthorizeAnswer) bool { return !a.like(control) })
}

// welcomed tells whether the login request as Streamlit sends it was answered
// and not refused.
func (p *RedirectProbe) welcomed() bool {
	return p.Login != nil && p.Login.NoAnswer == "" && !p.Login.Refuses()
}

// absent are the answers to prompt=none that say nothing but that nobody is
// signed in (OpenID Connect Core, section 3.1.2.6).
var absent = []string{"login_required", "interaction_required", "consent_required", "account_selection_required"}

// passing are other errors of a login request that may be gone the next time, or
// that a person may not meet (RFC 6749, section 4.1.2.1).
var passing = []string{"access_denied", "server_error", "temporarily_unavailable"}

// refusal is what a provider other than Entra refuses of a login request.
type refusal string

const (
	refusesNothing  refusal = ""
	refusesClient   refusal = "client_id"
	refusesDisabled refusal = "client_disabled"
	refusesAddress  refusal = "redirect_uri"
	refusesRequest  refusal = "login" // something else of it: the scope, the prompt, the grant
)

// refused tells what the provider refuses of the login request. The answer to
// exactly Streamlit's request decides; of the others, which Streamlit never
// sends, only a difference between the controls does.
func (f *Facts) refused() refusal {
	p, ok := f.Redirect.Get()
	if !ok || p.Login == nil || f.signedIn() {
		return refusesNothing
	}
	if p.welcomed() {
		if p.proves() && p.Real.whoever() {
			return refusesRequest
		}
		return f.refusedSilently(p)
	}
	if !p.Login.Refuses() {
		return refusesNothing
	}
	if p.proves() || p.Login.ToAsked || p.Login.whoever() {
		return refusesRequest // it knows client and address, or means neither
	}
	switch named := refusal(cmp.Or(p.Login.OAuthOnPage, p.Real.OAuthOnPage)); named {
	case refusesClient, refusesDisabled, refusesAddress:
		return named
	}
	if slices.ContainsFunc([]string{LoginPrompt, LoginScope, LoginPKCE}, f.takenWith) {
		return refusesRequest
	}
	likeControls, likeStranger := p.likeControls(*p.Login), p.Login.like(p.Stranger)
	switch {
	case likeControls && (!likeStranger || f.SecretProven() && p.Login.Status == http.StatusBadRequest):
		return refusesAddress
	case likeControls && f.deniedAtToken():
		return refusesClient
	}
	return refusesRequest
}

// refusedSilently tells what the answers to prompt=none show where the login
// request itself only leads to the sign-in page: a provider that refuses the
// address as it refuses made-up ones, and a made-up client otherwise.
func (f *Facts) refusedSilently(p *RedirectProbe) refusal {
	if !p.Real.Refuses() || p.Real.ToAsked || !p.likeControls(p.Real) || strings.Contains(strings.ToLower(p.Real.Looks), "prompt") {
		return refusesNothing
	}
	if p.Real.OAuthOnPage == "" && f.asksOtherwise() {
		return refusesNothing // the page may mean one of these
	}
	if p.Stranger.Refuses() && !p.Real.like(p.Stranger) {
		return refusesAddress
	}
	if p.Real.like(p.Stranger) && f.deniedAtToken() {
		return refusesClient
	}
	return refusesNothing
}

// deniedAtToken tells whether the token endpoint refuses client and secret, in
// whatever way they are sent.
func (f *Facts) deniedAtToken() bool {
	secret, asked := f.Secret.Get()
	return asked && deniesClient(secret.Real) && !secret.Works() && !secret.public()
}

// whoever tells whether an answer at the redirect URI says what no prompt and no
// session changes: then it holds for Streamlit's request too.
func (a AuthorizeAnswer) whoever() bool {
	return slices.Contains([]string{"unauthorized_client", "unsupported_response_type", "invalid_scope"}, a.said()) || a.lacksPKCE()
}

// refusing is the answer that refuses the login.
func (p *RedirectProbe) refusing() AuthorizeAnswer {
	if p.welcomed() {
		return p.Real
	}
	return *p.Login
}

// asksOtherwise tells whether the project adds to the login request what the
// provider may refuse of it.
func (f *Facts) asksOtherwise() bool {
	for key := range f.Registration.ClientKwargs {
		if key != "token_endpoint_auth_method" && key != "prompt" && key != "code_challenge_method" && key != "scope" {
			return true
		}
	}
	return len(f.Registration.AuthorizeParams) > 0
}

// takenWith tells whether Streamlit's request was refused, and taken with one
// thing changed.
func (f *Facts) takenWith(change string) bool {
	p, ok := f.Redirect.Get()
	if !ok {
		return false
	}
	answer, asked := p.Changed[change]
	return asked && answer.NoAnswer == "" && !answer.Refuses() && answer.Page != "error"
}

// said is the error of a login request, wherever it stands.
func (a AuthorizeAnswer) said() string { return cmp.Or(a.OAuthError, a.ErrorAt) }

// namesPrompt tells whether the request was refused for its prompt.
func (a AuthorizeAnswer) namesPrompt() bool {
	return strings.Contains(strings.ToLower(a.said()+" "+a.Description), "prompt")
}

// lacksPKCE tells whether the request was refused for want of PKCE (RFC 7636, section 4.4.1).
func (a AuthorizeAnswer) lacksPKCE() bool {
	said := strings.ToLower(a.Description)
	return a.said() == "invalid_request" && (strings.Contains(said, "code_challenge") || strings.Contains(said, "code challenge") || strings.Contains(said, "pkce"))
}

// demandsPKCE tells whether the login was refused for want of PKCE.
func (f *Facts) demandsPKCE() bool {
	if f.refused() != refusesRequest {
		return false
	}
	p, _ := f.Redirect.Get()
	return p.refusing().lacksPKCE() || f.takenWith(LoginPKCE) && !f.takenWith(LoginPrompt) && !f.takenWith(LoginScope)
}

// saying adds what a provider said in words.
func saying(description string) string {
	if description = entra.Clean(description); description == "" {
		return ""
	}
	return ": " + description
}

// deletedClient tells whether the provider says that the client is gone; Google does.
func (f *Facts) deletedClient() bool {
	if probe, ok := f.Secret.Get(); ok && probe.Real.OAuthError == "deleted_client" {
		return true
	}
	probe, ok := f.Redirect.Get()
	return ok && probe.Login != nil && probe.Login.ErrorAt == "deleted_client"
}

// strangerAtToken tells whether the token endpoint says in words that there is
// no such client; Google and Hydra do.
func (f *Facts) strangerAtToken() bool {
	probe, ok := f.Secret.Get()
	if !ok || !deniesClient(probe.Real) {
		return false
	}
	said := strings.ToLower(probe.Real.Description)
	return slices.ContainsFunc([]string{"client was not found", "client does not exist", "client not found", "no such client", "unknown client_id"}, func(words string) bool {
		return strings.Contains(said, words)
	})
}

// unknownClient tells whether the provider does not know the client ID.
func (f *Facts) unknownClient() bool {
	return f.deletedClient() || f.refused() == refusesClient || f.strangerAtToken()
}

func openIDClientKnown(f *Facts) Outcome {
	switch refused := f.refused(); {
	case f.deletedClient():
		return found(Proved, finding(SeverityError, f.Registration.ClientID, "this client was deleted at the provider (deleted_client)", "make a new client there and copy its client_id and client_secret"))
	case f.redirectAnswered():
		return passed(outcome.Proof("the provider sent its answer to the redirect URI, as it does only for a client it knows"))
	case refused == refusesDisabled:
		return passed(outcome.Sign("the provider's page says that this client is switched off, so it knows it"))
	case refused == refusesClient, f.strangerAtToken():
		return found(Inferred, finding(SeverityError, f.Registration.ClientID, "the provider does not know this client ID", "copy the client ID again from the client's settings at the provider"))
	}
	if m := f.Secret.Missing(); m != nil && m.Status == Undecided {
		return f.unanswered(m)
	}
	return f.untilSignIn("only a sign-in tells")
}

// unanswered is about a question of ours that got no answer: where Streamlit's
// own got one, that breaks nothing and decides nothing.
func (f *Facts) unanswered(m *Missing) Outcome {
	if redirect, ok := f.Redirect.Get(); ok && redirect.welcomed() && m.Status == Undecided {
		return f.untilSignIn("a question that Streamlit never asks got no answer (" + m.Reason + ")")
	}
	return missing(m)
}

func openIDClientEnabled(f *Facts) Outcome {
	client := f.Registration.ClientID
	refused := f.refused()
	switch {
	case f.signedIn():
		return passed(outcome.Proof("a person signed in"))
	case refused == refusesDisabled:
		return found(Inferred, finding(SeverityError, client, "this client is switched off at the provider", "switch it on in the client's settings at the provider"))
	case f.unknownClient():
		return skipped("the provider does not know the client ID, see client-known")
	case refused == refusesAddress:
		return skipped("the provider refuses redirect_uri before, see redirect-uri-registered")
	case refused == refusesRequest:
		return loginRefused(f)
	case !f.redirectAnswered():
		if m := f.Redirect.Missing(); m != nil {
			return missing(m)
		}
		return f.untilSignIn("only a sign-in tells")
	}
	probe, _ := f.Redirect.Get()
	if !probe.welcomed() || !slices.Contains(absent, probe.Real.OAuthError) {
		return f.untilSignIn("the provider's answer proves nothing" + because(ProviderAnswer{OAuthError: probe.Real.OAuthError}))
	}
	if prompt := f.unlistedPrompt(); prompt != "" {
		return f.untilSignIn("the metadata does not list the prompt of client_kwargs, " + prompt + ", and whether the provider takes it only a sign-in tells")
	}
	return passed(outcome.Sign("the provider answers the login request as it does for a client that may sign people in"))
}

// unlistedPrompt is a prompt of the login request that the metadata leaves out,
// and the standard too; empty: none, or the metadata does not say (Initiating
// User Registration via OpenID Connect 1.0, section 5). Keycloak leaves
// select_account out and takes it.
func (f *Facts) unlistedPrompt() string {
	m, ok := f.Metadata.Get()
	if !ok {
		return ""
	}
	listed, says := m.Texts("prompt_values_supported")
	if !says {
		return ""
	}
	for _, prompt := range strings.Fields(streamlit.LoginQuery(*f.Registration, f.RedirectURI(), "", "", "").Get("prompt")) {
		if !slices.Contains(listed, prompt) && !slices.Contains([]string{"none", "login", "consent", "select_account"}, prompt) {
			return entra.Clean(prompt)
		}
	}
	return ""
}

// loginRefused says what the provider refuses of the request that Streamlit
// sends, for a client and an address that it knows.
func loginRefused(f *Facts) Outcome {
	probe, _ := f.Redirect.Get()
	answer := probe.refusing()
	at := func(key string) streamlit.Setting {
		return cmp.Or(f.Registration.ClientKwargs[key], f.Registration.Section)
	}
	said := because(ProviderAnswer{OAuthError: answer.said(), Status: answer.Status})
	switch {
	case f.demandsPKCE():
		return skipped("the provider demands PKCE, see metadata-pkce")
	case f.accused(at("response_type"), checkid.ClientKwargs):
		return skipped("the provider refuses the response_type, see client-kwargs")
	case answer.said() == "unauthorized_client" || answer.said() == "unsupported_response_type":
		return found(Proved, finding(SeverityError, f.Registration.ClientID, "the provider does not let this client sign people in with a code ("+answer.said()+")",
			"allow the authorization code flow in the client's settings at the provider; Keycloak calls it standard flow"))
	case answer.said() == "invalid_scope", f.takenWith(LoginScope) && !f.takenWith(LoginPrompt):
		return found(Proved, finding(SeverityError, at("scope"), "the provider does not give this client all of the scope that is asked for"+said,
			"allow the scope in the client's settings at the provider, or write less of it into client_kwargs; Streamlit asks for openid email profile by itself"))
	case f.takenWith(LoginPrompt), answer.namesPrompt() && probe.Changed[LoginPrompt].NoAnswer != "":
		return found(Proved, finding(SeverityError, at("prompt"), "the provider refuses the prompt that Streamlit sends with every login"+said+saying(answer.Description),
			f.Registration.WithClientKwarg("prompt", "login")))
	}
	return found(Proved, finding(SeverityError, f.Registration.ClientID, "the provider refuses the login request that Streamlit sends"+said+saying(answer.Description),
		"correct what it names in the client's settings at the provider, or in client_kwargs; its page says more: open the app and press its login button"))
}

func openIDSecretOutcome(f *Facts, probe *SecretProbe) Outcome {
	s := f.Registration.ClientSecret
	refused := deniesClient(probe.Real) && (probe.Other == nil || RefusesClient(probe.Other.Real))
	said := because(ProviderAnswer{OAuthError: probe.Real.OAuthError})
	switch {
	case probe.Wavers || probe.Other != nil && probe.Other.Wavers:
		return f.untilSignIn("the provider answers the same question now so, now otherwise, so nothing can be told")
	case f.unknownClient():
		return skipped("the provider does not know the client ID, see client-known")
	case f.refused() == refusesDisabled:
		return skipped("the client is switched off at the provider, see client-enabled")
	case probe.Method == "none" && deniesClient(probe.Real) && f.strayAssertion().IsSet():
		stray := f.strayAssertion()
		return found(Inferred, finding(SeverityError, stray.Setting, "the provider refuses this client without its client_assertion, which is not sent from where it stands"+said, "move it to "+stray.Works))
	case probe.Method == "none" && deniesClient(probe.Real) && s.Text.IsEmpty():
		return found(Inferred, finding(SeverityError, s, "the provider refuses this client without a client_secret"+said, "fill in client_secret from the client's settings at the provider"))
	case probe.Method == "none" && deniesClient(probe.Real):
		return found(Inferred, finding(SeverityError, s, "the provider refuses this client without its client_secret, and token_endpoint_auth_method none keeps it from being sent"+said, "remove the line token_endpoint_auth_method"))
	case probe.Method == "none":
		return unproven("token_endpoint_auth_method none keeps the secret from being sent")
	case f.Registration.Assertion().IsSet() && slices.Contains([]string{"invalid_client", "invalid_request"}, probe.Real.OAuthError):
		return found(Proved, finding(SeverityError, f.Registration.Assertion(), "the provider refuses a client that shows its secret and an assertion"+said+saying(probe.Real.Description),
			`write token_endpoint_auth_method = "none" below [`+strings.Join(f.Registration.Table, ".")+`.client_kwargs]`))
	case probe.public():
		return skipped("this client is a public one, see metadata-client-auth")
	case probe.Control != nil && probe.Real.OAuthError == "invalid_grant" && probe.Control.OAuthError == "invalid_grant":
		return f.untilSignIn("the provider looks at the code before the secret, so only a sign-in tells")
	case refused && s.Text.IsEmpty():
		return found(Inferred, finding(SeverityError, s, "the provider refuses this client with an empty client_secret"+said, "fill in client_secret from the client's settings at the provider"))
	case refused && f.redirectAnswered():
		return found(Inferred, finding(SeverityError, s, "the provider knows this client ID and refuses the client_secret"+said, copySecret))
	case refused:
		return found(Inferred, finding(SeverityError, s, "the provider refuses client_id with this client_secret"+said, "compare client_id with the client's settings at the provider, and "+copySecret))
	}
	return f.untilSignIn("the provider's answer proves nothing about the secret" + because(probe.Real))
}

// copySecret is the fix for a secret that is refused in every way Streamlit knows.
const copySecret = "copy the secret again from the client's settings at the provider, or make a new one there; the client has to be one that shows a secret (client_secret_basic or client_secret_post)"

// deniesClient tells whether an answer can only mean that client authentication
// failed: invalid_client, or any OAuth error but invalid_grant with the status
// kept for it, as Keycloak has it (RFC 6749, section 5.2).
func deniesClient(a ProviderAnswer) bool {
	return a.OAuthError == "invalid_client" || a.Status == http.StatusUnauthorized && a.OAuthError != "" && a.OAuthError != "invalid_grant"
}
