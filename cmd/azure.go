package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/entra"
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

// sessionFor is the session in the tenant whose people sign in at an address, or in
// the one that the CLI has chosen where the address names none. An app that is
// made in another tenant is of no use to anybody.
func (e *Env) sessionFor(ctx context.Context, metadataURL string) (*azcli.Session, error) {
	authority, _ := entra.ParseAuthority(metadataURL)
	switch {
	case authority.Kind != entra.Organisation:
		return e.sessionIn(ctx, "")
	case entra.IsGUID(authority.Tenant):
		return e.sessionIn(ctx, strings.ToLower(authority.Tenant))
	}
	tenant, err := e.graphSender().TenantOf(ctx, metadataURL)
	if err != nil {
		return nil, withHint(fmt.Errorf("which tenant %s is cannot be told: %w", entra.Clean(authority.Tenant), err), "try again, or name the tenant by its ID: Overview at entra.microsoft.com shows it")
	}
	return e.sessionIn(ctx, tenant)
}

// agreed asks a person whether to go on, unless that was said before.
func (e *Env) agreed(ctx context.Context, yes bool, title string) error {
	if !yes {
		if !e.interactive() {
			return &usageError{message: "nobody is here to agree to this", hint: "add --yes, or --dry-run to look at it only"}
		}
		goOn, err := e.asks(false).Confirm(ctx, ask.Question{Title: title})
		switch {
		case err != nil:
			return err
		case !goOn:
			return errCancelled
		}
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	return nil
}

// graphSender speaks to Graph and to the token endpoint of the CLI's cloud.
func (e *Env) graphSender() graph.Sender {
	return graph.Sender{Transport: e.Transport, UserAgent: "authkit/" + currentVersion(), Wait: e.Sleep}
}

// registrar carries out changes of registrations, and says on stderr what it waits for.
func (e *Env) registrar(session *azcli.Session) *converge.Registrar {
	return &converge.Registrar{Client: e.graphSender().Client(session), Wait: e.Sleep, Told: func(text string) { fmt.Fprintln(e.Stderr, text+" …") }}
}
