package probe

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/verify"
)

// callback waits at the redirect URI, on loopback only, for the browser to come back.
type callback struct {
	redirectURI string // as sent to the provider
	host        string // what the browser asks for, with the port
	path        string
	server      *http.Server
	serving     safego.Group
	arrivals    chan arrival
	broken      <-chan *safego.Panic

	mu    sync.Mutex
	state string
	taken bool
	bare  bool
}

// arrival is the provider's answer; the browser waits for a page.
type arrival struct {
	query  url.Values
	posted bool // as a form, which Streamlit does not take
	page   chan<- page
}

func (a arrival) reply(p page) { a.page <- p }

// listen opens the redirect URI's port on this machine. Where the provider
// ignores the port of localhost (Entra does), a free one serves when it is taken.
func listen(ctx context.Context, redirect *url.URL, anyPort bool) (*callback, *verify.Missing) {
	port := redirect.Port()
	if port == "" {
		port = "80"
	}
	listeners, err := listenOn(redirect.Hostname(), port)
	uri := *redirect
	if err != nil {
		reason := busyReason(ctx, redirect, port, err)
		if !anyPort || !strings.EqualFold(redirect.Hostname(), "localhost") {
			return nil, because(verify.Undecided, reason)
		}
		if listeners, err = listenOnFree(redirect.Hostname()); err != nil {
			return nil, because(verify.Undecided, reason)
		}
		_, free, _ := net.SplitHostPort(listeners[0].Addr().String())
		uri.Host = net.JoinHostPort(redirect.Hostname(), free)
	}
	c := &callback{redirectURI: uri.String(), host: uri.Host, path: redirect.Path, arrivals: make(chan arrival, 1)}
	handler, broken := safego.Handler(http.HandlerFunc(c.serve))
	c.broken = broken
	c.server = &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		MaxHeaderBytes:    1 << 20,
		ErrorLog:          log.New(io.Discard, "", 0), // whatever connects here is not the person's business
	}
	for _, l := range listeners {
		c.serving.Go(func() { c.server.Serve(l) }) //nolint:errcheck // ends with close
	}
	return c, nil
}

// listenOn opens a port on every loopback address the host stands for, or on
// none: browsers try ::1 for localhost first, and whoever has the port there
// alone would be handed the code. Only an address that this machine does not
// have at all is left out.
func listenOn(host, port string) ([]net.Listener, error) {
	addresses := []string{host}
	if strings.EqualFold(host, "localhost") {
		addresses = []string{"127.0.0.1", "::1"}
	}
	var listeners []net.Listener
	var absent error
	for _, address := range addresses {
		l, err := listenAt(address, port)
		switch {
		case err == nil:
			listeners = append(listeners, l)
			_, port, _ = net.SplitHostPort(l.Addr().String())
		case isAbsent(address):
			absent = err
		default:
			closeAll(listeners)
			return nil, err
		}
	}
	if len(listeners) == 0 {
		return nil, absent
	}
	return listeners, nil
}

// listenOnFree opens a port that nobody has on any of the host's addresses:
// one that is free on the first may be taken on the second.
func listenOnFree(host string) (listeners []net.Listener, err error) {
	for range 10 {
		if listeners, err = listenOn(host, "0"); err == nil {
			break
		}
	}
	return listeners, err
}

func listenAt(address, port string) (net.Listener, error) {
	at := net.JoinHostPort(address, port)
	if port != "0" {
		// A listener on all addresses does not keep everybody from a narrower one.
		if connection, err := net.DialTimeout("tcp", at, time.Second); err == nil {
			connection.Close()
			return nil, errors.New("in use")
		}
	}
	return net.Listen("tcp", at)
}

// isAbsent tells whether this machine does not have an address, as ::1 where
// IPv6 is turned off: then no port of it can be opened, and nobody has one.
func isAbsent(address string) bool {
	control, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err == nil {
		control.Close()
		return false
	}
	return errors.Is(err, familyUnknown) || errors.Is(err, addressUnknown)
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

// busyReason says who is likely to hold the port.
func busyReason(ctx context.Context, redirect *url.URL, port string, err error) string {
	if number, _ := strconv.Atoi(port); number < 1024 && errors.Is(err, fs.ErrPermission) {
		return fmt.Sprintf("port %s needs administrator rights on this machine; use a redirect_uri with a port above 1023", port)
	}
	health := url.URL{Scheme: "http", Host: net.JoinHostPort(redirect.Hostname(), port), Path: strings.TrimSuffix(redirect.Path, "/oauth2callback") + "/_stcore/health"}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, health.String(), nil)
	if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
		defer response.Body.Close()
		body, _ := io.ReadAll(io.LimitReader(response.Body, 16))
		if response.StatusCode == http.StatusOK && strings.TrimSpace(string(body)) == "ok" {
			return fmt.Sprintf("port %s is taken by a running Streamlit app; stop it with Ctrl-C in its terminal, then run authkit verify --login again", port)
		}
	}
	return fmt.Sprintf("port %s of this machine is taken by another program; stop it, then run authkit verify --login again", port)
}

// expect names the state that belongs to this sign-in.
func (c *callback) expect(state string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = state
}

// wait returns the provider's answer, or the context's error.
func (c *callback) wait(ctx context.Context) (arrival, error) {
	select {
	case a := <-c.arrivals:
		return a, nil
	case mistake := <-c.broken:
		panic(mistake)
	case <-ctx.Done():
		return arrival{}, ctx.Err()
	}
}

// serve answers the browser. Only the first callback with the right state
// counts; strays and forgeries are told so and change nothing (RFC 6749, section 10.12).
func (c *callback) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	if !strings.EqualFold(r.Host, c.host) || r.URL.Path != c.path {
		// Another Host is a page that had its own name point to this machine (DNS rebinding).
		http.NotFound(w, r)
		return
	}
	query, status := r.URL.Query(), http.StatusOK
	posted := r.Method == http.MethodPost
	switch {
	case posted: // Streamlit's own route answers with this status to response_mode=form_post
		r.Body, status = http.MaxBytesReader(w, r.Body, maxPosted), http.StatusMethodNotAllowed
		if r.ParseForm() == nil {
			query = r.PostForm
		}
	case r.Method != http.MethodGet:
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
		return
	}
	if !c.take(query.Get("state")) {
		c.sawBare(query)
		strayPage.write(w, max(status, http.StatusBadRequest))
		return
	}
	pages := make(chan page, 1)
	c.arrivals <- arrival{query, posted, pages}
	select {
	case p := <-pages:
		p.write(w, status)
	case <-r.Context().Done():
	}
}

// maxPosted bounds a form that is posted to the callback.
const maxPosted = 64 << 10

// sawBare remembers that the browser came without any answer: it keeps what
// stands behind a # to itself (response_mode fragment).
func (c *callback) sawBare(query url.Values) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bare = c.bare || !query.Has("state") && !query.Has("code") && !query.Has("error")
}

// cameBare tells whether the browser came without any answer.
func (c *callback) cameBare() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bare
}

// take tells whether this callback is the one that is waited for.
func (c *callback) take(state string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken || c.state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(c.state)) != 1 {
		return false
	}
	c.taken = true
	return true
}

// close lets a page that is being written finish.
func (c *callback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if c.server.Shutdown(ctx) != nil {
		c.server.Close()
	}
	c.serving.Wait()
	select {
	case mistake := <-c.broken:
		panic(mistake)
	default:
	}
}
