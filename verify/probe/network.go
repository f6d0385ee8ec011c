package probe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"sync"
	"time"

	"crypto/tls"
	"crypto/x509"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify"
)

// Network is how Gather reaches providers.
type Network struct {
	Transport http.RoundTripper
	Now       func() time.Time
	Rand      io.Reader
	Timeout   time.Duration // for everything but a person's sign-in
	// TokenHosts are hosts the client secret may be sent to although metadata
	// of another host names them; lower case.
	TokenHosts []string
	// Pause waits before a question is asked again, or until the context ends;
	// nil: time passes by itself.
	Pause     func(context.Context, time.Duration) error
	UserAgent string // plain: Entra answers scripts' agents with a page that judges nothing (docs/facts/entra.md, section 2.1)
}

// pause waits for a while.
func (n Network) pause(ctx context.Context, d time.Duration) error {
	if n.Pause != nil {
		return n.Pause(ctx, d)
	}
	return Sleep(ctx, d)
}

// Sleep waits until the time has passed, or returns why the context ended first.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// maxBody bounds what is read of any answer.
const maxBody = 1 << 20

// maxRedirects bounds how far a metadata URL is followed when asking where it leads.
const maxRedirects = 5

// wire sends requests for one run: redirects are not followed, bodies are
// bounded, and every request is noted for the report.
type wire struct {
	client    *http.Client
	userAgent string
	timeout   time.Duration
	mu        sync.Mutex // of what follows, and of the lines
	requests  []verify.Request
	lines     map[string]*line // by address without its query
	shared    map[string]bool  // hosts that take all requests on one connection
}

// line is what one address does in a run. One that hangs keeps no other waiting.
type line struct {
	places   chan struct{} // taken by the requests that are under way
	answered bool
	late     bool // a request got no answer in time
}

// atOnce is how many requests at a time one address gets over HTTP/1.1, where each
// needs a connection of its own: one that hangs leaves some for the others.
const atOnce = 16

func newWire(n Network) *wire {
	return &wire{
		client: &http.Client{
			Transport:     n.Transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		userAgent: n.UserAgent,
		timeout:   n.Timeout,
		lines:     map[string]*line{},
		shared:    map[string]bool{},
	}
}

// to is the line to an address. The caller holds the lock.
func (w *wire) to(u *url.URL) *line {
	address := u.Scheme + "://" + u.Host + u.Path
	if w.lines[address] == nil {
		w.lines[address] = &line{places: make(chan struct{}, atOnce)}
	}
	return w.lines[address]
}

// answer is one HTTP answer, read whole.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
	Cut    bool // the body was longer than maxBody
}

// ask sends a request. purpose and leaves go into the report.
func (w *wire) ask(request *http.Request, purpose, leaves string) (*answer, error) {
	request.Header.Set("User-Agent", w.userAgent)
	if request.Header.Get("Accept") == "" {
		request.Header.Set("Accept", "application/json")
	}
	w.mu.Lock()
	to, shared := w.to(request.URL), w.shared[request.URL.Host]
	hangs := to.late && !to.answered
	w.mu.Unlock()
	if hangs {
		return nil, context.DeadlineExceeded // the sign-in comes after the time of all else, and would wait as long again
	}
	if !shared {
		select {
		case to.places <- struct{}{}:
			defer func() { <-to.places }()
		case <-request.Context().Done():
			return nil, request.Context().Err()
		}
	}
	w.note(verify.Request{Method: request.Method, URL: hosts.Shown(request.URL), Purpose: purpose, Leaves: leaves})
	began := time.Now()
	a, err := w.send(request)
	w.mu.Lock()
	defer w.mu.Unlock()
	to.answered = to.answered || err == nil
	// One that was asked at the very end had no time to answer.
	to.late = to.late || timedOut(err) && time.Since(began) > w.timeout/2
	return a, err
}

// send sends a request and reads the answer.
func (w *wire) send(request *http.Request) (*answer, error) {
	response, err := w.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.ProtoMajor > 1 {
		w.mu.Lock()
		w.shared[request.URL.Host] = true
		w.mu.Unlock()
	}
	if response.StatusCode == http.StatusSwitchingProtocols {
		// What follows is a conversation without an end.
		return &answer{Status: response.StatusCode, Header: response.Header}, nil
	}
	var body bytes.Buffer
	n, err := io.Copy(&body, io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	a := &answer{Status: response.StatusCode, Header: response.Header, Body: body.Bytes()}
	if n > maxBody {
		a.Body, a.Cut = a.Body[:maxBody], true
	}
	return a, nil
}

func (w *wire) note(r verify.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests = append(w.requests, r)
}

// sent lists the requests in an order that does not depend on which was quicker.
func (w *wire) sent() []verify.Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	sorted := append([]verify.Request(nil), w.requests...)
	sort.SliceStable(sorted, func(i, j int) bool {
		return sorted[i].URL+sorted[i].Purpose < sorted[j].URL+sorted[j].Purpose
	})
	return sorted
}

// post makes a form request (RFC 6749, section 4).
func post(ctx context.Context, endpoint string, form url.Values) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request, nil
}

func get(ctx context.Context, address string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	return request, nil
}

// timedOut tells whether there is no answer because it took too long.
func timedOut(err error) bool {
	var slow net.Error
	return errors.As(err, &slow) && slow.Timeout()
}

// NoAnswer puts the reason why no answer came into words a person can act on.
// It never repeats the error's own text, which holds the whole URL.
func NoAnswer(err error, host string) string {
	var dns *net.DNSError
	var record *tls.RecordHeaderError
	var inward *InwardError
	var unknownCA x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &inward) && inward.By != "":
		return fmt.Sprintf("%s, which the metadata of %s names, stands for the address %s inside a network, and it was not asked", inward.Name, inward.By, inward.Address)
	case errors.As(err, &inward):
		return fmt.Sprintf("the name %s stands for the address %s, where no provider is, and it was not asked", inward.Name, inward.Address)
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("no host named %s was found", host)
	case errors.As(err, &dns):
		return fmt.Sprintf("the name %s could not be looked up; is this machine online?", host)
	case errors.As(err, &unknownCA):
		return fmt.Sprintf("the certificate of %s is signed by an authority this machine does not know; Streamlit fails the same way: set SSL_CERT_FILE to a file with your company's certificates", host)
	case errors.As(err, &wrongHost):
		return fmt.Sprintf("the certificate of %s is for another name", host)
	case errors.As(err, &invalid):
		return fmt.Sprintf("the certificate of %s is not valid now (expired, or this machine's clock is wrong)", host)
	case errors.As(err, &record):
		return fmt.Sprintf("%s does not speak https at this port", host)
	case errors.Is(err, connectionRefused):
		return fmt.Sprintf("nothing listens at %s (connection refused)", host)
	case errors.Is(err, connectionReset), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("%s closed the connection before answering", host)
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case timedOut(err):
		return fmt.Sprintf("%s did not answer in time", host)
	case strings.Contains(err.Error(), "proxyconnect"):
		return "the proxy named in HTTPS_PROXY did not let the request through"
	}
	return fmt.Sprintf("%s could not be reached", host)
}
