package cmd

import (
	"context"
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
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/secrets"
)

// azureCLI is the session of the person's Azure CLI, whose token nothing may show.
func (e *Env) azureCLI(ctx context.Context, tenant string) (*azcli.Session, error) {
	ask := e.AzureCLI
	if ask == nil {
		ask = azcli.SignedIn
	}
	session, err := ask(ctx, tenant)
	if session != nil {
		e.known.Add(session.Token)
	}
	return session, err
}

// cliTime is how long the Azure CLI may take, which starts slowly.
const cliTime = time.Minute

// sessionIn is the session in a tenant, or in the one that the CLI has chosen
// when that is empty; with what to do where there is none.
func (e *Env) sessionIn(ctx context.Context, tenant string) (*azcli.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, cliTime)
	defer cancel()
	session, err := e.azureCLI(ctx, "")
	if err == nil && tenant != "" && session.Tenant != tenant {
		session, err = e.azureCLI(ctx, tenant)
	}
	if problem, is := azcli.IsProblem(err); is {
		return nil, withHint(err, problem.Fix)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, withHint(errors.New("the Azure CLI (az) does not answer"), "run az account show and see what it waits for")
	}
	return session, err
}

const (
	graphTime   = 30 * time.Second // for one answer
	graphAnswer = 4 << 20          // bytes of one answer that are read
)

// noRedirect keeps what a request carries from going elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// graphAt sends requests to the session's Graph, and follows no redirect: the
// token would go with it.
func (e *Env) graphAt(session *azcli.Session) *graph.Client {
	client := &http.Client{Transport: e.Transport, Timeout: graphTime, CheckRedirect: noRedirect}
	return &graph.Client{Session: session, Send: func(request *http.Request, _ string) (int, []byte, error) {
		request.Header.Set("User-Agent", "authkit/"+currentVersion())
		for tries := 0; ; tries++ {
			status, body, after, err := sendOnce(client, request)
			if err != nil || status != http.StatusTooManyRequests || tries == patience {
				return status, body, err
			}
			if err := e.Sleep(request.Context(), min(after, time.Minute)); err != nil {
				return 0, nil, err
			}
		}
	}}
}

// accepts tells whether Entra takes a client secret, by client credentials, which
// need no person. known is false where its answer is about something else.
func (e *Env) accepts(ctx context.Context, session *azcli.Session, clientID string, secret secrets.Secret) (works, known bool) {
	config := clientcredentials.Config{
		ClientID: clientID, ClientSecret: secret.Reveal(), TokenURL: session.SignIn.String() + "/" + session.Tenant + "/oauth2/v2.0/token",
		Scopes: []string{session.Graph.String() + "/.default"}, AuthStyle: oauth2.AuthStyleInParams,
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: e.Transport, CheckRedirect: noRedirect}), graphTime)
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

// registrar carries out changes of registrations, and says on stderr what it waits for.
func (e *Env) registrar(session *azcli.Session) *converge.Registrar {
	return &converge.Registrar{Client: e.graphAt(session), Wait: e.Sleep, Told: func(text string) { fmt.Fprintln(e.Stderr, text+" …") }}
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
