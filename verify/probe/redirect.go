package probe

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/oauth2"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// redirect asks whether the redirect URI is registered: the login request with
// prompt=none and no session, next to controls that no provider may send
// anybody to (RFC 6749, section 4.1.2.1; docs/facts/entra.md, section 2.4). Providers
// other than Entra, which judges nothing before somebody signs in, are asked the
// login request as it is too: its answer decides.
func (q *prober) redirect(ctx context.Context, f *verify.Facts, m *verify.Metadata) verify.Fact[*verify.RedirectProbe] {
	r := f.Registration
	asked, err := url.Parse(f.RedirectURI())
	switch {
	case !q.wantsAny(checkid.RedirectURIRegistered, checkid.ClientKnown, checkid.ClientEnabled):
		return verify.NotKnown[*verify.RedirectProbe](verify.Skipped, "not selected")
	case r.ClientID.Text.IsEmpty() || streamlit.Unfilled("client_id", r.ClientID.Text.Reveal()):
		return verify.NotKnown[*verify.RedirectProbe](verify.Skipped, "there is no client_id to ask about")
	case err != nil || asked.Host == "":
		return verify.NotKnown[*verify.RedirectProbe](verify.Skipped, "redirect_uri is not an address")
	}
	asked.Scheme, _, _ = strings.Cut(f.RedirectURI(), ":") // in capitals where Streamlit sends it so
	endpoint, err := q.authorizeEndpoint(f, m)
	if err != nil {
		return verify.NotKnown[*verify.RedirectProbe](verify.Unproven, err.Error())
	}
	elsewhere := &url.URL{Scheme: "https", Host: "authkit-" + q.unguessable(8) + ".invalid", Path: "/oauth2callback"}
	probe := &verify.RedirectProbe{}
	client := r.ClientID.Text.Reveal()
	controls := []*url.URL{elsewhere}
	if hosts.IsLoopback(asked.Hostname()) {
		// The port of a loopback URI may be ignored, its path is not.
		path := *asked
		path.Path = "/" + q.unguessable(8) + "/oauth2callback"
		controls = append(controls, &path)
	}
	probe.Controls = make([]verify.AuthorizeAnswer, len(controls))
	ask := authorizeQuestion{f: f, m: m, endpoint: endpoint, client: client, redirect: asked, written: f.RedirectURI()}
	var login verify.AuthorizeAnswer
	var real, stranger, asStreamlit *verify.Missing
	unanswered := make([]*verify.Missing, len(controls))
	var side safego.Group
	side.Go(func() {
		probe.Real, real = q.authorize(ctx, ask.silently(), "is the redirect URI registered (prompt=none)")
	})
	side.Go(func() { probe.Stranger, stranger = q.stranger(ctx, ask.silently()) })
	if !f.Microsoft {
		side.Go(func() {
			login, asStreamlit = q.authorize(ctx, ask, "would the provider let people sign in")
		})
	}
	for i, control := range controls {
		side.Go(func() {
			probe.Controls[i], unanswered[i] = q.authorize(ctx, ask.to(control).silently(), "control: the same with a made-up redirect URI")
		})
	}
	side.Wait()
	unanswered = append(unanswered, real, stranger)
	if !f.Microsoft {
		// Streamlit never asks with prompt=none: that it gets no answer breaks nothing.
		unanswered = []*verify.Missing{asStreamlit}
		probe.Login = &login
	}
	for _, missing := range unanswered {
		if missing != nil {
			return verify.NotKnown[*verify.RedirectProbe](missing.Status, missing.Reason)
		}
	}
	if probe.Login != nil && probe.Login.Refuses() {
		probe.Changed = q.changedLogins(ctx, ask)
	}
	return verify.Known(probe)
}

// stranger asks the same for a client that nobody registered, once for all
// sections that would ask it alike.
func (q *prober) stranger(ctx context.Context, ask authorizeQuestion) (verify.AuthorizeAnswer, *verify.Missing) {
	alike := fmt.Sprintln(ask.m.Asked, ask.endpoint, ask.redirect, ask.of("").query("", "", "").Encode())
	control := q.strangers.get(alike, func() (c unknownClient[verify.AuthorizeAnswer]) {
		c.answer, c.missing = q.authorize(ctx, ask.of(q.guid()), "control: the same with a made-up client ID")
		return c
	})
	return control.answer, control.missing
}

// changedLogins asks as Streamlit does with one thing changed each time: what is
// taken then tells what was refused, whatever the words.
func (q *prober) changedLogins(ctx context.Context, ask authorizeQuestion) map[string]verify.AuthorizeAnswer {
	changes := map[string]func(url.Values){
		verify.LoginPrompt: func(query url.Values) { query.Set("prompt", "login") },
		verify.LoginScope:  func(query url.Values) { query.Set("scope", "openid") },
		verify.LoginPKCE: func(query url.Values) {
			query.Set("code_challenge", oauth2.S256ChallengeFromVerifier(q.verifier()))
			query.Set("code_challenge_method", "S256")
		},
	}
	var side safego.Group
	var mu sync.Mutex
	changed := map[string]verify.AuthorizeAnswer{}
	for name, change := range changes {
		side.Go(func() {
			answer, missing := q.authorize(ctx, ask.with(change), "what was the login refused for: with another "+name)
			if missing == nil {
				mu.Lock()
				defer mu.Unlock()
				changed[name] = answer
			}
		})
	}
	side.Wait()
	return changed
}

// guid is a random version 4 GUID (RFC 9562), which is no application's ID.
func (q *prober) guid() string {
	h := q.unguessable(16)
	return fmt.Sprintf("%s-%s-4%s-a%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:])
}

func (q *prober) authorizeEndpoint(f *verify.Facts, m *verify.Metadata) (*url.URL, error) {
	if own := f.Registration.AuthorizeURL.Text.Reveal(); own != "" {
		return checkedEndpoint(own, "authorize_url")
	}
	return q.usableEndpoint(m, "authorization_endpoint")
}

// authorizeQuestion is one authorization request.
type authorizeQuestion struct {
	f        *verify.Facts
	m        *verify.Metadata
	endpoint *url.URL
	client   string
	redirect *url.URL
	written  string           // redirect as Streamlit sends it; empty: nobody wrote it
	change   func(url.Values) // of what Streamlit sends; nil: nothing
}

// of is the same for another client.
func (a authorizeQuestion) of(client string) authorizeQuestion {
	a.client = client
	return a
}

// to is the same with another redirect URI.
func (a authorizeQuestion) to(redirect *url.URL) authorizeQuestion {
	a.redirect, a.written = redirect, ""
	return a
}

// silently is the same with prompt=none: nobody is asked anything.
func (a authorizeQuestion) silently() authorizeQuestion {
	return a.with(func(query url.Values) {
		query.Set("prompt", "none")
		query.Set("response_mode", "query")
		if !a.f.Microsoft {
			query.Del("response_mode") // query is the default; not every provider knows the parameter
		}
	})
}

// with is the same with a change of what Streamlit sends.
func (a authorizeQuestion) with(change func(url.Values)) authorizeQuestion {
	a.change = change
	return a
}

// query is what the request carries.
func (a authorizeQuestion) query(state, nonce, verifier string) url.Values {
	challenge := ""
	if a.f.UsesPKCE(a.m) {
		challenge = oauth2.S256ChallengeFromVerifier(verifier)
	}
	query := streamlit.LoginQuery(*a.f.Registration, cmp.Or(a.written, a.redirect.String()), state, nonce, challenge)
	query.Set("client_id", a.client)
	if a.change != nil {
		a.change(query)
	}
	return query
}

// authorize makes one authorization request as a browser without a session would.
func (q *prober) authorize(ctx context.Context, ask authorizeQuestion, purpose string) (verify.AuthorizeAnswer, *verify.Missing) {
	state := q.unguessable(12)
	query := ask.query(state, q.unguessable(10), q.verifier())
	address := *ask.endpoint
	for key, values := range address.Query() {
		if !query.Has(key) {
			query[key] = values
		}
	}
	address.RawQuery = query.Encode()
	a, missing := q.page(ctx, &address, purpose)
	if missing == nil && ask.f.Microsoft && entra.IsInterruptPage(a.Body) {
		query.Set("sso_reload", "true") // what the page's script would do
		address.RawQuery = query.Encode()
		a, missing = q.page(ctx, &address, purpose)
	}
	if missing == nil {
		missing = outOfOrder(a, address.Host)
	}
	if missing != nil {
		return verify.AuthorizeAnswer{NoAnswer: missing.Reason}, missing
	}
	answer := readAuthorize(a, &address, ask.redirect, state)
	if ask.f.Microsoft {
		return answer, nil
	}
	if answer, missing = q.followed(ctx, answer, a, &address, ask.redirect, state, purpose); missing != nil {
		return verify.AuthorizeAnswer{NoAnswer: missing.Reason}, missing
	}
	return answer, nil
}

// outOfOrder is why an answer is none.
func outOfOrder(a *answer, host string) *verify.Missing {
	if a.Cut {
		return because(verify.Unproven, host+" answered with more than 1 MiB, and what stands behind that was not read")
	}
	if a.Status >= 500 || a.Status == http.StatusTooManyRequests {
		return because(verify.Undecided, host+" answered "+spoken.Status(a.Status)+"; try again later")
	}
	return nil
}

// followed goes on to the provider's own pages, as a browser does: some refuse a
// login only there (docs/facts/providers.md, section 1.1). What one of the
// redirects said stays said.
func (q *prober) followed(ctx context.Context, answer verify.AuthorizeAnswer, a *answer, from, asked *url.URL, state, purpose string) (verify.AuthorizeAnswer, *verify.Missing) {
	cookies := map[string]*http.Cookie{}
	for range maxRedirects {
		to, err := from.Parse(a.Header.Get("Location"))
		if err != nil || a.Status/100 != 3 || answer.ToAsked || to.Scheme != from.Scheme || to.Host != from.Host {
			return answer, nil
		}
		for _, cookie := range (&http.Response{Header: a.Header}).Cookies() {
			cookies[cookie.Name] = cookie
		}
		request, err := get(ctx, to.String())
		if err != nil {
			return answer, nil
		}
		for _, cookie := range cookies {
			request.AddCookie(cookie)
		}
		var missing *verify.Missing
		if a, missing = q.pageBy(request, purpose); missing == nil {
			missing = outOfOrder(a, to.Host)
		}
		if missing != nil {
			return answer, missing
		}
		next := readAuthorize(a, to, asked, state)
		next.ErrorAt = cmp.Or(next.ErrorAt, answer.ErrorAt)
		next.OAuthOnPage = cmp.Or(next.OAuthOnPage, answer.OAuthOnPage)
		next.Description = cmp.Or(next.Description, answer.Description)
		next.SentTo = cmp.Or(next.SentTo, answer.SentTo)
		answer, from = next, to
	}
	if a.Status/100 == 3 && a.Header.Get("Location") != "" && !answer.ToAsked {
		return answer, because(verify.Unproven, fmt.Sprintf("%s sends people on more than %d times, and was not followed further", from.Host, maxRedirects))
	}
	return answer, nil
}

// page opens an address as a browser without a session would.
func (q *prober) page(ctx context.Context, address *url.URL, purpose string) (*answer, *verify.Missing) {
	request, err := get(ctx, address.String())
	if err != nil {
		return nil, because(verify.Unproven, err.Error())
	}
	return q.pageBy(request, purpose)
}

// pageBy sends a request as a browser sends one for a page.
func (q *prober) pageBy(request *http.Request, purpose string) (*answer, *verify.Missing) {
	request.Header.Set("Accept", "text/html,application/xhtml+xml")
	a, err := q.wire.ask(request, purpose, "")
	if err != nil {
		return nil, because(verify.Undecided, NoAnswer(err, request.URL.Host))
	}
	return a, nil
}

// readAuthorize says where an authorization request led.
func readAuthorize(a *answer, endpoint, asked *url.URL, state string) verify.AuthorizeAnswer {
	result := verify.AuthorizeAnswer{Asked: asked, Status: a.Status}
	if location := a.Header.Get("Location"); a.Status/100 == 3 && location != "" {
		if target, err := endpoint.Parse(location); err == nil {
			result.SentTo = hosts.Shown(target)
			result.ToAsked = hosts.Same(target, asked)
			deliver(&result, target.Query(), state)
			if !result.ToAsked {
				readOwnPage(&result, target)
			}
		}
		return result
	}
	if action, fields, ok := entra.ParseFormPost(a.Body); ok {
		if target, err := url.Parse(action); err == nil {
			result.SentTo = hosts.Shown(target)
			result.ToAsked = hosts.Same(target, asked)
			deliver(&result, fields, state)
			return result
		}
	}
	switch parsed, isError := entra.ParseErrorPage(a.Body); {
	case entra.IsInterruptPage(a.Body):
		result.Page = "interrupt"
	case isError:
		result.Page, result.Code, result.OAuthOnPage, result.Description = "error", parsed.Code, parsed.OAuthError, parsed.Description
	case entra.IsSignInPage(a.Body):
		result.Page = "sign-in"
	case a.Status >= 400:
		result.Page, result.OAuthOnPage = "error", errorNamed(string(a.Body))
	default:
		result.Page = "other"
	}
	result.Looks = looks(a.Body)
	return result
}

// readOwnPage reads the redirect to an error page of the provider's own. Google
// packs what it refuses into a base64url text (docs/facts/providers.md, section 2.1).
func readOwnPage(r *verify.AuthorizeAnswer, target *url.URL) {
	query := target.Query()
	r.ErrorAt, r.Description = query.Get("error"), query.Get("error_description")
	said := ""
	for name, values := range query { // not the rest: it may repeat the request
		if strings.Contains(strings.ToLower(name), "error") {
			said += strings.Join(values, " ") + "\n"
		}
	}
	if packed := query.Get("authError"); packed != "" {
		text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(packed, "="))
		if err == nil {
			said = string(text)
			r.ErrorAt = cmp.Or(r.ErrorAt, googleError.Get().FindString(said), "authError")
		}
	}
	r.OAuthOnPage = errorNamed(said)
}

// looks is what a page says, without its tags and whatever is another on every
// page: numbers, identifiers and the like.
func looks(page []byte) string {
	text := pageTags.Get().ReplaceAllString(string(page), " ")
	var words []string
	for _, word := range strings.Fields(text) {
		if len(word) < 20 && !strings.ContainsAny(word, "0123456789") {
			words = append(words, word)
		}
	}
	text = strings.Join(words, " ")
	return text[:min(len(text), 600)]
}

// deliver reads what was sent along to the redirect URI.
func deliver(r *verify.AuthorizeAnswer, fields url.Values, state string) {
	r.StateKept = fields.Get("state") == state
	if parsed, ok := entra.ParseCallbackError(fields); ok {
		r.OAuthError, r.Code, r.Description = parsed.OAuthError, parsed.Code, parsed.Description
	}
}

var (
	pageTags    = lazy.Regexp{Pattern: `(?is)<(script|style)\b.*?</(?:script|style)>|<[^>]*>`}
	googleError = lazy.Regexp{Pattern: `[a-z]+(?:_[a-z]+)+`}

	redirectRefused = lazy.Regexp{Pattern: `(?is)redirect[_ -]?ur[il]s?[^<]{0,80}(mismatch|invalid|not (?:valid|registered|allowed|whitelisted|match|in the)|unregistered|does(?:n't| not) match|error|is missing)|\b(?:invalid|mismatch\w*|unregistered|wrong|illegal)\b[^<]{0,60}redirect[_ -]?ur[il]|redirect_uri_mismatch|callback url mismatch`}
	clientDisabled  = lazy.Regexp{Pattern: `(?i)client (?:is )?(?:disabled|inactive|deactivated|not enabled)|disabled[_ -]client|client[_ -]disabled`}
	clientRefused   = lazy.Regexp{Pattern: `(?is)(?:invalid|unknown|deleted)[_ -]client|client[_ -]?(?:id)?[^<]{0,40}(?:not found|unknown|does(?:n't| not) exist|is invalid|was not found)|client not found|unable to (?:retrieve|find|load) client`}
)

// errorNamed looks on a provider's own error page for what it refuses.
func errorNamed(page string) string {
	if unescaped, err := url.QueryUnescape(page); err == nil && len(page) < 8192 {
		page = unescaped
	}
	switch {
	case redirectRefused.Get().MatchString(page):
		return "redirect_uri"
	case clientDisabled.Get().MatchString(page):
		return "client_disabled"
	case clientRefused.Get().MatchString(page):
		return "client_id"
	}
	return ""
}
