package cmd

import (
	"context"
	"errors"

	"github.com/authkit-cli/authkit/cmd/ask"
)

// askGate offers the sign-in to an app that signs nobody in, and shows the change.
func (q *asking) askGate(ctx context.Context) error {
	o := q.screen.options
	if o.gate || o.yes || o.dryRun || !q.project.LacksGate() || !q.screen.env.interactive() {
		return errNotAsked
	}
	plan, err := q.project.Gate(q.Provider)
	if err != nil {
		return errNotAsked // a note says what to add by hand
	}
	q.screen.title("Your app signs nobody in yet. This would change it")
	q.screen.changes(plan)
	q.screen.notes(plan.Notes)
	q.Gate, err = q.Confirm(ctx, q.question("Put the sign-in into the app?", "Without it, anybody who opens the app sees everything.", moreGate))
	return err
}

// askToWrite makes the plan, and shows it before anything is written.
func (q *asking) askToWrite(ctx context.Context) error {
	plan, err := q.project.Plan(q.Answers)
	if err != nil {
		return inProject(ctx, err)
	}
	q.screen.env.known.Add(plan.Secrets()...)
	q.plan = plan
	o := q.screen.options
	q.plan.Notes = append(q.plan.Notes, o.google.notes(plan, q.project)...)
	return o.agreeToWrite(ctx, q, q.question(writeQuestion, "", moreWrite), q.screen, plan)
}

// offerVerify ends with a look at what was set up. The files are written, so
// nothing that verify says, and no key, makes init fail.
func (q *asking) offerVerify(ctx context.Context) error {
	o, env := q.screen.options, q.screen.env
	if o.yes || !env.interactive() {
		return nil
	}
	env.Stdout.Write([]byte("\n")) //nolint:errcheck // the question comes next
	yes, err := q.Confirm(ctx, ask.Question{Title: "Check it now with authkit verify?", Help: moreVerify})
	if err != nil || !yes {
		return nil
	}
	var status exitStatus
	if err := runVerify(ctx, env, verifyOptions{dir: o.dir, format: "text", timeout: verifyTimeout}); !errors.As(err, &status) {
		return err
	}
	return nil
}
