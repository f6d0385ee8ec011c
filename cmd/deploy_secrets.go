package cmd

import "github.com/spf13/cobra"

func newDeploySecretsCommand(env *Env) *cobra.Command {
	return &cobra.Command{Use: "deploy-secrets", Short: "the same secrets for the deployed app", Args: noArguments}
}
