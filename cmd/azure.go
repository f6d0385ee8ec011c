package cmd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/register/converge"
	"github.com/authkit-cli/authkit/register/graph"
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

// graphSender speaks to Graph and to the token endpoint of the CLI's cloud.
func (e *Env) graphSender() graph.Sender {
	return graph.Sender{Transport: e.Transport, UserAgent: "authkit/" + currentVersion(), Wait: e.Sleep}
}

// registrar carries out changes of registrations, and says on stderr what it waits for.
func (e *Env) registrar(session *azcli.Session) *converge.Registrar {
	return &converge.Registrar{Client: e.graphSender().Client(session), Wait: e.Sleep, Told: func(text string) { fmt.Fprintln(e.Stderr, text+" …") }}
}
