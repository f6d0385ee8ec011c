package probe

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/oauth2"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify"
)

// tokens is what Streamlit takes from the answer of a token endpoint.
type tokens struct {
	id, access string
	granted    []string // scopes
}

// exchange redeems the code as Authlib does (docs/facts/authlib.md, section 3).
// x/oauth2 makes the request; its reading of the answer is not Authlib's, so
// the answer is read here.
func (t *roundTrip) exchange(ctx context.Context, code string) (*tokens, *verify.SignIn) {
	r := t.f.Registration
	config := oauth2.Config{
		ClientID: r.ClientID.Text.Reveal(), RedirectURL: t.redirectURI,
		Endpoint: oauth2.Endpoint{TokenURL: t.tokenAt.String(), AuthStyle: oauth2.AuthStyleInParams},
	}
	sender := &tokenSender{wire: t.q.wire}
	switch r.TokenAuthMethod {
	case "client_secret_basic":
		config.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
		sender.basic = func(request *http.Request) { BasicAuth(request, config.ClientID, r.ClientSecret.Text.Reveal()) }
	case "client_secret_post":
		config.ClientSecret = r.ClientSecret.Text.Reveal()
	}
	var options []oauth2.AuthCodeOption
	if t.pkce {
		options = append(options, oauth2.VerifierOption(t.verifier))
	}
	for key, values := range r.TokenParams() {
		options = append(options, oauth2.SetAuthURLParam(key, values[0]))
	}
	client := &http.Client{Transport: sender, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	config.Exchange(context.WithValue(ctx, oauth2.HTTPClient, client), code, options...)

	failed := &verify.SignIn{Stage: verify.StageCallback}
	a := sender.answer
	switch {
	case a == nil:
		failed.Message, failed.NoAnswer = NoAnswer(cmp.Or(sender.failure, ctx.Err()), t.tokenAt.Host), true
		return nil, failed
	case a.Status >= http.StatusInternalServerError, a.Status == http.StatusTooManyRequests:
		failed.Message, failed.NoAnswer = t.tokenAt.Host+" answered "+spoken.Status(a.Status)+" to the token request", true
		return nil, failed
	}
	document, other := jsonObject(a)
	_, refused := document["error"]
	switch {
	case refused, document == nil && a.Status >= http.StatusBadRequest:
		answer := readAnswer(a)
		if page, ok := entra.ParseErrorPage(a.Body); ok && answer.OAuthError == "" {
			answer.OAuthError, answer.Code, answer.Description = page.OAuthError, page.Code, page.Description
			answer.TraceID, answer.CorrelationID = page.TraceID, page.CorrelationID
		}
		failed.Error = &answer
		return nil, failed
	case document == nil:
		failed.Message = "the token endpoint answered with " + other + ", not with tokens"
		failed.Fix = "check that server_metadata_url belongs to an OpenID Connect provider"
		return nil, failed
	case !readableLifetime(document):
		failed.Message = "the token endpoint's answer holds a lifetime (expires_in) that is no number, at which Streamlit's Authlib stops"
		failed.Fix = "tell the people who run the provider"
		return nil, failed
	}
	got := &tokens{}
	got.id, _ = document["id_token"].(string)
	got.access, _ = document["access_token"].(string)
	if scope, ok := document["scope"].(string); ok {
		got.granted = strings.Fields(scope)
	}
	return got, nil
}

// readableLifetime tells whether Authlib can read when the access token
// expires (authlib.oauth2.rfc6749.OAuth2Token).
func readableLifetime(document map[string]any) bool {
	value := document["expires_at"]
	if value == nil || value == "" || value == 0.0 {
		value = document["expires_in"]
	}
	switch v := value.(type) {
	case nil, bool:
		return true
	case float64:
		return !math.IsInf(v, 0)
	case string:
		_, err := strconv.Atoi(strings.TrimSpace(v))
		return err == nil || v == ""
	}
	return false
}

// tokenSender sends the token request of x/oauth2 the way Authlib does, and
// keeps the answer: the Basic header carries the bytes as they are, x/oauth2
// would form-encode them (docs/facts/authlib.md, section 3).
type tokenSender struct {
	wire    *wire
	basic   func(*http.Request) // nil: no Basic header
	answer  *answer
	failure error
}

func (s *tokenSender) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Accept", "application/json")
	if s.basic != nil {
		s.basic(request)
	}
	if s.answer, s.failure = s.wire.ask(request, "exchange the code for the ID token", ""); s.failure != nil {
		return nil, s.failure
	}
	return &http.Response{StatusCode: s.answer.Status, Header: s.answer.Header, Body: io.NopCloser(bytes.NewReader(s.answer.Body)), Request: request}, nil
}
