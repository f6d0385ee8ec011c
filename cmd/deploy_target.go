package cmd

import (
	"fmt"

	"github.com/authkit-cli/authkit/deploy"
)

// platform is the target that was asked for; else the one that the URL's host
// names, which is said.
func (o deployOptions) platform(env *Env) (deploy.Target, error) {
	name := o.target
	if name == "" {
		name = "toml"
		// A container's start-up and --in-place write the file that Streamlit reads.
		if address, err := deploy.ParseAddress(o.url); err == nil && !o.fromEnv && !o.inPlace {
			if target, host := deploy.TargetByAddress(address); target != "" {
				fmt.Fprintf(env.Stderr, "target %s, as %s takes the secrets; --target names another\n", target, host)
				name = target
			}
		}
	}
	target, ok := deploy.LookupTarget(name)
	switch {
	case !ok:
		return target, &usageError{message: fmt.Sprintf("there is no target %q", name), hint: "see 'authkit deploy-secrets --help'"}
	case o.vault != "" && !target.TakesVault:
		return target, &usageError{message: "the target " + name + " cannot read from an Azure Key Vault", hint: "choose --target azure-app-service or azure-container-apps, or leave --key-vault out"}
	case o.vault != "" && o.fromEnv:
		return target, usagef("--key-vault and --from-env exclude each other")
	case o.vault != "" && !deploy.IsVaultName(o.vault):
		return target, &usageError{message: "--key-vault is not the name of a Key Vault", hint: "give the name alone, without https:// and .vault.azure.net"}
	}
	return target, nil
}
