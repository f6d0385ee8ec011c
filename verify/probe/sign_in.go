package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// Login is how a person signs in during a run.
type Login struct {
	// Offer asks the person whether to sign in, once the rest of the answers is
	// there; nil: they have said so.
	Offer func(context.Context, *verify.Gathered) bool
	// Open shows an address in the person's browser. An error means that the
	// person has to open it; Show has told it already.
	Open func(ctx context.Context, address string) error
	// Show tells the person what is about to happen: the provider's name, the
	// address, and whether a browser opened.
	Show        func(provider, address string, opened bool)
	RedirectURI string        // a loopback URI to use instead of the project's; empty: the project's own
	Wait        time.Duration // how long a person may take
	// Judge says what a round trip came to, for the page that the browser shows:
	// nil when it worked.
	Judge func(*verify.Facts, *verify.SignIn) *verify.Finding
}

// signIn makes the round trip Streamlit makes: the same request, callback,
// token exchange and ID-token rules.
func (q *prober) signIn(ctx context.Context, f *verify.Facts, login *Login, not string) verify.Fact[*verify.SignIn] {
	if login == nil {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, not)
	}
	metadata, ok := f.Metadata.Get()
	if !ok || !metadata.Usable() {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, "the provider's metadata could not be used")
	}
	r := f.Registration
	if r.ByRun {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, "authkit run shows the provider something else than a client secret: start the app with it, and sign in there")
	}
	if r.ClientID.Text.IsEmpty() || f.Project.Auth.RedirectURI.Text.IsEmpty() {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, "client_id or redirect_uri is missing")
	}
	if verify.ClientIDWrong(f) { // it may be a secret in the wrong place, and the address of the sign-in would show it
		return verify.NotKnown[*verify.SignIn](verify.Skipped, "client_id is wrong")
	}
	authorizeAt, err := q.authorizeEndpoint(f, metadata)
	if err != nil {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, err.Error())
	}
	tokenAt, err := q.tokenEndpoint(f, metadata)
	if err != nil {
		return verify.NotKnown[*verify.SignIn](verify.Skipped, err.Error())
	}
	redirect, missing := loginRedirect(f, login)
	if missing != nil {
		return verify.NotKnown[*verify.SignIn](missing.Status, missing.Reason)
	}
	ctx, cancel := context.WithTimeout(ctx, login.Wait)
	defer cancel()
	callback, missing := listen(ctx, redirect, f.Microsoft)
	if missing != nil {
		return verify.NotKnown[*verify.SignIn](missing.Status, missing.Reason)
	}
	defer callback.close()

	trip := &roundTrip{q: q, f: f, metadata: metadata, tokenAt: tokenAt, redirectURI: callback.redirectURI, verifier: q.verifier(), nonce: q.unguessable(10)}
	state := q.unguessable(15)
	callback.expect(state)
	challenge := ""
	if trip.pkce = f.UsesPKCE(metadata); trip.pkce {
		challenge = oauth2.S256ChallengeFromVerifier(trip.verifier)
	}
	query := streamlit.LoginQuery(*r, trip.redirectURI, state, trip.nonce, challenge)
	for key, values := range authorizeAt.Query() {
		if !query.Has(key) {
			query[key] = values
		}
	}
	authorizeAt.RawQuery = query.Encode()
	q.wire.note(verify.Request{Method: http.MethodGet, URL: hosts.Shown(authorizeAt), Purpose: "the person signs in, in the browser"})
	opened := login.Open(ctx, authorizeAt.String()) == nil
	login.Show(r.Name, authorizeAt.String(), opened)

	answer, err := callback.wait(ctx)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && callback.cameBare():
		return verify.NotKnown[*verify.SignIn](verify.Undecided, "the browser came back without an answer: the provider may have put it behind a #, where no server sees it; remove response_mode and response_type from client_kwargs and authorize_params")
	case errors.Is(err, context.DeadlineExceeded):
		return verify.NotKnown[*verify.SignIn](verify.Undecided, fmt.Sprintf("nobody came back from the provider within %s; if its page showed an error such as %s, authkit explain tells about it", spoken.Duration(login.Wait), entra.WrongRedirectURI))
	case err != nil:
		return verify.NotKnown[*verify.SignIn](verify.Undecided, "the sign-in was interrupted")
	}
	result := trip.finish(ctx, answer)
	result.CameTo, result.Asked = callback.redirectURI, metadata.Asked
	answer.reply(resultPage(r.Name, login.Judge(f, result)))
	return verify.Known(result)
}

// loginRedirect is the redirect URI of the round trip: the project's own, or
// the one named for this run.
func loginRedirect(f *verify.Facts, login *Login) (*url.URL, *verify.Missing) {
	text := login.RedirectURI
	if text == "" {
		text = f.RedirectURI()
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		return nil, because(verify.Skipped, "redirect_uri is not an address")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, because(verify.Skipped, "redirect_uri holds more than an address")
	case !hosts.IsLoopback(u.Hostname()):
		return nil, because(verify.Skipped, "redirect_uri points to "+u.Hostname()+", not to this machine; register http://localhost:8501/oauth2callback at the provider as well and add --redirect-uri http://localhost:8501/oauth2callback")
	case u.Scheme != "http":
		return nil, because(verify.Skipped, "redirect_uri is https on this machine, for which verify has no certificate")
	}
	return u, nil
}

// roundTrip is what follows after the provider has sent the person back.
type roundTrip struct {
	q           *prober
	f           *verify.Facts
	metadata    *verify.Metadata
	tokenAt     *url.URL
	redirectURI string
	verifier    string
	nonce       string
	pkce        bool
}

func (t *roundTrip) finish(ctx context.Context, came arrival) *verify.SignIn {
	query := came.query
	if came.posted {
		return &verify.SignIn{Stage: verify.StageAuthorize, Message: "the provider posts its answer to redirect_uri as a form (response_mode form_post), which Streamlit refuses (405)", Fix: "remove response_mode from client_kwargs and authorize_params, or have the provider answer by redirect"}
	}
	if parsed, ok := entra.ParseCallbackError(query); ok {
		return &verify.SignIn{Stage: verify.StageAuthorize, Error: &verify.ProviderAnswer{OAuthError: parsed.OAuthError, Subcode: parsed.Subcode, Code: parsed.Code, Description: parsed.Description, TraceID: parsed.TraceID, CorrelationID: parsed.CorrelationID}}
	}
	if query.Get("code") == "" {
		return &verify.SignIn{Stage: verify.StageAuthorize, Message: "the provider came back with neither a code nor an error", Fix: "remove response_type and response_mode from client_kwargs and authorize_params"}
	}
	ctx, cancel := context.WithTimeout(askedOnItsWord(ctx, t.metadata), t.q.network.Timeout)
	defer cancel()
	tokens, failed := t.exchange(ctx, query.Get("code"))
	if failed != nil {
		return failed
	}
	return t.check(ctx, tokens)
}

// check holds the ID token against Authlib's rules and says what st.user will hold.
func (t *roundTrip) check(ctx context.Context, tokens *tokens) *verify.SignIn {
	result := &verify.SignIn{Stage: verify.StageToken, Granted: tokens.granted}
	if tokens.id == "" {
		result.Message = "the provider sent no ID token, so Streamlit has nobody to log in"
		result.Fix = "write scope = \"openid email profile\" in client_kwargs, or remove scope from it"
		return result
	}
	keys, missing := t.keys(ctx, false)
	if missing != nil {
		result.Message, result.NoAnswer = missing.Reason, missing.Status == verify.Undecided
		return result
	}
	if keys.Problem != "" {
		if keys, missing = t.keys(ctx, true); missing != nil {
			result.Message, result.NoAnswer = missing.Reason, missing.Status == verify.Undecided
			return result
		}
	}
	if keys.Problem != "" {
		result.Problems = []streamlit.TokenProblem{{Claim: "kid", Message: "the provider's signing keys cannot be used, so no ID token can be checked: their address " + keys.Problem, Fix: cmp.Or(keys.Fix, "tell the people who run the provider")}}
		return result
	}
	rules := streamlit.IDTokenRules{
		ClientID: t.f.Registration.ClientID.Text.Reveal(), Metadata: t.metadata.Document, Nonce: t.nonce,
		AccessToken: tokens.access, Now: t.q.network.Now(), Authlib: t.q.authlib,
	}
	claims, problems := streamlit.CheckIDToken(tokens.id, keys.Keys, rules)
	if unknownKey(problems) {
		// Authlib fetches the set once more: servers roll keys over at different moments.
		if again, missing := t.keys(ctx, true); missing == nil {
			claims, problems = streamlit.CheckIDToken(tokens.id, again.Keys, rules)
		}
	}
	if unchecked(problems) {
		result.Message, result.NoAnswer = problems[0].Message, true
		return result
	}
	if len(problems) > 0 {
		result.Problems = problems
		return result
	}
	result.Stage = verify.StageDone
	result.Claims = claims
	result.Cookies = streamlit.CookiesOf(verify.CookieEra(t.f.Project), claims, tokens.id, tokens.access, hosts.Origin(t.redirectURI), t.f.Registration.Name)
	return result
}

// unchecked tells whether nothing is wrong but what cannot be checked here.
func unchecked(problems []streamlit.TokenProblem) bool {
	return len(problems) > 0 && problems[0].Unchecked
}

func unknownKey(problems []streamlit.TokenProblem) bool {
	for _, p := range problems {
		if p.UnknownKey {
			return true
		}
	}
	return false
}

func (t *roundTrip) keys(ctx context.Context, again bool) (*verify.KeySet, *verify.Missing) {
	fact := t.f.Keys
	if _, ok := fact.Get(); !ok || again {
		u, err := url.Parse(t.metadata.Text("jwks_uri"))
		if err != nil || u.Host == "" {
			return nil, because(verify.Unproven, "the metadata names no jwks_uri, without which no ID token can be checked")
		}
		if err := t.q.turnsInward(t.metadata, u, "jwks_uri"); err != nil {
			return nil, because(verify.Unproven, err.Error())
		}
		fact = t.q.fetchKeys(ctx, u)
	}
	if missing := fact.Missing(); missing != nil {
		return nil, missing
	}
	keys, _ := fact.Get()
	return keys, nil
}
