package cmd

import (
	"context"
	"errors"

	"github.com/authkit-cli/authkit/cmd/answer"
	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/cmd/steps"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/scaffold"
)

// asking fills in what is missing, in the order a person can answer: which
// provider, then how to register the app there, then what the registration gave.
// At each question one can go back to the one before.
type asking struct {
	ask.Prompter
	screen  *initScreen
	project *scaffold.Project
	scaffold.Answers
	flags scaffold.Answers  // what was given at the command line
	who   string            // signs people in, see askProvider
	plan  scaffold.Plan     // of the answers, once they are complete
	given map[string]string // what was typed at a question before
	later bool              // a question was answered
}

// errNotAsked says that a step had no question.
var errNotAsked = errors.New("nothing to ask")

// ask goes through all steps.
func (q *asking) ask(ctx context.Context) error {
	type answered struct {
		step int
		scaffold.Answers
		who string
	}
	steps := []func(context.Context) error{q.askProvider, q.askAuthority, q.askRegistration, q.askClientID, q.askSecret, q.askExpiry, q.askGate, q.askToWrite}
	var before []answered
	for i := 0; i < len(steps); {
		q.later = len(before) > 0
		now := answered{i, q.Answers, q.who}
		switch err := steps[i](ctx); {
		case errors.Is(err, ask.ErrBack):
			last := before[len(before)-1]
			i, q.Answers, q.who, before = last.step, last.Answers, last.who, before[:len(before)-1]
			continue
		case err == nil:
			before = append(before, now)
		case !errors.Is(err, errNotAsked):
			return err
		}
		i++
	}
	return nil
}

// question is one that knows what stands before it.
func (q *asking) question(title, help, more string) ask.Question {
	return ask.Question{Title: title, Help: help, More: more, Given: q.given[title], Later: q.later, Loses: q.later || len(q.given) > 0}
}

// text asks for a line of text.
func (q *asking) text(ctx context.Context, question ask.Question, check func(string) error) (string, error) {
	question.Check = check
	text, err := q.Text(ctx, question)
	if err == nil {
		q.given[question.Title] = text
	}
	return text, err
}

// Who signs people in: the first question.
const (
	byOrganisation = "organisation"
	byConsumers    = "consumers"
	byOther        = "other"
	bySandbox      = "sandbox"
)

func (q *asking) have() scaffold.Existing { return q.project.Existing(q.Provider) }

func (q *asking) authority() string { return authorityOf(q.project, q.Answers) }

func (q *asking) askProvider(ctx context.Context) (err error) {
	if q.authority() != "" {
		return errNotAsked
	}
	const title = "Who signs people in?"
	q.who, err = q.Choose(ctx, q.question(title, "", moreProvider), []ask.Option{
		{Value: byOrganisation, Label: "Microsoft Entra, one organisation"},
		{Value: byConsumers, Label: "Microsoft, personal accounts (outlook.com, live.com)"},
		{Value: byOther, Label: "another OpenID Connect provider"},
		{Value: bySandbox, Label: "nobody yet: the built-in sandbox, offline"},
	})
	if err != nil {
		return err
	}
	q.given[title] = q.who
	switch q.who {
	case byConsumers:
		q.MetadataURL = answer.TenantMetadata("consumers")
	case bySandbox:
		o := q.screen.options
		o.sandbox = true
		q.Answers, err = o.sandboxAnswers(q.Answers, q.project)
	}
	return err
}

func (q *asking) askAuthority(ctx context.Context) (err error) {
	switch {
	case q.authority() != "":
		return errNotAsked
	case q.who == byOther:
		q.MetadataURL, err = q.text(ctx, q.question("Metadata URL", "The provider's documentation calls it discovery or metadata URL. It ends in "+wellKnown, moreMetadata), scaffold.CheckMetadataURL)
		return err
	}
	text, err := q.text(ctx, q.question("Tenant", "The Tenant ID, or a domain such as contoso.com: entra.microsoft.com, Overview.", moreTenant), func(s string) error {
		_, err := answer.Tenant(s)
		return err
	})
	if err == nil {
		q.MetadataURL, err = answer.Tenant(text)
	}
	return err
}

// What the person has instead of a client ID: ask ends with one of them.
var (
	errMakeOne = errors.New("make the registration now")
	errRequest = errors.New("write the request for an administrator")
)

// askRegistration asks whether there is an app registration at Entra yet.
func (q *asking) askRegistration(ctx context.Context) error {
	at := steps.At(q.authority())
	if q.ClientID != "" || q.have().ClientID != "" || !at.Microsoft || !at.Audience {
		return errNotAsked
	}
	const mine, request, title = "mine", "request", "Do you have an app registration?"
	choice, err := q.Choose(ctx, q.question(title, "", moreRegistration), []ask.Option{
		{Value: "now", Label: "make one now, with the sign-in of my Azure CLI (az login)"},
		{Value: mine, Label: "I have one, or make it in the portal"},
		{Value: request, Label: "write the request for my administrator"},
	})
	q.given[title] = choice
	switch {
	case err != nil || choice == mine:
		return err
	case choice == request:
		return errRequest
	}
	return errMakeOne
}

func (q *asking) askClientID(ctx context.Context) (err error) {
	if q.ClientID != "" || q.have().ClientID != "" {
		return errNotAsked
	}
	authority, help := q.authority(), ""
	if entra.IsAuthority(authority) {
		help = "Overview of the app, \"Application (client) ID\"."
	}
	q.screen.register(authority, redirectOf(q.project, q.Answers))
	q.ClientID, err = q.text(ctx, q.question("Client ID", help, moreClientID), func(s string) error { return answer.ClientID(authority, answer.Client(s)) })
	q.ClientID = answer.Client(q.ClientID)
	return err
}

func (q *asking) askSecret(ctx context.Context) (err error) {
	if !needsSecret(q.have(), q.Answers) {
		return errNotAsked
	}
	authority, help := q.authority(), ""
	if entra.IsAuthority(authority) {
		help = "Certificates & secrets, column Value. Not the Secret ID."
	}
	question := q.question("Client secret", help, moreSecret)
	question.Check = func(s string) error { return answer.ClientSecret(authority, s) }
	q.ClientSecret, err = q.Secret(ctx, question)
	return err
}

// askExpiry is for Microsoft only, and for a new secret: elsewhere they rarely end.
func (q *asking) askExpiry(ctx context.Context) error {
	if !entra.IsAuthority(q.authority()) || !q.Expires.IsZero() || q.ClientSecret.IsEmpty() || !q.flags.ClientSecret.IsEmpty() {
		return errNotAsked
	}
	now := q.screen.env.Now()
	text, err := q.text(ctx, q.question("Client secret expires on", "A date such as 2027-06-30 from the Expires column, or \"in 6 months\", so that verify can warn ahead. Leave it empty if you do not know.", moreExpiry), func(s string) error {
		if s == "" {
			return nil
		}
		_, err := answer.Expires(s, now)
		return err
	})
	if err != nil || text == "" {
		return err
	}
	q.Expires, err = answer.Expires(text, now)
	return err
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
