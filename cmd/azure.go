package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/graph"
)

// azureCLI is the session of the person's Azure CLI, whose token nothing may show.
func (e *Env) azureCLI(ctx context.Context, tenant string) (*azcli.Session, error) {
	session, err := azcli.SignedIn(ctx, tenant)
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

// graphAt sends requests to the session's Graph, and follows no redirect: the
// token would go with it.
func (e *Env) graphAt(session *azcli.Session) *graph.Client {
	client := &http.Client{Transport: e.Transport, Timeout: graphTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
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
