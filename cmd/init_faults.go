package cmd

import (
	"context"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// answered are the checks of what init asks for and writes.
var answered = []string{
	checkid.SecretsParse, checkid.SecretsEncoding, checkid.AuthSection, checkid.AuthKeys, checkid.AuthPlaceholder, checkid.CookieSecret,
	checkid.RedirectURIForm, checkid.RedirectURIPath, checkid.RedirectURIScheme, checkid.RedirectURIPort, checkid.ClientIDForm, checkid.ClientSecretForm,
	checkid.MetadataURLForm, checkid.MetadataURLTenant, checkid.ProviderName, checkid.ProviderKeys, checkid.ClientKwargs,
}

// faults are the errors in the secrets that init left as they were: it changes
// no value that somebody gave. Nothing is asked of the network.
func (e *Env) faults(ctx context.Context, dir string, git repo.State) []scaffold.Note {
	loaded, err := project.Load(ctx, project.LoadOptions{Dir: e.path(dir), Home: e.Home, Getenv: e.Getenv, Now: e.Now(), KnownCheck: verify.Knows, Git: &git, Timeout: 30 * time.Second})
	if err != nil {
		return nil // the files were read a moment ago; verify tells what is wrong with them now
	}
	e.known.Add(loaded.Secrets()...)
	ask := probe.Ask{Offline: true, Network: probe.Network{Now: e.Now}}
	report := verify.Run(probe.Gather(ctx, loaded, ask), verify.Options{Only: answered})
	var faults []scaffold.Note
	for _, result := range report.Results {
		for _, f := range result.Findings {
			if f.Severity == verify.SeverityError && !slices.ContainsFunc(faults, func(n scaffold.Note) bool { return n.Message == f.Message }) {
				faults = append(faults, scaffold.Note{Message: f.Message, Fix: f.Fix})
			}
		}
	}
	return faults
}
