package sandbox

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/cookies"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// Visitor signs in at a sandbox by itself, over HTTP, through the same pages a
// person sees. It is no browser: scripts do not run.
type Visitor struct {
	Username string       // one of the sandbox's people; empty: the first on the page
	Password string       // types it; empty: clicks the account
	Client   *http.Client // its transport is used, not its jar and redirects; nil: the default transport
}

const (
	mostSteps = 10
	mostPage  = 1 << 20 // bytes of a page that are read
)

var (
	formAction   = lazy.Regexp{Pattern: `<form method="post" action="([^"]+)" id="accounts">`}
	formTicket   = lazy.Regexp{Pattern: `name="ticket" value="([^"]+)"`}
	formAccounts = lazy.Regexp{Pattern: `<button name="user" value="([^"]+)"><b>[^<]*</b><small>([^<]*)</small>`}
	formProblem  = lazy.Regexp{Pattern: `<p class="wrong" role="alert">([^<]*)</p>`}
	reloadPage   = lazy.Regexp{Pattern: `<noscript><a href="([^"]+)">`}
)

// SignIn opens an authorization request, signs in, and follows the way back to
// the app, by redirects or by a form that posts itself. The answer is the last
// one, of the app or a page with an error; the caller closes its body. An error
// says that the sign-in page refused the visitor, or that nobody answered.
func (v Visitor) SignIn(ctx context.Context, authorizeURL string) (*http.Response, error) {
	client := &http.Client{Jar: new(cookies.Jar)}
	if v.Client != nil {
		client.Transport = v.Client.Transport
	}
	response, err := open(ctx, client, http.MethodGet, authorizeURL, nil)
	if err != nil {
		return nil, err
	}
	for range mostSteps {
		if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			return response, nil
		}
		page, err := io.ReadAll(io.LimitReader(response.Body, mostPage))
		response.Body.Close()
		if err != nil {
			return nil, err
		}
		next, form, err := v.step(response.Request.URL, page)
		switch {
		case err != nil:
			return nil, err
		case next == nil:
			response.Body = io.NopCloser(strings.NewReader(string(page)))
			return response, nil
		case form == nil:
			response, err = open(ctx, client, http.MethodGet, next.String(), nil)
		default:
			response, err = open(ctx, client, http.MethodPost, next.String(), form)
		}
		if err != nil {
			return nil, err
		}
	}
	response.Body.Close()
	return nil, errors.New("the sign-in does not come to an end")
}

// step tells where a page leads: an address, and a form when it is posted. Both
// are nil for a page that ends the sign-in.
func (v Visitor) step(at *url.URL, page []byte) (*url.URL, url.Values, error) {
	if action, fields, ok := entra.ParseFormPost(page); ok {
		next, err := at.Parse(action)
		return next, fields, err
	}
	switch {
	case entra.IsInterruptPage(page):
		found := reloadPage.Get().FindSubmatch(page)
		if found == nil {
			return nil, nil, errors.New("the page in between leads nowhere")
		}
		next, err := at.Parse(html.UnescapeString(string(found[1])))
		return next, nil, err
	case entra.IsSignInPage(page):
		return v.fill(at, page)
	}
	return nil, nil, nil
}

// fill clicks the account, or types name and password.
func (v Visitor) fill(at *url.URL, page []byte) (*url.URL, url.Values, error) {
	if problem := formProblem.Get().FindSubmatch(page); problem != nil {
		return nil, nil, errors.New("the sign-in page says: " + html.UnescapeString(string(problem[1])))
	}
	action, ticket := formAction.Get().FindSubmatch(page), formTicket.Get().FindSubmatch(page)
	if action == nil || ticket == nil {
		return nil, nil, errors.New("the sign-in page is not the sandbox's")
	}
	next, err := at.Parse(html.UnescapeString(string(action[1])))
	if err != nil {
		return nil, nil, err
	}
	form := url.Values{"ticket": {string(ticket[1])}}
	if v.Password != "" {
		form.Set("login", v.Username)
		form.Set("passwd", v.Password)
		return next, form, nil
	}
	for _, account := range formAccounts.Get().FindAllSubmatch(page, -1) {
		if v.Username == "" || strings.EqualFold(html.UnescapeString(string(account[2])), v.Username) {
			form.Set("user", html.UnescapeString(string(account[1])))
			return next, form, nil
		}
	}
	return nil, nil, errors.New("the sign-in page does not offer this account")
}

func open(ctx context.Context, client *http.Client, method, address string, form url.Values) (*http.Response, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, errors.New("the address to sign in at cannot be read")
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			return nil, fmt.Errorf("open %s: %w", request.URL.Host, wrapped.Err) // the address carries a code
		}
		return nil, err
	}
	return response, nil
}
