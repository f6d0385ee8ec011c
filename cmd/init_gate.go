package cmd

import (
	"context"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/scaffold"
)

// wantsGate tells whether an app that signs nobody in gets the sign-in: --gate
// says so, or the person who is asked and sees the change.
func (o initOptions) wantsGate(ctx context.Context, screen *initScreen, asked ask.Prompter, project *scaffold.Project, provider string) (bool, error) {
	if o.gate || !project.LacksGate() || !screen.env.interactive() || o.yes || o.dryRun {
		return o.gate, nil
	}
	plan, err := project.Gate(provider)
	if err != nil {
		return false, nil // then a note says what to add by hand
	}
	screen.title("Your app signs nobody in yet. This would change it")
	screen.changes(plan)
	screen.notes(plan.Notes)
	return asked.Confirm(ctx, ask.Question{Title: "Put the sign-in into the app?", Help: "It comes before the first thing that the app shows. Without it, anybody who opens the app sees everything."})
}
