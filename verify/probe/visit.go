package probe

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/cookies"
	"github.com/authkit-cli/authkit/internal/hosts"
)

// visit asks the app as one browser would: cookies are kept.
type visit struct {
	q   *prober
	ctx context.Context
	app *url.URL
	jar cookies.Jar
}

func (v *visit) at(path string) *url.URL {
	address := *v.app
	path, query, _ := strings.Cut(path, "?")
	address.Path, address.RawQuery, address.Fragment, address.RawPath = path, query, "", ""
	return &address
}

func (v *visit) get(path, purpose string) (*answer, error) { return v.ask(v.at(path), purpose) }

func (v *visit) ask(address *url.URL, purpose string) (*answer, error) {
	request, err := get(v.ctx, address.String())
	if err != nil {
		return nil, err
	}
	// Logins in front of an app send people to their page, and programs an error.
	request.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	return v.send(request, purpose)
}

// stream opens the connection that Streamlit's page opens first (RFC 6455,
// section 4.1), and closes it again.
func (v *visit) stream(path, origin, purpose string) (*answer, error) {
	request, err := get(v.ctx, v.at(path).String())
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Accept": "*/*", "Connection": "Upgrade", "Upgrade": "websocket", "Origin": origin, "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Protocol": "streamlit", "Sec-WebSocket-Key": base64.StdEncoding.EncodeToString([]byte(v.q.unguessable(8))),
	} {
		request.Header.Set(name, value)
	}
	return v.send(request, purpose)
}

func (v *visit) send(request *http.Request, purpose string) (*answer, error) {
	for _, cookie := range v.jar.Cookies(request.URL) {
		request.AddCookie(cookie)
	}
	a, err := v.q.wire.ask(request, purpose, "")
	if err == nil {
		v.jar.SetCookies(request.URL, (&http.Response{Header: a.Header}).Cookies())
	}
	return a, err
}

// losesQuery tells whether the query is lost on the way to the app: a slash at
// the end is taken off by Streamlit with a redirect that keeps the query
// (docs/facts/streamlit.md, section 6.1).
func (v *visit) losesQuery(path string) bool {
	a, err := v.get(path+"/?kept=1", "does the query reach the app")
	if err != nil {
		return false
	}
	target := sentTo(a, v.at(path))
	return target != nil && target.Path == path && target.RawQuery == ""
}

// follow goes where a redirect leads, a few times, for the cookies on the way.
// It never leaves https for http, nor a public app for an address inside a network.
func (v *visit) follow(a *answer) {
	from := v.app
	for range maxRedirects {
		location := a.Header.Get("Location")
		if a.Status/100 != 3 || location == "" {
			return
		}
		next, err := from.Parse(location)
		if err != nil || next.Scheme != "https" && v.app.Scheme == "https" || hosts.IsInward(next.Hostname()) && !hosts.IsInward(v.app.Hostname()) {
			return
		}
		if a, err = v.ask(next, "the platform's handshake"); err != nil {
			return
		}
		from = next
	}
}
