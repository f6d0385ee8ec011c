package cmd

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/fleet/expiry"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// expiryOptions is what the command line of expiry says.
type expiryOptions struct {
	dir, format string
	all, graph  bool
	within      int
	timeout     time.Duration
}

func newExpiryCommand(env *Env) *cobra.Command {
	var o expiryOptions
	c := &cobra.Command{
		Use:   "expiry [PATH...]",
		Short: "the last day of every client secret, soonest first",
		Long: `expiry lists the client secrets of one app, of several or of all below a folder by
their last day, and says where the day comes from: with --graph from Microsoft
Graph, which knows it; else from .streamlit/authkit.toml, where somebody noted it.

Exit codes: 0 none has ended, 1 one has (with --within N: or ends in N days),
2 wrong command line, 3 there was nothing to tell, or a day could not be told.`,
		Example: `  authkit expiry
  authkit expiry --all --graph
  authkit expiry --all --within 30 --format markdown
  authkit expiry --all --format ics > secrets.ics`,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.BoolVar(&o.all, "all", false, "every app that signs in below PATH (default .)")
	flags.BoolVar(&o.graph, "graph", false, "read the registrations with the Azure CLI's sign-in")
	flags.IntVar(&o.within, "within", 0, "exit 1 for those that end in `DAYS` as well")
	flags.StringVar(&o.format, "format", "text", "`FORMAT`: "+strings.Join(expiry.Formats(), "|"))
	flags.Var(given.Time(&o.timeout, 30*time.Second), "timeout", "`TIME` for everything")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, paths []string) error { return runExpiry(c.Context(), env, o, flags, paths) }
	return c
}

func runExpiry(ctx context.Context, env *Env, o expiryOptions, flags *pflag.FlagSet, paths []string) error {
	switch {
	case !slices.Contains(expiry.Formats(), o.format):
		return &usageError{message: "there is no format \"" + o.format + "\"", hint: "one of " + strings.Join(expiry.Formats(), ", ")}
	case o.within < 0 || o.timeout <= 0:
		return usagef("--within and --timeout are not negative")
	}
	if o.all || len(paths) > 0 {
		if err := forSeveral(flags, o.all, paths); err != nil {
			return err
		}
	} else {
		paths = []string{o.dir}
	}
	found, err := env.findApps(ctx, o.all, paths)
	if err != nil {
		return err
	}
	apps, err := env.loadApps(ctx, &found, project.LoadOptions{Timeout: o.timeout})
	if err != nil {
		return err
	}
	ask := probe.Ask{Offline: !o.graph, Network: env.network(o.timeout, nil), Wants: func(id string) bool { return id == checkid.SecretExpiry }}
	if o.graph {
		ask.Graph = env.azureCLI
	}
	const ahead = 30 // days in which an end is near, as verify has it
	within := ahead
	if flags.Changed("within") {
		within = o.within
	}
	list := expiry.Of(apps, fleet.Gather(ctx, apps, ask), env.Now(), within)
	switch err := list.Write(env.Stdout, o.format); {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return errCancelled
	case list.Any(expiry.Ended), flags.Changed("within") && list.Any(expiry.Near):
		return exitStatus(exitBroken)
	case list.Failed() || len(found.Unseen) > 0:
		return exitStatus(exitUndecided)
	}
	return nil
}
