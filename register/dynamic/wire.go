package dynamic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// Wire sends requests: redirects are not followed, answers are bounded.
type Wire struct {
	Transport http.RoundTripper
	UserAgent string
}

// Refusal is why a registration did not come about, and what to do.
type Refusal struct{ Why, Next string }

func (r *Refusal) Error() string { return r.Why }

func refused(why, next string) error { return &Refusal{why, next} }

// SilenceError says that a host gave no answer. The request may have arrived.
type SilenceError struct {
	Host string
	Err  error // its text holds addresses and is not for people
}

func (e *SilenceError) Error() string { return e.Host + " gave no answer" }
func (e *SilenceError) Unwrap() error { return e.Err }

const (
	maxBody = 1 << 20
	timeout = 30 * time.Second
)

// answer is one HTTP answer, read whole.
type answer struct {
	status      int
	document    map[string]any // nil: no JSON object
	code        string         // of an error (RFC 7591, section 3.2.2)
	description string         // cleaned, without values that it repeats
}

func (a *answer) text(name string) string {
	text, _ := a.document[name].(string)
	return text
}

// ask sends one request; body is JSON, and bearer an access token (RFC 6750).
func (w Wire) ask(ctx context.Context, method, address, bearer string, body any) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("write the request: %w", err)
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, address, content)
	if err != nil {
		return nil, errors.New("the provider's address cannot be used")
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", w.UserAgent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	client := http.Client{Transport: w.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return nil, silence(request.URL, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return nil, silence(request.URL, err)
	}
	a := &answer{status: response.StatusCode}
	if json.Unmarshal(data, &a.document) != nil {
		a.document = nil
	}
	if parsed, ok := entra.ParseTokenError(a.status, data); ok && a.status >= 400 {
		a.code, a.description = parsed.OAuthError, parsed.Description
	}
	return a, nil
}

func silence(u *url.URL, err error) error { return &SilenceError{Host: u.Host, Err: err} }

// plainToken tells whether a token can stand in a header (RFC 6750, section 2.1,
// and a little more: some providers do not keep to it).
func plainToken(token string) bool {
	for i := range len(token) {
		if token[i] <= ' ' || token[i] >= 0x7f {
			return false
		}
	}
	return token != ""
}

// CheckToken tells why a text cannot be an access token. It never repeats it.
func CheckToken(token secrets.Secret) error {
	switch {
	case token.IsEmpty():
		return errors.New("it is empty: paste the token that the administrator gave you")
	case !plainToken(token.Reveal()):
		return errors.New("a token has no blanks, line breaks or special letters in it: copy it again")
	}
	return nil
}
