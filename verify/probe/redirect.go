package probe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// redirect asks whether the redirect URI is registered: the login request with
// prompt=none and no session, next to controls that no provider may send
// anybody to (RFC 6749, section 4.1.2.1; docs/facts/entra.md, section 2.4). Providers
// other than Entra, which judges nothing before somebody signs in, are asked the
// login request as it is too: they may refuse what Streamlit adds to it.
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
	answers := make([]*verify.Missing, len(controls)+2)
	var side safego.Group
	side.Go(func() {
		probe.Real, answers[len(controls)] = q.authorize(ctx, f, m, endpoint, client, asked, silently, "is the redirect URI registered (prompt=none)")
	})
	side.Go(func() {
		probe.Stranger, answers[len(controls)+1] = q.authorize(ctx, f, m, endpoint, q.guid(), asked, silently, "control: the same with a made-up client ID")
	})
	if !f.Microsoft {
		side.Go(func() {
			login, missing := q.authorize(ctx, f, m, endpoint, client, asked, asStreamlit, "would the provider let people sign in")
			if missing == nil {
				probe.Login = &login
			}
		})
	}
	for i, control := range controls {
		side.Go(func() {
			probe.Controls[i], answers[i] = q.authorize(ctx, f, m, endpoint, client, control, silently, "control: the same with a made-up redirect URI")
		})
	}
	side.Wait()
	for _, missing := range answers {
		if missing != nil {
			return verify.NotKnown[*verify.RedirectProbe](missing.Status, missing.Reason)
		}
	}
	return verify.Known(probe)
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

// manner is how an authorization request is made.
type manner bool

const (
	silently    manner = true  // with prompt=none: nobody is asked anything
	asStreamlit manner = false // with the parameters Streamlit sends
)

// authorize makes one authorization request as a browser without a session would.
func (q *prober) authorize(ctx context.Context, f *verify.Facts, m *verify.Metadata, endpoint *url.URL, client string, redirect *url.URL, how manner, purpose string) (verify.AuthorizeAnswer, *verify.Missing) {
	registration := *f.Registration
	state := q.unguessable(12)
	challenge := ""
	if f.UsesPKCE(m) {
		challenge = oauth2.S256ChallengeFromVerifier(q.verifier())
	}
	query := streamlit.LoginQuery(registration, redirect.String(), state, q.unguessable(10), challenge)
	query.Set("client_id", client)
	if how == silently {
		query.Set("prompt", "none")
		query.Set("response_mode", "query")
		if !f.Microsoft {
			query.Del("response_mode") // query is the default; not every provider knows the parameter
		}
	}
	address := *endpoint
	for key, values := range address.Query() {
		if !query.Has(key) {
			query[key] = values
		}
	}
	send := func() (*answer, *verify.Missing) {
		address.RawQuery = query.Encode()
		a, missing := q.page(ctx, &address, purpose)
		if missing == nil && (a.Status >= 500 || a.Status == http.StatusTooManyRequests) {
			missing = because(verify.Undecided, address.Host+" answered "+verify.StatusText(a.Status)+"; try again later")
		}
		return a, missing
	}
	a, missing := send()
	if missing != nil {
		return verify.AuthorizeAnswer{}, missing
	}
	if f.Microsoft && entra.IsInterruptPage(a.Body) {
		query.Set("sso_reload", "true") // what the page's script would do
		if a, missing = send(); missing != nil {
			return verify.AuthorizeAnswer{}, missing
		}
	}
	return readAuthorize(a, &address, redirect, state), nil
}

// page opens an address as a browser without a session would.
func (q *prober) page(ctx context.Context, address *url.URL, purpose string) (*answer, *verify.Missing) {
	request, err := get(ctx, address.String())
	if err != nil {
		return nil, because(verify.Unproven, err.Error())
	}
	request.Header.Set("Accept", "text/html,application/xhtml+xml")
	a, err := q.wire.ask(request, purpose, "")
	if err != nil {
		return nil, because(verify.Undecided, noAnswer(err, address.Host))
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
				// Some providers send people to an error page of their own.
				result.OAuthOnPage = errorNamed(target.RawQuery)
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
	return result
}

// deliver reads what was sent along to the redirect URI.
func deliver(r *verify.AuthorizeAnswer, fields url.Values, state string) {
	r.StateKept = fields.Get("state") == state
	if parsed, ok := entra.ParseCallbackError(fields); ok {
		r.OAuthError, r.Code, r.Description = parsed.OAuthError, parsed.Code, parsed.Description
	}
}

var (
	redirectRefused = lazy.Regexp(`(?is)redirect[_ -]?ur[il]s?[^<]{0,80}(mismatch|invalid|not (?:valid|registered|allowed|whitelisted|match|in the)|unregistered|does(?:n't| not) match|error|is missing)|(?:invalid|mismatch\w*|unregistered|wrong|illegal|bad)[^<]{0,60}redirect[_ -]?ur[il]|redirect_uri_mismatch|callback url mismatch`)
	clientDisabled  = lazy.Regexp(`(?i)client (?:is )?(?:disabled|inactive|deactivated|not enabled)|disabled[_ -]client`)
	clientRefused   = lazy.Regexp(`(?is)(?:invalid|unknown|deleted)[_ -]client|client[_ -]?(?:id)?[^<]{0,40}(?:not found|unknown|does(?:n't| not) exist|is invalid|was not found)|client not found`)
)

// errorNamed looks on a provider's own error page for what it refuses.
func errorNamed(page string) string {
	if unescaped, err := url.QueryUnescape(page); err == nil && len(page) < 8192 {
		page = unescaped
	}
	switch {
	case redirectRefused().MatchString(page):
		return "redirect_uri"
	case clientDisabled().MatchString(page):
		return "client_disabled"
	case clientRefused().MatchString(page):
		return "client_id"
	}
	return ""
}
