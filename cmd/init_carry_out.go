package cmd

import (
	"context"
	"errors"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/scaffold"
)

// forAll writes the workflow that looks at every app of the repository.
func (o initOptions) forAll(ctx context.Context, env *Env, project *scaffold.Project) error {
	plan, err := project.PlanForAll(releasedVersion())
	if err != nil {
		return inProject(ctx, err)
	}
	screen := newInitScreen(env, o)
	question := ask.Question{Title: writeQuestion, More: moreWrite}
	if err := o.agreeToWrite(ctx, env.asks(o.plain), question, screen, plan); err != nil && !errors.Is(err, errNotAsked) {
		return err
	}
	if written, err := o.carryOut(ctx, screen, plan); !written || err != nil {
		return err
	}
	if len(plan.Changes) == 0 {
		screen.printf("nothing was written\n")
		screen.notes(plan.Notes)
		return screen.err
	}
	screen.done(plan, nil, looked{})
	return screen.err
}

const writeQuestion = "Write these files?"

// agreeToWrite shows a plan, and asks.
func (o initOptions) agreeToWrite(ctx context.Context, asked ask.Prompter, question ask.Question, screen *initScreen, plan scaffold.Plan) error {
	if len(plan.Changes) == 0 || !screen.env.interactive() || o.yes || o.dryRun {
		return errNotAsked
	}
	screen.plan(plan)
	goOn, err := asked.Confirm(ctx, question)
	if err == nil && !goOn {
		return errCancelled
	}
	return err
}

// carryOut writes what was agreed to. With --dry-run it shows the plan, and
// nothing is written.
func (o initOptions) carryOut(ctx context.Context, screen *initScreen, plan scaffold.Plan) (written bool, err error) {
	if o.dryRun {
		screen.diff(plan)
		screen.notes(plan.Notes)
		return false, screen.err
	}
	if err := ctx.Err(); err != nil {
		return false, errCancelled // the last moment to stop with nothing written
	}
	if err := plan.Apply(); err != nil {
		return false, withHint(err, writeHint(err, "run authkit init again"))
	}
	return true, nil
}
