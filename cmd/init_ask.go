package cmd

import (
	"context"
	"errors"
	"time"

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

// ask fills in what is missing, in the order a person can answer: which
// provider, then how to register the app there, then what the registration gave.
func ask(ctx context.Context, p prompter, screen *initScreen, project *scaffold.Project, a scaffold.Answers) (scaffold.Answers, error) {
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
		id, err := p.text(ctx, question{
			title: "Client ID",
			help:  clientIDHelp(authority),
			check: func(s string) error { return checkClientID(authority, s) },
		})
		if err != nil {
			return a, err
		}
		a.ClientID = id
	}
	if !needsSecret(have, a) {
		return a, nil
	}
	secret, err := p.secret(ctx, question{
		title: "Client secret",
		help:  clientSecretHelp(authority),
		check: func(s string) error { return checkClientSecret(authority, s) },
	})
	if err != nil {
		return a, err
	}
	a.ClientSecret = secret
	return askExpiry(ctx, p, screen.env.Now(), authority, a)
}

// What the person has instead of a client ID: ask ends with one of them.
var (
	errMakeOne = errors.New("make the registration now")
	errRequest = errors.New("write the request for an administrator")
)

// askRegistration asks whether there is an app registration at Entra yet.
func askRegistration(ctx context.Context, p prompter, authority string) error {
	at := placeOf(authority)
	if !at.microsoft || !at.audience {
		return nil
	}
	const mine, request = "mine", "request"
	answer, err := p.choose(ctx, question{title: "Do you have an app registration?"}, []option{
		{"now", "make one now, with the sign-in of my Azure CLI (az login)"},
		{mine, "I have one, or make it in the portal"},
		{request, "write the request for my administrator"},
	})
	switch {
	case err != nil || answer == mine:
		return err
	case answer == request:
		return errRequest
	}
	return errMakeOne
}

func askProvider(ctx context.Context, p prompter, screen *initScreen, project *scaffold.Project, a scaffold.Answers) (scaffold.Answers, error) {
	who, err := p.choose(ctx, question{title: "Who signs people in?"}, []option{
		{askOrganisation, "Microsoft Entra, one organisation"},
		{askConsumers, "Microsoft, personal accounts (outlook.com, live.com)"},
		{askOther, "another OpenID Connect provider"},
		{askSandbox, "nobody yet: the built-in sandbox, offline"},
	})
	if err != nil {
		return a, err
	}
	switch who {
	case askConsumers:
		a.MetadataURL = tenantMetadata("consumers")
	case askOther:
		a.MetadataURL, err = p.text(ctx, question{
			title: "Metadata URL",
			help:  "The provider's documentation calls it discovery or metadata URL. It ends in " + wellKnown,
			check: scaffold.CheckMetadataURL,
		})
	case askSandbox:
		o := screen.options
		o.sandbox = true
		return o.sandboxAnswers(a, project)
	default:
		var tenant string
		tenant, err = p.text(ctx, question{
			title: "Tenant",
			help:  "The Tenant ID, or a domain such as contoso.com: entra.microsoft.com, Overview.",
			check: checkTenant,
		})
		a.MetadataURL = tenantMetadata(tenant)
	}
	return a, err
}

// askExpiry is for Microsoft only: elsewhere client secrets rarely end.
func askExpiry(ctx context.Context, p prompter, now time.Time, authority string, a scaffold.Answers) (scaffold.Answers, error) {
	if !entra.IsAuthority(authority) || !a.Expires.IsZero() {
		return a, nil
	}
	answer, err := p.text(ctx, question{
		title: "Client secret expires on",
		help:  "YYYY-MM-DD, from the Expires column, so that verify can warn ahead. Leave it empty if you do not know.",
		check: func(s string) error {
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
