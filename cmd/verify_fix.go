package cmd

import (
	"context"
	"path/filepath"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/fix"
	"github.com/authkit-cli/authkit/verify/probe"
)

// applyFixes makes the fixes that are exact edits, until there are no more. What it
// says goes to stderr: stdout is the report's.
func (o verifyOptions) applyFixes(ctx context.Context, env *Env, answers *probe.Answers) error {
	if !env.interactive() && !o.yes {
		return &usageError{message: "--fix asks before it writes, and there is nobody to ask", hint: "add --yes to write without asking"}
	}
	quiet, named := o, ""
	quiet.login, quiet.noLogin = false, true
	if o.secretsFile != "" {
		named = filepath.Clean(env.path(o.secretsFile))
	}
	beside := *env
	beside.Stdout, beside.StdoutTerminal = env.Stderr, env.StderrTerminal
	screen := newInitScreen(&beside, initOptions{})
	for round := range fix.Rounds {
		seen, err := quiet.examine(ctx, env, answers)
		if err != nil {
			return err
		}
		plan, left, err := fix.Plan(ctx, seen.project, seen.report, named)
		if err != nil {
			left = append(left, err.Error())
		}
		for _, reason := range left {
			env.tell("not fixed: ", reason)
		}
		if len(plan.Changes) == 0 {
			if round == 0 {
				screen.paragraph("", "nothing was written: no finding has a fix that is an exact edit")
			}
			return screen.err
		}
		screen.changes(plan)
		screen.notes(plan.Notes)
		if !o.yes {
			yes, err := env.asks(true).Confirm(ctx, ask.Question{Title: "Write these changes?"})
			if err != nil {
				return err
			}
			if !yes {
				screen.paragraph("", "nothing was written")
				return screen.err
			}
		}
		if ctx.Err() != nil {
			return errCancelled
		}
		if err := plan.Apply(); err != nil {
			return withHint(err, writeHint(err, "run authkit verify --fix again"))
		}
		screen.paragraph("", "written; looking again")
	}
	return screen.err
}
