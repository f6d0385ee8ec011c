package streamlit

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
)

// How a client shows the token endpoint that it is itself: by its secret, by an
// assertion in access_token_params, or by whatever answers at access_token_url
// (docs/facts/authlib.md, section 3, and docs/facts/streamlit.md, section 1.6).

// JWTBearer is the only kind of assertion that providers take from a client
// (RFC 7523, section 2.2).
const JWTBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionMethod is how clients are called that show a signed token (OpenID
// Connect Core 1.0, section 9).
const assertionMethod = "private_key_jwt"

// Assertion is what is sent in place of a client secret (RFC 7523); the zero
// Setting: nothing.
func (r Registration) Assertion() Setting { return r.AccessTokenParams["client_assertion"] }

// SendsSecret tells whether the value of client_secret leaves the app: with no
// other method than these two.
func (r Registration) SendsSecret() bool {
	return r.TokenAuthMethod == "client_secret_basic" || r.TokenAuthMethod == "client_secret_post"
}

// SendsEmpty tells whether an empty client_secret leaves the app as one: a named
// method sends it all the same, and a provider may let a public client in with it.
func (r Registration) SendsEmpty() bool {
	empty := r.ClientSecret.Kind == secrets.KindString && r.ClientSecret.Text.IsEmpty()
	return empty && r.SendsSecret() && len(r.Table) > 1 && !provider.Of(r.MetadataURL.Text.Reveal()).NeedsSecret
}

// Relayed tells whether token requests go to a program of the project's own,
// and not to the provider: it may put anything in the place of the secret.
func (r Registration) Relayed() bool {
	own, err := url.Parse(r.AccessTokenURL.Text.Reveal())
	if err != nil || own.Host == "" {
		return false
	}
	metadata, err := url.Parse(r.MetadataURL.Text.Reveal())
	switch {
	case err != nil:
		return true
	case hosts.IsLoopback(own.Hostname()):
		return !strings.EqualFold(own.Host, metadata.Host)
	}
	return !provider.Neighbours(metadata.Hostname(), own.Hostname())
}

// byRun tells whether a section is left without a client secret for authkit run
// to show something else.
func byRun(t table) bool {
	text := t.get("client_secret").Text.Reveal()
	return t.file.ByRun && (text == "" || text == "unused" || Unfilled("client_secret", text))
}

// needsNoSecret tells whether nobody looks at the value of client_secret.
func (r Registration) needsNoSecret() bool { return !r.SendsSecret() || r.Relayed() }

// TokenParams is what access_token_params add to the token request: of what
// Python takes for false nothing, and nothing that Authlib puts there itself.
func (r Registration) TokenParams() url.Values {
	all := url.Values{}
	for key, s := range r.AccessTokenParams {
		switch key {
		case "code", "state", "redirect_uri", "code_verifier", "url", "body", "method", "headers", "auth", "authorization_response":
			continue
		}
		if !s.isFalse() {
			all.Set(key, s.written())
		}
	}
	return all
}

// AssertionClaims are those of an assertion that tell whether it can be taken.
type AssertionClaims struct {
	ID      string  `json:"jti"`
	Expires float64 `json:"exp"` // seconds since 1970
}

// Until is when the assertion expires; the zero time: it does not say.
func (c AssertionClaims) Until() time.Time {
	if c.Expires <= 0 || c.Expires > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(c.Expires), 0)
}

// ReadAssertion reads the claims of a signed assertion; false: it is none.
func ReadAssertion(text string) (AssertionClaims, bool) {
	var claims AssertionClaims
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[0] == "" || parts[2] == "" {
		return claims, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return claims, false
	}
	return claims, json.Unmarshal(payload, &claims) == nil
}

// judgeAssertion judges client_assertion and what has to stand beside it.
func judgeAssertion(t table, r *Registration) []Problem {
	s := r.Assertion()
	if !s.IsSet() {
		return nil
	}
	params := t.under("access_token_params")
	var problems []Problem
	add := func(s Setting, id string, severity Severity, message, fix string) {
		problems = append(problems, Problem{ID: id, Severity: severity, Message: message, Fix: fix}.At(s.place()))
	}
	writes := func(value string, below table, key string) {
		last := &problems[len(problems)-1]
		last.Fix, last.Edit = findings.Write(value, below.at(key)...)
		last.Fix += " below " + below.header()
	}
	const from = "have the program that makes the assertions write a fresh one there"
	severity := SeverityError
	if r.SendsSecret() {
		severity = SeverityWarning // which of the two the provider looks at is its own affair
	}
	switch text := s.Text.Reveal(); {
	case s.Kind != secrets.KindString || text == "":
		add(s, checkid.ClientKwargs, severity, "client_assertion in "+params.header()+" holds no text, so it shows nothing of the client", from)
	case IsPlaceholder(text):
		add(s, checkid.AuthPlaceholder, severity, "client_assertion in "+params.header()+" is still a placeholder", from)
	}
	kind := r.AccessTokenParams["client_assertion_type"]
	if text := kind.Text.Reveal(); !r.SendsSecret() && text != JWTBearer && !strings.HasPrefix(text, "urn:ietf:params:oauth:client-assertion-type:") {
		at, message := kind, "client_assertion_type is no kind of assertion that a provider takes"
		if !kind.IsSet() {
			at, message = s, "client_assertion has no client_assertion_type beside it, without which no provider takes it"
		}
		add(at, checkid.ClientKwargs, SeverityError, message, "")
		writes(JWTBearer, params, "client_assertion_type")
	}
	if r.SendsSecret() {
		at := s
		if method := r.ClientKwargs["token_endpoint_auth_method"]; method.IsSet() {
			at = method
		}
		add(at, checkid.ClientKwargs, SeverityWarning, "the client secret is sent besides client_assertion, and providers take one of them (RFC 6749, section 2.3)", "")
		writes("none", t.under("client_kwargs"), "token_endpoint_auth_method")
	}
	return problems
}

// rightMethod is the fix for a token_endpoint_auth_method that Streamlit does
// not have. Assertions are no method of its own; they are sent with none.
func (r Registration) rightMethod(t table) string {
	assertions := strings.HasSuffix(r.TokenAuthMethod, "_jwt")
	switch {
	case r.Assertion().IsSet():
		return `write token_endpoint_auth_method = "none": access_token_params carry the assertion`
	case assertions && len(t.path) > 1:
		return `write token_endpoint_auth_method = "none", and have the program that makes the assertions write client_assertion and client_assertion_type below ` + header(t.at("access_token_params"))
	}
	return "write client_secret_basic, client_secret_post or none"
}

// readTokenParams is where additions to the token request are read, as part of a
// sentence: [auth] itself has no such place.
func readTokenParams(t table) string {
	if len(t.path) > 1 {
		return header(t.at("access_token_params"))
	}
	return "[auth.default.access_token_params], with client_id, client_secret, server_metadata_url and client_kwargs in [auth.default]"
}

// Latin1 tells whether a text fits into a Basic header as Authlib writes it.
func Latin1(text string) bool {
	for _, r := range text {
		if r > 0xff {
			return false
		}
	}
	return true
}
