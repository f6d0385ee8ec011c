package cmd

import (
	"context"
	"errors"
	"time"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/scaffold"
)

// Who signs people in: the first question.
const (
	askOrganisation = "organisation"
	askConsumers    = "consumers"
	askOther        = "other"
	askSandbox      = "sandbox"
)

// askMissing fills in what is missing, in the order a person can answer: which
// provider, then how to register the app there, then what the registration gave.
func askMissing(ctx context.Context, p ask.Prompter, screen *initScreen, project *scaffold.Project, a scaffold.Answers) (scaffold.Answers, error) {
	have := project.Existing(a.Provider)
	if a.MetadataURL == "" && have.MetadataURL == "" {
		var err error
		if a, err = askProvider(ctx, p, screen, project, a); err != nil {
			return a, err
		}
		if len(missingAnswers(project, a)) == 0 {
			return a, nil // the sandbox answers everything
		}
	}
	authority := authorityOf(project, a)
	if a.ClientID == "" && have.ClientID == "" {
		if err := askRegistration(ctx, p, authority); err != nil {
			return a, err
		}
		screen.register(authority, redirectOf(project, a))
		id, err := p.Text(ctx, ask.Question{
			Title: "Client ID",
			Help:  clientIDHelp(authority),
			Check: func(s string) error { return checkClientID(authority, s) },
		})
		if err != nil {
			return a, err
		}
		a.ClientID = id
	}
	if !needsSecret(have, a) {
		return a, nil
	}
	secret, err := p.Secret(ctx, ask.Question{
		Title: "Client secret",
		Help:  clientSecretHelp(authority),
		Check: func(s string) error { return checkClientSecret(authority, s) },
	})
	if err != nil {
		return a, err
	}
	a.ClientSecret = secret
	return askExpiry(ctx, p, screen.env.Now(), authority, a)
}

// What the person has instead of a client ID: askMissing ends with one of them.
var (
	errMakeOne = errors.New("make the registration now")
	errRequest = errors.New("write the request for an administrator")
)

// askRegistration asks whether there is an app registration at Entra yet.
func askRegistration(ctx context.Context, p ask.Prompter, authority string) error {
	at := placeOf(authority)
	if !at.microsoft || !at.audience {
		return nil
	}
	const mine, request = "mine", "request"
	answer, err := p.Choose(ctx, ask.Question{Title: "Do you have an app registration?"}, []ask.Option{
		{Value: "now", Label: "make one now, with the sign-in of my Azure CLI (az login)"},
		{Value: mine, Label: "I have one, or make it in the portal"},
		{Value: request, Label: "write the request for my administrator"},
	})
	switch {
	case err != nil || answer == mine:
		return err
	case answer == request:
		return errRequest
	}
	return errMakeOne
}

func askProvider(ctx context.Context, p ask.Prompter, screen *initScreen, project *scaffold.Project, a scaffold.Answers) (scaffold.Answers, error) {
	who, err := p.Choose(ctx, ask.Question{Title: "Who signs people in?"}, []ask.Option{
		{Value: askOrganisation, Label: "Microsoft Entra, one organisation"},
		{Value: askConsumers, Label: "Microsoft, personal accounts (outlook.com, live.com)"},
		{Value: askOther, Label: "another OpenID Connect provider"},
		{Value: askSandbox, Label: "nobody yet: the built-in sandbox, offline"},
	})
	if err != nil {
		return a, err
	}
	switch who {
	case askConsumers:
		a.MetadataURL = tenantMetadata("consumers")
	case askOther:
		a.MetadataURL, err = p.Text(ctx, ask.Question{
			Title: "Metadata URL",
			Help:  "The provider's documentation calls it discovery or metadata URL. It ends in " + wellKnown,
			Check: scaffold.CheckMetadataURL,
		})
	case askSandbox:
		o := screen.options
		o.sandbox = true
		return o.sandboxAnswers(a, project)
	default:
		var tenant string
		tenant, err = p.Text(ctx, ask.Question{
			Title: "Tenant",
			Help:  "The Tenant ID, or a domain such as contoso.com: entra.microsoft.com, Overview.",
			Check: checkTenant,
		})
		a.MetadataURL = tenantMetadata(tenant)
	}
	return a, err
}

// askExpiry is for Microsoft only: elsewhere client secrets rarely end.
func askExpiry(ctx context.Context, p ask.Prompter, now time.Time, authority string, a scaffold.Answers) (scaffold.Answers, error) {
	if !entra.IsAuthority(authority) || !a.Expires.IsZero() {
		return a, nil
	}
	answer, err := p.Text(ctx, ask.Question{
		Title: "Client secret expires on",
		Help:  "YYYY-MM-DD, from the Expires column, so that verify can warn ahead. Leave it empty if you do not know.",
		Check: func(s string) error {
			if s == "" {
				return nil
			}
			_, err := parseExpiry(s, now)
			return err
		},
	})
	if err != nil || answer == "" {
		return a, err
	}
	a.Expires, err = parseExpiry(answer, now)
	return a, err
}

// checkTenant refuses tenants that Streamlit cannot sign in with, common and
// organizations first of all: their tokens name another issuer than their metadata.
func checkTenant(tenant string) error {
	if _, problem := entra.ValidTenant(tenant); problem != "" {
		return errors.New(problem)
	}
	return nil
}

func clientIDHelp(authority string) string {
	if entra.IsAuthority(authority) {
		return "Overview of the app, \"Application (client) ID\"."
	}
	return ""
}

func clientSecretHelp(authority string) string {
	if entra.IsAuthority(authority) {
		return "Certificates & secrets, column Value. Not the Secret ID."
	}
	return ""
}

// redirectOf is the redirect URI the project will have.
func redirectOf(project *scaffold.Project, a scaffold.Answers) string {
	if a.RedirectURI != "" {
		return a.RedirectURI
	}
	if old := project.Existing(a.Provider).RedirectURI; old != "" {
		return old
	}
	return project.DefaultRedirectURI(0)
}
