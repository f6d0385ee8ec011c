package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/secrets"
)

const (
	graphTime   = 30 * time.Second // for one answer
	graphAnswer = 4 << 20          // bytes of one answer that are read
)

// noRedirect keeps what a request carries from going elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Sender sends what carries a token or a secret, and follows no redirect: it would
// go with it.
type Sender struct {
	Transport http.RoundTripper
	UserAgent string
	Wait      func(ctx context.Context, d time.Duration) error // where Graph has had enough
}

// Client asks the session's Graph. Where it has had enough, it is asked again.
func (s Sender) Client(session *azcli.Session) *Client {
	client := &http.Client{Transport: s.Transport, Timeout: graphTime, CheckRedirect: noRedirect}
	return &Client{Session: session, Send: func(request *http.Request, _ string) (int, []byte, error) {
		request.Header.Set("User-Agent", s.UserAgent)
		for tries := 0; ; tries++ {
			status, body, after, err := sendOnce(client, request)
			if err != nil || status != http.StatusTooManyRequests || tries == patience {
				return status, body, err
			}
			if err := s.Wait(request.Context(), min(after, time.Minute)); err != nil {
				return 0, nil, err
			}
		}
	}}
}

// Accepts tells whether Entra takes a client secret, by client credentials, which
// need no person. known is false where its answer is about something else.
func (s Sender) Accepts(ctx context.Context, session *azcli.Session, clientID string, secret secrets.Secret) (works, known bool) {
	config := clientcredentials.Config{
		ClientID: clientID, ClientSecret: secret.Reveal(), TokenURL: session.SignIn.String() + "/" + session.Tenant + "/oauth2/v2.0/token",
		Scopes: []string{session.Graph.String() + "/.default"}, AuthStyle: oauth2.AuthStyleInParams,
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: s.Transport, CheckRedirect: noRedirect}), graphTime)
	defer cancel()
	_, err := config.Token(ctx)
	var refused *oauth2.RetrieveError
	switch {
	case err == nil:
		return true, true
	case !errors.As(err, &refused) || refused.Response == nil:
		return false, false
	}
	answer, _ := entra.ParseTokenError(refused.Response.StatusCode, refused.Body)
	return false, answer.Code == entra.WrongSecret || answer.Code == entra.ExpiredSecret
}

// TenantOf is the GUID of the tenant whose metadata an address has: the issuer
// names it (docs/facts/entra.md, section 1).
func (s Sender) TenantOf(ctx context.Context, metadataURL string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, metadataURL, nil)
	if err != nil {
		return "", errors.New("the address cannot be used")
	}
	client := &http.Client{Transport: s.Transport, Timeout: graphTime, CheckRedirect: noRedirect}
	request.Header.Set("User-Agent", s.UserAgent)
	_, body, _, err := sendOnce(client, request)
	if err != nil {
		return "", err
	}
	var document struct {
		Issuer string `json:"issuer"`
	}
	if json.Unmarshal(body, &document) == nil {
		if tenant := entra.TenantOfIssuer(document.Issuer); tenant != "" {
			return tenant, nil
		}
	}
	return "", errors.New(request.URL.Host + " names no tenant in its metadata")
}

// patience is how often Graph is asked again when it has had enough.
const patience = 3

// sendOnce sends a request and reads the answer, and how long Graph wants to be left alone.
func sendOnce(client *http.Client, request *http.Request) (status int, body []byte, after time.Duration, err error) {
	if request.GetBody != nil {
		if request.Body, err = request.GetBody(); err != nil {
			return 0, nil, 0, err
		}
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, 0, fmt.Errorf("%s does not answer", request.URL.Host) // the error's own text has the whole address
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(io.LimitReader(response.Body, graphAnswer)); err != nil {
		return 0, nil, 0, fmt.Errorf("%s stopped in the middle of its answer", request.URL.Host)
	}
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return response.StatusCode, body, time.Duration(max(seconds, 1)) * time.Second, nil
}
