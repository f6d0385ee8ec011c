package cmd

import "github.com/spf13/cobra"

func newVerifyCommand(env *Env) *cobra.Command {
	return &cobra.Command{Use: "verify", Short: "check everything about the sign-in", Args: noArguments}
}
