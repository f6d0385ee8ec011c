package cmd

import (
	"context"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/scaffold"
)

// defaultDays is how many days a new client secret lives.
const defaultDays = 180

// registerAt makes the registration that a project of these answers needs. What
// init writes is written with it.
func (o initOptions) registerAt(ctx context.Context, env *Env, a scaffold.Answers) error {
	name, err := registerOptions{dir: o.dir, given: func(string) bool { return false }}.appName(env)
	if err != nil {
		return err
	}
	at := entraRegistration{
		dir: o.dir, name: name, days: defaultDays, provider: a.Provider, dryRun: o.dryRun, yes: o.yes,
		metadataURL: a.MetadataURL, redirectURI: a.RedirectURI, port: a.Port,
	}
	if authority, ok := entra.ParseAuthority(a.MetadataURL); ok {
		at.audience = register.AudienceOf(authority.Kind)
	}
	return registerAtEntra(ctx, env, at)
}

// request prints the request for an administrator, who then gives what init asks for.
func (o initOptions) request(ctx context.Context, env *Env, a scaffold.Answers) error {
	given := map[string]string{"provider": a.Provider, "redirect-uri": a.RedirectURI, "metadata-url": a.MetadataURL}
	options := registerOptions{
		dir: o.dir, days: defaultDays, request: "md", provider: a.Provider, metadataURL: a.MetadataURL,
		given: func(flag string) bool { return given[flag] != "" },
	}
	if a.RedirectURI != "" {
		options.redirectURIs = []string{a.RedirectURI}
	}
	return runRegister(ctx, env, options)
}
