package probe

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// graphScope asks for a token of Microsoft Graph; no permission has to be
// granted for it (docs/facts/entra.md, section 3.4).
const graphScope = "https://graph.microsoft.com/.default"

const leavesLogEntry = "an entry in the sign-in log of the tenant"

// unguessable is n bytes of randomness as text that may stand in a URL or a host name.
func (q *prober) unguessable(n int) string {
	source := q.network.Rand
	if source == nil {
		source = rand.Reader
	}
	raw := make([]byte, n)
	if _, err := io.ReadFull(source, raw); err != nil {
		panic("no randomness: " + err.Error()) // crypto/rand never fails
	}
	return fmt.Sprintf("%x", raw)
}

// verifier is a PKCE code verifier (RFC 7636, section 4.1).
func (q *prober) verifier() string {
	return base64.RawURLEncoding.EncodeToString([]byte(q.unguessable(24)))
}

// client asks Entra whether the client ID is an application of this tenant: a
// device code is handed to confidential web apps as well, and lapses unused.
func (q *prober) client(ctx context.Context, f *verify.Facts, m *verify.Metadata) verify.Fact[*verify.ClientProbe] {
	switch {
	case !f.Microsoft:
		return verify.NotKnown[*verify.ClientProbe](verify.Skipped, "only Entra answers this without a sign-in")
	case f.Authority.Kind == entra.B2C, f.Authority.Kind == entra.ExternalID:
		return verify.NotKnown[*verify.ClientProbe](verify.Unproven, "no request is known that tells for "+f.Authority.Kind.String()+" without a sign-in")
	case f.Registration.ClientID.Text.IsEmpty():
		return verify.NotKnown[*verify.ClientProbe](verify.Skipped, "there is no client_id to ask about")
	case !q.wantsAny(checkid.ClientKnown, checkid.ClientAudience, checkid.ClientEnabled):
		return verify.NotKnown[*verify.ClientProbe](verify.Skipped, "not selected")
	}
	endpoint, err := q.usableEndpoint(m, "device_authorization_endpoint")
	if err != nil {
		return verify.NotKnown[*verify.ClientProbe](verify.Unproven, err.Error())
	}
	if f.Authority.V1 {
		// The v1 endpoint asks for a resource; both know the same apps.
		endpoint.Path = strings.Replace(endpoint.Path, "/oauth2/devicecode", "/oauth2/v2.0/devicecode", 1)
	}
	probe := &verify.ClientProbe{}
	ask := func(client, purpose, leaves string, into *verify.ProviderAnswer) *verify.Missing {
		request, err := post(ctx, endpoint.String(), url.Values{"client_id": {client}, "scope": {"openid"}})
		if err != nil {
			return because(verify.Unproven, "device_authorization_endpoint is not an address")
		}
		var missing *verify.Missing
		*into, missing = q.provider(request, purpose, leaves)
		return missing
	}
	missing := both(
		func() *verify.Missing {
			return ask(f.Registration.ClientID.Text.Reveal(), "is the client ID known", "a device code nobody enters; it lapses after 15 minutes", &probe.ProviderAnswer)
		},
		func() *verify.Missing {
			control := q.clients.get(m.Asked+" "+endpoint.String(), func() (c unknownClient[verify.ProviderAnswer]) {
				c.missing = ask(q.guid(), "control: the same with a made-up client ID", "", &c.answer)
				return c
			})
			probe.Control = control.answer
			return control.missing
		},
	)
	if missing != nil {
		return verify.NotKnown[*verify.ClientProbe](missing.Status, missing.Reason)
	}
	return verify.Known(probe)
}

// both asks two prober side by side, and returns why one has no answer.
func both(first, second func() *verify.Missing) *verify.Missing {
	var other *verify.Missing
	asked := safego.Go(func() { other = second() })
	missing := first()
	asked.Wait()
	return cmp.Or(missing, other)
}

// secret asks whether the client secret is right: Entra by client credentials,
// other providers by a code that nobody issued, next to the same question with
// a secret that is certainly wrong.
func (q *prober) secret(ctx context.Context, f *verify.Facts, m *verify.Metadata) verify.Fact[*verify.SecretProbe] {
	r := f.Registration
	switch {
	case r.ByRun:
		return verify.NotKnown[*verify.SecretProbe](verify.Skipped, "authkit run shows the provider something else than a client secret, which is not here")
	case !q.wantsAny(checkid.ClientSecret) && (f.Microsoft || !q.wantsAny(checkid.ClientKnown, checkid.MetadataClientAuth)): // Entra answers these two otherwise
		return verify.NotKnown[*verify.SecretProbe](verify.Skipped, "not selected")
	case r.ClientSecret.Text.IsEmpty() && r.SendsSecret() && !r.SendsEmpty() || r.ClientID.Text.IsEmpty():
		return verify.NotKnown[*verify.SecretProbe](verify.Skipped, "client_id or client_secret is missing")
	case r.SendsSecret() && !r.SendsEmpty() && !r.Relayed() && streamlit.Unfilled("client_secret", r.ClientSecret.Text.Reveal()) || streamlit.Unfilled("client_id", r.ClientID.Text.Reveal()):
		return verify.NotKnown[*verify.SecretProbe](verify.Skipped, "client_id or client_secret is still a placeholder")
	}
	endpoint, err := q.tokenEndpoint(f, m)
	if err != nil {
		return verify.NotKnown[*verify.SecretProbe](verify.Unproven, err.Error())
	}
	if f.Microsoft && !r.Relayed() {
		return q.entraSecret(ctx, f, endpoint)
	}
	return q.openIDSecret(ctx, f, m, endpoint)
}

func (q *prober) entraSecret(ctx context.Context, f *verify.Facts, endpoint *url.URL) verify.Fact[*verify.SecretProbe] {
	if !shows(f.Registration) {
		// Entra wants one for client credentials of any app, and for a login of a public client none.
		return verify.NotKnown[*verify.SecretProbe](verify.Unproven, "token_endpoint_auth_method keeps the secret from being sent, which Entra takes from public clients only; run authkit verify --login")
	}
	switch f.Authority.Kind {
	case entra.Organisation:
	case entra.Consumers:
		return verify.NotKnown[*verify.SecretProbe](verify.Unproven, "the secret of an app for personal accounts cannot be tried without a sign-in; run authkit verify --login")
	case entra.Common, entra.Organizations:
		return verify.NotKnown[*verify.SecretProbe](verify.Skipped, "the secret can be tried at one tenant only")
	default:
		return verify.NotKnown[*verify.SecretProbe](verify.Unproven, "the secret cannot be tried for "+f.Authority.Kind.String()+" without a sign-in; run authkit verify --login")
	}
	if f.Authority.V1 {
		// The v1 endpoint takes a resource instead of a scope; both share keys and secrets.
		endpoint.Path = strings.Replace(endpoint.Path, "/oauth2/token", "/oauth2/v2.0/token", 1)
	}
	question := secretQuestion{
		endpoint: endpoint,
		form:     url.Values{"grant_type": {"client_credentials"}, "scope": {graphScope}},
		shown:    assertionOf(f.Registration),
		about:    "is the client secret right (client credentials)",
		leaves:   leavesLogEntry,
		control:  hosts.IsLoopback(endpoint.Hostname()), // a stand-in has to show that it looks at the secret
	}
	if len(question.shown) > 0 {
		question.about = "is the assertion right (client credentials)"
	}
	return q.askSecret(ctx, f, question)
}

// openIDSecret asks with a code nobody issued: a provider that looks at the
// client first refuses the made-up secret, and of the right one only the code.
func (q *prober) openIDSecret(ctx context.Context, f *verify.Facts, m *verify.Metadata, endpoint *url.URL) verify.Fact[*verify.SecretProbe] {
	r := f.Registration
	form := url.Values{
		"grant_type":   {"authorization_code"},
		"code":         {"authkit-" + q.unguessable(16)},
		"redirect_uri": {f.RedirectURI()},
	}
	if f.UsesPKCE(m) {
		form.Set("code_verifier", q.verifier())
	}
	question := secretQuestion{endpoint: endpoint, form: form, shown: r.TokenParams(), about: "is the client secret right (a code nobody issued)", control: true}
	switch {
	case r.Relayed():
		question.about, question.control = "does what answers at access_token_url get in at the provider (a code nobody issued)", false
		return q.askRelay(ctx, f, question)
	case !shows(r): // what is never sent at a login is not sent here either
		try, missing := q.tryPublic(ctx, f, question)
		if missing != nil {
			return verify.NotKnown[*verify.SecretProbe](missing.Status, missing.Reason)
		}
		return verify.Known(&verify.SecretProbe{Method: r.TokenAuthMethod, SecretTry: try})
	case !r.SendsSecret():
		question.about = "does the provider take the client assertion (a code nobody issued)"
		question.leaves = "a provider that takes each assertion once has seen this one"
		return q.askSecret(ctx, f, question)
	}
	return q.askSecret(ctx, f, question)
}

// askRelay asks a program of the project's own, which no wrong secret can be
// compared with. It may run beside the app only.
func (q *prober) askRelay(ctx context.Context, f *verify.Facts, question secretQuestion) verify.Fact[*verify.SecretProbe] {
	method := f.Registration.TokenAuthMethod
	try, missing := q.trySecret(ctx, f, question, method)
	if missing != nil && hosts.IsLoopback(question.endpoint.Hostname()) {
		return verify.NotKnown[*verify.SecretProbe](verify.Unproven, "access_token_url names this machine, and nobody answers there; start what does, and run authkit verify --login")
	}
	if missing != nil {
		return verify.NotKnown[*verify.SecretProbe](missing.Status, missing.Reason)
	}
	return verify.Known(&verify.SecretProbe{Method: method, SecretTry: try})
}

// shows tells whether the client shows anything of itself but its name.
func shows(r *streamlit.Registration) bool {
	return r.SendsSecret() || r.Assertion().IsSet() || r.TokenParams().Has("client_secret")
}

// assertionOf is what access_token_params say of the client itself: the rest
// belongs to the exchange of a code.
func assertionOf(r *streamlit.Registration) url.Values {
	all, shown := r.TokenParams(), url.Values{}
	for _, key := range []string{"client_assertion", "client_assertion_type", "client_secret"} {
		if values, ok := all[key]; ok {
			shown[key] = values
		}
	}
	return shown
}

// basicEncoded is Basic with both values form-encoded, which Authlib never does.
const basicEncoded = "client_secret_basic, form-encoded"

// tokenRequest authenticates the client as Authlib does: Basic carries the
// bytes as they are, not form-encoded (docs/facts/authlib.md, section 3).
func tokenRequest(ctx context.Context, endpoint *url.URL, form, shown url.Values, id, secret, method string) (*http.Request, error) {
	body := maps.Clone(shown)
	if body == nil {
		body = url.Values{}
	}
	for key, values := range form {
		body[key] = values
	}
	if method != "client_secret_basic" && method != basicEncoded {
		body.Set("client_id", id)
		if method == "client_secret_post" {
			body.Set("client_secret", secret)
		}
	}
	request, err := post(ctx, endpoint.String(), body)
	if err != nil {
		return nil, err
	}
	switch method {
	case "client_secret_basic":
		BasicAuth(request, id, secret)
	case basicEncoded:
		BasicAuth(request, url.QueryEscape(id), url.QueryEscape(secret))
	}
	return request, nil
}

// BasicAuth sets the Basic header as Authlib does: in Latin-1
// (docs/facts/authlib.md, section 3).
func BasicAuth(request *http.Request, id, secret string) {
	latin := func(text string) string {
		bytes := make([]byte, 0, len(text))
		for _, r := range text {
			if r > 0xff {
				return text // Authlib fails on it
			}
			bytes = append(bytes, byte(r))
		}
		return string(bytes)
	}
	request.SetBasicAuth(latin(id), latin(secret))
}

// tokenEndpoint is where Streamlit sends the client secret: access_token_url
// when it is set, else what the metadata says.
func (q *prober) tokenEndpoint(f *verify.Facts, m *verify.Metadata) (*url.URL, error) {
	if own := f.Registration.AccessTokenURL.Text.Reveal(); own != "" {
		return checkedEndpoint(own, "access_token_url")
	}
	u, err := q.usableEndpoint(m, "token_endpoint")
	if err == nil {
		err = q.trustedTokenHost(f, u)
	}
	return u, err
}

// usableEndpoint returns an endpoint that a secret may be sent to.
func (q *prober) usableEndpoint(m *verify.Metadata, name string) (*url.URL, error) {
	if m.Text(name) == "" {
		return nil, fmt.Errorf("the provider's metadata names no %s", name)
	}
	u, err := checkedEndpoint(m.Text(name), name)
	if err == nil {
		err = q.turnsInward(m, u, name)
	}
	return u, err
}

func checkedEndpoint(address, name string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return nil, fmt.Errorf("%s is not an address", name)
	case u.Scheme == "https", u.Scheme == "http" && hosts.IsLoopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("%s is not https, and a secret is not sent in the clear", name)
}

// provider sends one request to a provider and reads its answer. What it
// grants is dropped unread.
func (q *prober) provider(request *http.Request, purpose, leaves string) (verify.ProviderAnswer, *verify.Missing) {
	a, err := q.wire.ask(request, purpose, leaves)
	host := request.URL.Host
	if err != nil {
		return verify.ProviderAnswer{}, because(verify.Undecided, NoAnswer(err, host))
	}
	if missing := outOfOrder(a, host); missing != nil {
		return verify.ProviderAnswer{}, missing
	}
	return readAnswer(a), nil
}

// readAnswer reads a token or device-code endpoint's answer.
func readAnswer(a *answer) verify.ProviderAnswer {
	p := verify.ProviderAnswer{Status: a.Status}
	if parsed, ok := entra.ParseTokenError(a.Status, a.Body); ok {
		p.OAuthError, p.Description, p.Code = parsed.OAuthError, parsed.Description, parsed.Code
		p.TraceID, p.CorrelationID = parsed.TraceID, parsed.CorrelationID
		return p
	}
	document, _ := jsonObject(a)
	p.Accepted = a.Status == http.StatusOK && document != nil && (document["access_token"] != nil || document["device_code"] != nil || document["id_token"] != nil)
	return p
}

// wantsAny tells whether one of these checks was selected.
func (q *prober) wantsAny(ids ...string) bool {
	if q.wants == nil {
		return true
	}
	for _, id := range ids {
		if q.wants(id) {
			return true
		}
	}
	return false
}
