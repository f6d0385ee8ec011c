package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/diagnosis"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// infoOptions is what the command line of info says.
type infoOptions struct{ dir, app, format string }

func newInfoCommand(env *Env) *cobra.Command {
	var o infoOptions
	c := &cobra.Command{
		Use:   "info",
		Short: "a diagnosis without secrets, for a bug report",
		Long: `info prints what a bug report needs: versions, which keys the secrets have, what
kind of provider it is, and which checks of the files do not pass. It holds no
value of the secrets, no address, and no name that you chose. It asks nothing of
the network and runs no program but git.`,
		Example: `  authkit info
  authkit info --format json`,
		Args: noArguments,
	}
	c.Flags().StringVar(&o.format, "format", "text", "`FORMAT`: text|json")
	c.Flags().StringVar(&o.app, "app", "", "the app's main script (`FILE`)")
	c.Flags().StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, _ []string) error { return o.run(c.Context(), env) }
	return c
}

func (o infoOptions) run(ctx context.Context, env *Env) error {
	if o.format != "text" && o.format != "json" {
		return &usageError{message: fmt.Sprintf("there is no format %q", o.format), hint: "one of text, json"}
	}
	read, err := project.Load(ctx, project.LoadOptions{
		Dir: env.path(o.dir), Home: env.Home, App: env.pathOrEmpty(o.app), Getenv: env.Getenv, Now: env.Now(), Timeout: 30 * time.Second, KnownCheck: verify.Knows,
	})
	if err != nil {
		return withHint(err, "name the Streamlit project's folder with --dir")
	}
	env.known.Add(read.Secrets()...)
	env.known.AddNamed(read.NamedValues()...)
	selection := verify.Options{Version: currentVersion(), Skip: []string{checkid.SecretsLeaked}} // git's history is long
	report := verify.Run(probe.Gather(ctx, read, probe.Ask{Offline: true, Wants: selection.Selects, Network: env.network(time.Second, nil)}), selection)
	machine := diagnosis.Machine{
		Authkit: currentVersion(), System: runtime.GOOS + "/" + runtime.GOARCH, CI: given.InCI(env.Getenv), Git: repo.Version(ctx, env.path(o.dir)),
		Terminal: fmt.Sprintf("stdin %v, stdout %v, %d columns, colour %v", env.StdinTerminal, env.StdoutTerminal, env.Width, env.colour()),
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	found := diagnosis.Of(machine, diagnosis.Installed(env.path(o.dir), env.Getenv), read, report, env.Home)
	if o.format == "json" {
		write := json.NewEncoder(env.Stdout)
		write.SetIndent("", "  ")
		return write.Encode(found)
	}
	_, err = fmt.Fprint(env.Stdout, found.Text())
	return err
}
