// Package relay is a token endpoint on this machine for one app: it adds to each
// exchange of a code what shows the client, sends it to the provider, gives the
// answer back as it is, and says in words why one was refused. Nobody else can use
// it: it listens on loopback, at a path that nobody can guess, and takes nothing but
// the request that Streamlit makes (docs/facts/streamlit.md, section 3.5).
package relay

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/probe"
)

// App is one registration whose codes are redeemed.
type App struct {
	Section     string // as in the file, for messages: [auth.microsoft]
	ClientID    string
	RedirectURI string // may hold Streamlit's {port}
	Proof       Proof
	// Endpoint tells where the provider takes token requests. It is asked for each.
	Endpoint func(context.Context) (probe.TokenEndpoint, error)
}

// Shown is what shows the token endpoint that a client is itself. It cannot be printed.
type Shown struct {
	Form  map[string]secrets.Secret // added to the request
	Basic secrets.Secret            // goes into the Authorization header as Authlib writes it, with the client's ID
}

// Proof makes it, for one request.
type Proof func(context.Context, probe.TokenEndpoint) (Shown, error)

// Options are what a Relay is made of.
type Options struct {
	Apps    []App
	Network probe.Network
	Rand    io.Reader
	Say     func(line string) // hears what went wrong, one line each; from several goroutines
}

// Relay listens.
type Relay struct {
	o        Options
	paths    []string // of each app
	client   *http.Client
	listener net.Listener
	server   *http.Server
	serving  *safego.Work
	broken   <-chan *safego.Panic
}

const (
	pathBytes = 24 // 192 bits
	maxForm   = 64 << 10
	maxAnswer = 1 << 20
)

// Listen begins to listen. The port is one that is free.
func Listen(o Options) (*Relay, error) {
	r := &Relay{o: o, client: &http.Client{
		Transport:     o.Network.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for range o.Apps {
		raw := make([]byte, pathBytes)
		if _, err := io.ReadFull(o.Rand, raw); err != nil {
			return nil, fmt.Errorf("make a path that nobody guesses: %w", err)
		}
		r.paths = append(r.paths, "/"+base64.RawURLEncoding.EncodeToString(raw)+"/token")
	}
	var err error
	if r.listener, err = net.Listen("tcp4", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("listen on 127.0.0.1: %w", err)
	}
	handler, broken := safego.Handler(http.HandlerFunc(r.answer))
	r.broken = broken
	r.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0),
	}
	r.serving = safego.Go(func() { r.server.Serve(r.listener) }) //nolint:errcheck // it ends when Close is called
	return r, nil
}

// URL is what access_token_url of an app has to be.
func (r *Relay) URL(app int) string { return "http://" + r.listener.Addr().String() + r.paths[app] }

// Broken hears of a mistake in authkit.
func (r *Relay) Broken() <-chan *safego.Panic { return r.broken }

// Close ends all requests.
func (r *Relay) Close() {
	r.server.Close()
	r.serving.Wait()
}

// answer answers one request.
func (r *Relay) answer(w http.ResponseWriter, request *http.Request) {
	app, form, status, why := r.admit(w, request)
	if why != "" {
		r.o.Say("the token endpoint on this machine has refused a request: " + why)
		refuse(w, status, "invalid_request", why)
		return
	}
	r.exchange(w, request.Context(), app, form)
}

// admit takes nothing but what Streamlit asks, and says why.
func (r *Relay) admit(w http.ResponseWriter, request *http.Request) (app *App, form url.Values, status int, why string) {
	at := -1
	for i, path := range r.paths {
		if subtle.ConstantTimeCompare([]byte(request.URL.Path), []byte(path)) == 1 {
			at = i
		}
	}
	kind, _, _ := strings.Cut(request.Header.Get("Content-Type"), ";")
	switch {
	case at < 0, request.Host != r.listener.Addr().String():
		return nil, nil, http.StatusNotFound, "it was for another address"
	case request.Header.Get("Origin") != "" || request.Header.Get("Sec-Fetch-Site") != "":
		return nil, nil, http.StatusForbidden, "a web page has sent it"
	case request.Method != http.MethodPost:
		return nil, nil, http.StatusMethodNotAllowed, "it was no POST"
	case request.URL.RawQuery != "":
		return nil, nil, http.StatusBadRequest, "its address had a query"
	case strings.TrimSpace(strings.ToLower(kind)) != "application/x-www-form-urlencoded":
		return nil, nil, http.StatusUnsupportedMediaType, "its body was no form"
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, maxForm))
	if err == nil {
		form, err = url.ParseQuery(string(body))
	}
	app = &r.o.Apps[at]
	switch {
	case err != nil:
		return nil, nil, http.StatusBadRequest, "its form cannot be read, or is too long"
	case slices.ContainsFunc(anyValues(form), func(values []string) bool { return len(values) != 1 }):
		return nil, nil, http.StatusBadRequest, "it says something twice"
	case form.Get("grant_type") != "authorization_code":
		return nil, nil, http.StatusBadRequest, "it redeems no code (grant_type)"
	case form.Get("code") == "":
		return nil, nil, http.StatusBadRequest, "there is no code in it"
	case form.Get("client_id") != app.ClientID:
		return nil, nil, http.StatusBadRequest, "its client_id is not that of " + app.Section
	case !sameRedirect(app.RedirectURI, form.Get("redirect_uri")):
		return nil, nil, http.StatusBadRequest, "its redirect_uri is not the one of the secrets file"
	}
	return app, form, 0, ""
}

func anyValues(form url.Values) [][]string {
	var all [][]string
	for _, values := range form {
		all = append(all, values)
	}
	return all
}

// sameRedirect tells whether Streamlit sends got for a redirect_uri; only the app
// itself knows the port that it puts into {port}.
func sameRedirect(written, got string) bool {
	before, after, open := strings.Cut(normal(written), "{port}")
	port, ok := strings.CutPrefix(normal(got), before)
	if !open {
		return ok && port == ""
	}
	port, ok = strings.CutSuffix(port, after)
	return ok && port != "" && strings.Trim(port, "0123456789") == ""
}

// normal writes an address as either line of releases sends it: since 1.53 by way
// of Python's urlparse, which drops line breaks and lowers the scheme.
func normal(address string) string {
	address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	return strings.ToLower(scheme) + "://" + rest
}
