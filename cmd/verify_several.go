package cmd

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// ofOneApp are the flags that say something of one app.
var ofOneApp = []string{"dir", "app", "login", "url", "redirect-uri", "provider", "secrets", "secrets-env", "fix", "watch"}

// forSeveral refuses a command line that is not for several apps.
func forSeveral(flags *pflag.FlagSet, all bool, paths []string) error {
	for _, name := range ofOneApp {
		if flags.Changed(name) {
			return &usageError{message: "--" + name + " is for one app, and several are asked for", hint: "for that one, name its folder with --dir instead"}
		}
	}
	if all && len(paths) > 1 {
		return &usageError{message: "--all takes one folder", hint: "leave --all out to name several"}
	}
	return nil
}

// findApps finds the apps that are named, or with all those below one folder.
func (e *Env) findApps(ctx context.Context, all bool, paths []string) (fleet.Found, error) {
	find, dirs := fleet.Named, []string{}
	for _, p := range paths {
		dirs = append(dirs, filepath.Clean(e.path(p)))
	}
	if len(dirs) == 0 {
		dirs = []string{e.WorkingDir}
	}
	if all {
		find = fleet.Below
	}
	found, err := find(ctx, e.WorkingDir, dirs)
	if err != nil {
		return found, withHint(err, "name folders that are there")
	}
	return found, nil
}

// loadApps reads the apps, makes their secrets known to the last filter, and then
// tells on stderr what was found: a folder's name may be anything.
func (e *Env) loadApps(ctx context.Context, found *fleet.Found, each project.LoadOptions) ([]fleet.Loaded, error) {
	each.Home, each.Getenv, each.Now, each.KnownCheck = e.Home, e.Getenv, e.Now(), verify.Knows
	each.Source = project.SecretsSource{AllowMissing: each.Source.AllowMissing, Require: each.Source.Require, CI: given.InCI(e.Getenv)}
	apps := found.Load(ctx, each)
	for _, a := range apps {
		e.known.Add(a.Project.Secrets()...)
		e.known.AddNamed(a.Project.NamedValues()...)
	}
	found.Tell(e.Stderr)
	for _, a := range apps {
		if err := baselineUsage(a.Project); err != nil {
			var usage *usageError
			errors.As(err, &usage)
			return nil, &usageError{message: a.Name + ": " + usage.message, hint: usage.hint}
		}
	}
	return apps, nil
}

// runVerifySeveral verifies several apps, and gives one report of all.
func runVerifySeveral(ctx context.Context, env *Env, o verifyOptions, flags *pflag.FlagSet, paths []string) error {
	o.only, o.skip = given.Trimmed(o.only), given.Trimmed(o.skip)
	if err := forSeveral(flags, o.all, paths); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	found, err := env.findApps(ctx, o.all, paths)
	if err != nil {
		return err
	}
	selection := verify.Options{Version: currentVersion(), Only: o.only, Skip: o.skip, Strict: o.strict}
	search := env.progress("searching git's history")
	apps, err := env.loadApps(ctx, &found, project.LoadOptions{
		Source: project.SecretsSource{AllowMissing: o.allowMissing, Require: o.require}, Leaks: selection.Selects(checkid.SecretsLeaked),
		Timeout: o.timeout, Searched: search.Passed, AcceptFrom: o.acceptFrom(),
	})
	search.End()
	if err != nil {
		return err
	}
	ask := probe.Ask{
		Offline: o.offline, Wants: selection.Selects, Network: env.network(o.timeout, o.tokenHosts), NewSecret: o.newSecret(env),
		LoginNot: "several apps are looked at; to sign in to one, run authkit verify --login in its folder",
	}
	if o.graph {
		ask.Graph = env.azureCLI
	}
	report, answered := fleet.Verify(ctx, apps, found.Unseen, ask, selection, env.Rand, env.WorkingDir)
	if ctx.Err() != nil && !answered {
		return errCancelled
	}
	o.around = paths
	return o.finish(ctx, env, report, false)
}
