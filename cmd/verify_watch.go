package cmd

import (
	"context"
	"fmt"

	"github.com/authkit-cli/authkit/cmd/watch"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify/probe"
)

// keepWatch shows the report again whenever a file changes that was looked at, until
// somebody stops it. On a terminal the new report takes the old one's place.
func (o verifyOptions) keepWatch(ctx context.Context, env *Env, answers *probe.Answers) error {
	o.noLogin = true
	clears := env.StdoutTerminal && env.Getenv("TERM") != "dumb"
	for changed := []string(nil); ; {
		began := env.Now()
		seen, err := o.examine(ctx, env, answers)
		if ctx.Err() != nil {
			return exitStatus(exitInterrupted)
		}
		if err != nil {
			return err
		}
		if clears {
			fmt.Fprint(env.Stdout, "\x1b[H\x1b[2J")
		}
		if len(changed) > 0 {
			fmt.Fprintf(env.Stdout, "changed: %s\n\n", entra.Plain(watch.Names(env.WorkingDir, changed)))
		}
		if err := o.print(env, seen.report); err != nil {
			return err
		}
		env.notes(seen.report)
		files := watch.Look(seen.project.Asked(env.Home))
		fmt.Fprintf(env.Stderr, "\nwaiting for a change; Ctrl-C ends (%s)\n", env.Now().Format("15:04:05"))
		if changed = files.Since(began); len(changed) == 0 {
			changed = files.Next(ctx, env.Sleep)
		}
		if ctx.Err() != nil {
			return exitStatus(exitInterrupted)
		}
	}
}
