package cmd

import (
	"context"

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
	if written, err := o.carryOut(ctx, env, nil, screen, plan); !written || err != nil {
		return err
	}
	if len(plan.Changes) == 0 {
		screen.printf("nothing was written\n")
		screen.notes(plan.Notes)
		return screen.err
	}
	screen.done(plan, nil, nil)
	return screen.err
}

// carryOut shows a plan, asks, and writes. With --dry-run it shows alone, and
// nothing is written.
func (o initOptions) carryOut(ctx context.Context, env *Env, asked ask.Prompter, screen *initScreen, plan scaffold.Plan) (written bool, err error) {
	if o.dryRun {
		screen.diff(plan)
		screen.notes(plan.Notes)
		return false, screen.err
	}
	if len(plan.Changes) > 0 && env.interactive() && !o.yes {
		if asked == nil {
			asked = env.asks(o.plain)
		}
		screen.plan(plan)
		goOn, err := asked.Confirm(ctx, ask.Question{Title: "Write these files?"})
		if err != nil {
			return false, err
		}
		if !goOn {
			return false, errCancelled
		}
	}
	if err := ctx.Err(); err != nil {
		return false, errCancelled // the last moment to stop with nothing written
	}
	if err := plan.Apply(); err != nil {
		return false, withHint(err, writeHint(err, "run authkit init again"))
	}
	return true, nil
}
