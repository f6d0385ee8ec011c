package sandbox

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Visitor signs in at a sandbox by itself, over HTTP, through the same page a
// person sees. It is no browser: scripts do not run.
type Visitor struct {
	Username string       // one of the sandbox's people
	Client   *http.Client // nil: a client of its own; its jar and redirects are not used
}

const mostSteps = 10

var (
	formAction   = lazy.Regexp(`<form method="post" action="([^"]+)" id="accounts">`)
	formTicket   = lazy.Regexp(`name="ticket" value="([^"]+)"`)
	formAccounts = lazy.Regexp(`<button name="user" value="([^"]+)"><b>[^<]*</b><small>([^<]*)</small>`)
	reloadPage   = lazy.Regexp(`"pgid":"BssoInterrupt"[^\n]*"urlPost":"([^"]+)"|"urlPost":"([^"]+sso_reload[^"]+)"`)
)

// SignIn opens an authorization request, signs in, and follows the way back to
// the app. The answer is the last one, whose body the caller closes.
func (v Visitor) SignIn(ctx context.Context, authorizeURL string) (*http.Response, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport
	if v.Client != nil && v.Client.Transport != nil {
		transport = v.Client.Transport
	}
	client := &http.Client{Transport: transport, Jar: jar}
	response, err := open(ctx, client, http.MethodGet, authorizeURL, nil)
	if err != nil {
		return nil, err
	}
	for range mostSteps {
		if !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			return response, nil
		}
		body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		response.Body.Close()
		if err != nil {
			return nil, err
		}
		page := string(body)
		switch {
		case strings.Contains(page, `content="BssoInterrupt"`):
			found := reloadPage().FindStringSubmatch(page)
			if found == nil {
				return nil, errors.New("the page in between leads nowhere")
			}
			next, err := response.Request.URL.Parse(strings.ReplaceAll(found[1]+found[2], `\u0026`, "&"))
			if err != nil {
				return nil, err
			}
			response, err = open(ctx, client, http.MethodGet, next.String(), nil)
			if err != nil {
				return nil, err
			}
		case strings.Contains(page, `content="ConvergedSignIn"`):
			if response, err = v.submit(ctx, client, response.Request.URL, page); err != nil {
				return nil, err
			}
		default:
			response.Body = io.NopCloser(strings.NewReader(page))
			return response, nil
		}
	}
	return nil, errors.New("the sign-in does not come to an end")
}

// submit clicks the account.
func (v Visitor) submit(ctx context.Context, client *http.Client, at *url.URL, page string) (*http.Response, error) {
	action, ticket := formAction().FindStringSubmatch(page), formTicket().FindStringSubmatch(page)
	if action == nil || ticket == nil {
		return nil, errors.New("the sign-in page has no form")
	}
	user := ""
	for _, account := range formAccounts().FindAllStringSubmatch(page, -1) {
		if user == "" || strings.EqualFold(html.UnescapeString(account[2]), v.Username) {
			user = account[1]
		}
	}
	if user == "" {
		return nil, errors.New("the sign-in page offers no account")
	}
	target, err := at.Parse(html.UnescapeString(action[1]))
	if err != nil {
		return nil, err
	}
	return open(ctx, client, http.MethodPost, target.String(), url.Values{"ticket": {ticket[1]}, "user": {user}})
}

func open(ctx context.Context, client *http.Client, method, address string, form url.Values) (*http.Response, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
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
