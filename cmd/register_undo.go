package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/undo"
)

// takeBack takes back what an earlier run changed, and only that.
func (o registerOptions) takeBack(ctx context.Context, env *Env) error {
	path := env.path(o.undo)
	record, err := undo.Read(path)
	if err != nil {
		return usagef("--undo %s: %v", o.undo, err)
	}
	dir := o.dir
	if !o.given("dir") {
		dir = undo.ProjectOf(path)
	}
	if dir == "" {
		return &usageError{message: "--undo: the file does not lie in a project, whose secrets may be in use", hint: "name the project's folder with --dir DIR"}
	}
	r, err := readRegistering(ctx, env, entraRegistration{dir: dir, provider: o.provider}, "authkit register --undo")
	if err != nil {
		return err
	}
	if r.session, err = env.sessionIn(ctx, record.Tenant); err != nil {
		return err
	}
	r.registrar = env.registrar(r.session)
	use := undo.Use{Secrets: r.project.Secrets(), KeyIDs: []string{r.noted.KeyID, r.noted.OldKeyID}, ClientID: r.existing.ClientID, RedirectURI: r.existing.RedirectURI}
	plan, err := record.Look(ctx, r.registrar.Client, use)
	if err != nil {
		return r.refused(ctx, err, "read app registrations")
	}
	s := r.screen
	s.title("To be taken back of what was changed on " + entra.Clean(record.When))
	s.list("  · ", plan.Told)
	s.list("  stays: ", plan.Left)
	if plan.Nothing() {
		s.printf("nothing left to take back\n")
		return s.err
	}
	if o.dryRun {
		fmt.Fprintln(env.Stderr, "nothing was written (--dry-run)")
		return s.err
	}
	if err := env.agreed(ctx, o.yes, "Take this back?"); err != nil {
		return err
	}
	r.begun = true
	if err := record.TakeBack(ctx, r.registrar.Client, use, plan); errors.Is(err, undo.ErrMoved) {
		return withHint(err, "run it again and look at what would be taken back now")
	} else if err != nil {
		return r.refused(ctx, err, "change this app registration")
	}
	s.printf("✓ taken back\n")
	s.list("  ", plan.After())
	return s.err
}
