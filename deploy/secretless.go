package deploy

import (
	"slices"
	"strings"
)

// Secretless are variables for FromEnvironment that need no client secret: where
// there is none, a word that nobody looks at stands in its place.
func Secretless(environ []string) []string {
	variables := map[string]string{}
	for _, variable := range environ {
		if name, value, _ := strings.Cut(variable, "="); value != "" {
			variables[name] = value
		}
	}
	prefixes, err := providersIn(variables)
	if err != nil {
		return environ // FromEnvironment says it
	}
	all := slices.Clone(environ)
	for _, prefix := range prefixes {
		if variables[prefix+suffixSecret] == "" {
			all = append(all, prefix+suffixSecret+"=unused")
		}
	}
	return all
}

// SecretVariables are the names of the variables whose values FromEnvironment has
// put into the file, and which nobody else is to inherit.
func SecretVariables(environ []string) []string {
	var names []string
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		if name == EnvSecrets || name == EnvSecrets64 || name == EnvCookie || strings.HasPrefix(name, "AUTH_") && strings.HasSuffix(name, suffixSecret) {
			names = append(names, name)
		}
	}
	return names
}
