package cmd

import (
	"context"
	"slices"

	"github.com/authkit-cli/authkit/cmd/steps"
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

// looked is what verify says of the files that init leaves as they are.
type looked struct {
	report *verify.Report  // of all files, where init changed nothing
	faults []scaffold.Note // errors in the secrets: init changes no value that somebody gave
}

// lookAtFiles has verify look, and asks nothing of the network. whole: at all files,
// as verify --offline does.
func (e *Env) lookAtFiles(ctx context.Context, dir string, git repo.State, whole bool) looked {
	selection := verify.Options{Version: currentVersion()}
	if !whole {
		selection.Only = answered
	}
	loaded, err := project.Load(ctx, project.LoadOptions{
		Dir: e.path(dir), Home: e.Home, Getenv: e.Getenv, Now: e.Now(), KnownCheck: verify.Knows, Git: &git, Leaks: whole, Timeout: verifyTimeout,
	})
	if err != nil {
		return looked{} // the files were read a moment ago; verify tells what is wrong with them now
	}
	e.known.Add(loaded.Secrets()...)
	ask := probe.Ask{Offline: true, Network: probe.Network{Now: e.Now}, Wants: selection.Selects}
	report := verify.Run(probe.Gather(ctx, loaded, ask), selection)
	if whole {
		return looked{report: report}
	}
	var faults []scaffold.Note
	for _, result := range report.Results {
		for _, f := range result.Findings {
			if f.Severity == verify.SeverityError && !slices.ContainsFunc(faults, func(n scaffold.Note) bool { return n.Message == f.Message }) {
				faults = append(faults, scaffold.Note{Message: f.Message, Fix: f.Fix})
			}
		}
	}
	return looked{faults: faults}
}

// setUp says of a project that was set up already what is wrong in its files, as
// verify does.
func (s *initScreen) setUp(plan scaffold.Plan, report *verify.Report) {
	if report != nil && report.Verdict == verify.Broken {
		s.printf("nothing to change, and something is wrong\n")
	} else {
		s.printf("nothing to change: sign-in with %s is set up\n", steps.At(plan.Setup.MetadataURL).Name)
	}
	s.notes(slices.DeleteFunc(slices.Clone(plan.Notes), func(n scaffold.Note) bool { return n.Verified && report != nil }))
	if report != nil && s.err == nil && slices.ContainsFunc(report.Results, func(r verify.Result) bool { return len(r.Findings) > 0 }) {
		s.printf("\n")
		s.err = verifyOptions{dir: s.options.dir, format: "text"}.print(s.env, report)
	}
}
