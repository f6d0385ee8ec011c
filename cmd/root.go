// Package cmd is the command line: one file per command, flags in, exit code out.
package cmd

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/complete"
	"github.com/authkit-cli/authkit/cmd/given"
	_ "github.com/authkit-cli/authkit/cmd/quiet" // before huh: see the package
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
)

// memory is what Go's heap may grow to, in bytes, before it is cleaned more
// often. What is read and what providers answer is bounded piece by piece; the
// limit has the copies collected in time, so that a checkout or a provider that
// sends as much as it may fills no small container.
const memory = 52 << 20

// Main runs authkit with the process's own streams and returns the exit code.
func Main(args []string) int {
	debug.SetMemoryLimit(memory)
	return run(context.Background(), newEnv(), args)
}

// run is Main over any Env, with the last filter in front, and with a stdout
// that tells when it did not take everything.
func run(ctx context.Context, env *Env, args []string) int {
	said := &output{to: env.Stdout}
	if !env.StdoutTerminal {
		watched := *env
		watched.Stdout, env = said, &watched
	}
	env = env.filtered()
	code := perform(ctx, env, args)
	env.flush() //nolint:errcheck // said remembers it
	if lost := said.lost(); lost != nil && code != exitUsage && code != exitInterrupted {
		var message, hint string
		code, message, hint = exitCode(ctx, lost)
		env.complain(message, hint)
		env.flush() //nolint:errcheck // there is nowhere left to say it
	}
	return code
}

// complain says on stderr why a command ended, and what to do.
func (e *Env) complain(message, hint string) {
	if message != "" {
		e.tell("authkit: ", message)
	}
	if hint != "" {
		e.tell("hint: ", hint)
	}
}

// tell says something on stderr, on a terminal in lines that break at blanks.
func (e *Env) tell(lead, text string) {
	if e.StderrTerminal && !strings.Contains(text, "\n") {
		text = strings.Join(words.Wrap(text, max(e.Width-len(lead), 30)), "\n"+strings.Repeat(" ", len(lead)))
	}
	fmt.Fprintf(e.Stderr, "%s%s\n", lead, text)
}

// perform runs a command line, says why it failed, and returns the exit code.
func perform(ctx context.Context, env *Env, args []string) (code int) {
	root := newRootCommand(env, args...)
	root.SetArgs(args)
	stop := func() {}
	// Not before a command runs: listening for signals takes as long as the rest of start-up.
	root.PersistentPreRun = func(c *cobra.Command, _ []string) {
		if env.Interruptible != nil {
			ctx, stop = env.Interruptible(ctx)
		}
		c.SetContext(ctx)
	}
	defer func() {
		stop()
		if cause := recover(); cause != nil {
			code = crashed(env, safego.Caught(cause))
		}
	}()
	var message, hint string
	code, message, hint = exitCode(ctx, root.ExecuteContext(ctx))
	env.complain(message, hint)
	return code
}

type command struct {
	name string
	make func(*Env) *cobra.Command
}

// commands are what authkit can do, in the order of a first time.
func commands() []command {
	return []command{
		{"init", newInitCommand},
		{"verify", newVerifyCommand},
		{"deploy-secrets", newDeploySecretsCommand},
		{"rotate", newRotateCommand},
		{"expiry", newExpiryCommand},
		{"run", newRunCommand},
		{"register", newRegisterCommand},
		{"sandbox", newSandboxCommand},
		{"explain", newExplainCommand},
		{"info", newInfoCommand},
		{"demo", newDemoCommand},
		{"version", newVersionCommand},
	}
}

// newRootCommand makes authkit with the command that the arguments begin with,
// and with all of them when they begin with something else: making each with its
// flags takes longer than most of start-up.
func newRootCommand(env *Env, args ...string) *cobra.Command {
	root := &cobra.Command{
		Use:   "authkit",
		Short: "sign-in for Streamlit apps, from nothing to deployed",
		Long: `authkit sets up st.login for a Streamlit app with Microsoft Entra or any other
OpenID Connect provider, checks every part of it, and says what is wrong and
how to fix it.`,
		Example: `  authkit demo                         watch the whole story, offline
  authkit init                         set up sign-in in this project
  authkit verify                       check it, and sign in once
  authkit deploy-secrets --url URL     the secrets for the deployed app`,
		Args:          noSuchCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked, _ := c.Flags().GetBool("version"); asked {
				return printVersion(env)
			}
			return c.Help()
		},
	}
	root.Flags().Bool("version", false, "print the version")
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		message, hint := given.Mistake(c, err)
		return &usageError{message: message, hint: hint}
	})
	all := commands()
	named := len(args) > 0 && slices.ContainsFunc(all, func(c command) bool { return c.name == args[0] })
	for _, c := range all {
		if !named || c.name == args[0] {
			root.AddCommand(c.make(env))
		}
	}
	root.SetHelpCommand(newHelpCommand())
	switch {
	case len(args) > 0 && args[0] == "completion":
		shells(root, args)
	case named: // it has five commands with long texts, which nobody sees now
		root.CompletionOptions.DisableDefaultCmd = true
	}
	// Only who completes pays for it, and cobra reads flags twice then.
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		complete.Flags(env.providers, root.Commands()...)
	} else {
		given.Once(root.Commands()...)
	}
	return root
}

// Tree is every command with its flags, for what is written about them.
func Tree() *cobra.Command { return newRootCommand(newEnv()) }
