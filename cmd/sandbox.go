package cmd

import "github.com/spf13/cobra"

func newSandboxCommand(env *Env) *cobra.Command {
	return &cobra.Command{Use: "sandbox", Short: "run the built-in stand-in for Entra", Args: noArguments}
}
