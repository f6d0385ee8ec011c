package cmd

import (
	"context"
	"path/filepath"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/fix"
	"github.com/authkit-cli/authkit/verify/probe"
)

// applyFixes makes the fixes that are exact edits, until there are no more. What it
// says goes to stderr: stdout is the report's. wrote tells whether something was
// written, whatever the error.
func (o verifyOptions) applyFixes(ctx context.Context, env *Env, answers *probe.Answers) (wrote bool, err error) {
	if !env.interactive() && !o.yes {
		return false, &usageError{message: "--fix asks before it writes, and there is nobody to ask", hint: "add --yes to write without asking"}
	}
	quiet, named := o, ""
	quiet.login, quiet.noLogin = false, true
	if o.secretsFile != "" {
		named = filepath.Clean(env.path(o.secretsFile))
	}
	beside := *env
	beside.Stdout, beside.StdoutTerminal = env.Stderr, env.StderrTerminal
	screen := newInitScreen(&beside, initOptions{})
	for range fix.Rounds {
		seen, err := quiet.examine(ctx, env, answers)
		if err != nil {
			return wrote, err
		}
		plan, left, err := fix.Plan(ctx, seen.project, seen.report, named)
		if err != nil {
			left = append(left, err.Error())
		}
		for _, reason := range left {
			env.tell("not fixed: ", reason)
		}
		if len(plan.Changes) == 0 {
			if !wrote {
				screen.paragraph("", "nothing was written: no finding has a fix that is an exact edit")
			}
			return wrote, screen.err
		}
		env.known.Add(plan.Secrets()...)
		screen.changes(plan)
		if !o.yes {
			yes, err := env.asks(true).Confirm(ctx, ask.Question{Title: "Write these changes?"})
			if err != nil {
				return wrote, err
			}
			if !yes {
				screen.paragraph("", "nothing was changed")
				return wrote, screen.err
			}
		}
		if ctx.Err() != nil {
			return wrote, errCancelled
		}
		if err := plan.Apply(); err != nil {
			return wrote, withHint(err, writeHint(err, "run authkit verify --fix again"))
		}
		wrote = true
		screen.paragraph("", "written; looking again")
		screen.notes(plan.Notes)
	}
	return wrote, screen.err
}
