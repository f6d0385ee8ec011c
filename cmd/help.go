package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/internal/spelling"
)

// newHelpCommand is cobra's, but for topics that there are none of: they are a
// mistake, as everywhere.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "help about any command",
		ValidArgsFunction: func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandNames(c.Root()), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			command, rest, err := c.Root().Find(args)
			switch {
			case err != nil || command == c.Root() && len(args) > 0:
				return noSuchCommand(c.Root(), args)
			case len(rest) > 0:
				return noArguments(command, rest)
			}
			command.InitDefaultHelpFlag()
			return command.Help()
		},
	}
}

// shells makes cobra's command for completion refuse what is no shell.
func shells(root *cobra.Command, args []string) {
	root.InitDefaultCompletionCmd(args...)
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			hint := "one of bash, zsh, fish, powershell"
			if len(args) == 0 {
				return &usageError{message: "which shell?", hint: hint}
			}
			if !given.IsName(args[0]) {
				return &usageError{message: "there is no such shell", hint: hint}
			}
			return &usageError{message: fmt.Sprintf("there is no shell %q", args[0]), hint: hint}
		}
		for _, shell := range c.Commands() {
			shell.Args = noArguments
		}
	}
}

// noArguments refuses arguments in the words of every other usage error.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see '" + c.CommandPath() + " --help'"
	if !given.IsName(args[0]) { // it may be a secret in the wrong place
		return &usageError{message: c.CommandPath() + " takes no argument", hint: hint}
	}
	return &usageError{message: fmt.Sprintf("unknown argument %q", args[0]), hint: hint}
}

// noSuchCommand names the command that a mistyped one may have meant.
func noSuchCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see 'authkit --help'"
	if near := spelling.Nearest(args[0], commandNames(root)); near != "" {
		hint = "did you mean authkit " + near + "?"
	}
	if !given.IsName(strings.ToLower(args[0])) {
		return &usageError{message: "there is no such command", hint: hint}
	}
	return &usageError{message: fmt.Sprintf("there is no command %q", args[0]), hint: hint}
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return names
}
