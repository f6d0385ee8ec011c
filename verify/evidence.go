package verify

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/verify/project"
)

// What an OK rests on, in words. Like a finding, evidence names places and
// never shows a line of a file.

// placed adds where it stands.
func placed(text string, s streamlit.Setting) string {
	if s.File == "" {
		return text
	}
	return fmt.Sprintf("%s (%s:%d)", text, s.File, s.Position.Line)
}

// inCode adds which files of the app were read; empty when there is none.
func (f *Facts) inCode(text string) string {
	read := f.Project.App.Files
	switch len(read) {
	case 0:
		return ""
	case 1:
		return text + " (" + read[0].Path + ")"
	}
	return fmt.Sprintf("%s (%s and %d more)", text, read[0].Path, len(read)-1)
}

// versions are the releases that an install gets, and what else brings one along.
func (f *Facts) versions(by string) string {
	d := f.Project.Deps
	var gets []string
	for _, one := range []struct {
		name string
		deps.Package
	}{{"Streamlit", d.Streamlit}, {"Authlib", d.Authlib}, {"httpx", d.HTTPX}} {
		if one.Present() {
			gets = append(gets, strings.TrimSpace(one.name+" "+one.Version.String()))
		}
	}
	if by != "" {
		gets = append(gets, entra.Clean(by))
	}
	if len(gets) == 0 {
		return ""
	}
	return "an install gets " + strings.Join(gets, ", ") + " (" + entra.Clean(d.File) + ")"
}

// onAuth is what speaks for [auth] as a whole under one ID.
func (f *Facts) onAuth(id string) string {
	a := f.Project.Auth
	switch id {
	case checkid.AuthShadowed:
		return placed("one file holds all of [auth]", a.Section)
	case checkid.CookieSecret:
		return placed("cookie_secret is long, and no word or pattern that people type", a.CookieSecret)
	case checkid.ExposeTokens:
		if !a.ExposeTokens.IsSet() {
			return "expose_tokens is not set"
		}
		return placed("it names id or access and nothing else", a.ExposeTokens)
	}
	return ""
}

// onProvider is what speaks for a registration under one ID.
func (f *Facts) onProvider(id string) string {
	section := f.Registration.Section
	switch id {
	case checkid.AuthKeys:
		return placed("all five keys are there, each a text", section)
	case checkid.AuthPlaceholder:
		return placed("no value has the form of a placeholder", section)
	case checkid.ProviderName:
		return placed("st.login finds the section by its name", section)
	case checkid.ProviderKeys:
		return placed("Streamlit reads every key of the section", section)
	case checkid.ClientKwargs:
		if len(f.Registration.ClientKwargs) == 0 {
			return "client_kwargs is not set, so Streamlit's own values are sent"
		}
		return placed("Streamlit and Authlib take every entry", section)
	}
	return ""
}

// redirectPart is what of redirect_uri an ID is about.
func redirectPart(id string) string {
	switch id {
	case checkid.RedirectURIPath:
		return "its path"
	case checkid.RedirectURIScheme:
		return "its scheme"
	case checkid.RedirectURIPort:
		return "its port"
	}
	return "its form"
}

// clientIDLooks says which form a client ID has that was found to be right.
func clientIDLooks(f *Facts) string {
	switch p := f.provider(); {
	case ofEntra(f):
		return "it is a GUID in small letters, as Entra's client IDs are"
	case p.ClientID.Says != "":
		return "it has the form of " + p.Name + "'s client IDs"
	}
	return "it has no blanks in it, and this provider's client IDs have no form that is known"
}

// clientSecretLooks says which form a secret has that was found to be right.
func clientSecretLooks(f *Facts) string {
	switch p := f.provider(); {
	case f.Microsoft && entra.LooksLikeSecretValue(f.Registration.ClientSecret.Text.Reveal()):
		return "it has the form of the Values that Entra makes"
	case p.ClientSecret.Says != "":
		return "it has the form of " + p.Name + "'s secrets"
	}
	return "it is neither an ID nor the client ID, and can be sent as it stands"
}

// searchedGit says what of git was searched for the secrets.
func searchedGit(l project.LeakSearch) string {
	if !l.Complete {
		return ""
	}
	return "all files that git tracks and its whole history were searched for the values of the secrets"
}

// readFiles names the secrets files that were read.
func readFiles(p *project.Project) string {
	if p.Source.Named != "" {
		return "the secrets were given with " + p.Source.Named
	}
	var names []string
	for _, file := range p.Files {
		names = append(names, file.Path+p.MountedBy(file.Path))
	}
	if len(names) == 0 {
		return ""
	}
	return "Streamlit looks there and finds " + strings.Join(names, " and ")
}

// parser names the TOML parser of the project's Streamlit.
func (f *Facts) parser() string {
	if f.Project.Dialect() == pytoml.Toml010 {
		return "toml 0.10.2"
	}
	return "tomllib"
}
