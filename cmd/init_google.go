package cmd

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/cmd/answer"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
)

// googleClient is the client in the file of --from-google-json.
type googleClient struct {
	register.GoogleClient
	file string // as it was named
	path string
	open bool // others on this machine may read it
}

// readGoogle reads the file of --from-google-json; nil without that flag.
func (o initOptions) readGoogle(env *Env) (*googleClient, error) {
	if !o.given("from-google-json") {
		return nil, nil
	}
	const flag = "--from-google-json: "
	path := env.path(o.fromGoogleJSON)
	snapshot, err := secrets.ReadFile(path)
	switch {
	case err != nil:
		return nil, usagef(flag+"%v", err)
	case !snapshot.Exists:
		return nil, usagef(flag+"there is no file %s", o.fromGoogleJSON)
	}
	client, why, next := register.ReadGoogle(snapshot.Data())
	env.known.Add(client.Secret)
	if why != "" {
		return nil, &usageError{message: flag + why, hint: next}
	}
	if err := answer.ClientSecret(register.GoogleMetadata, client.Secret.Reveal()); err != nil {
		return nil, usagef(flag+"its client_secret is none: %v", err)
	}
	return &googleClient{client, o.fromGoogleJSON, path, runtime.GOOS != "windows" && snapshot.Mode.Perm()&0o077 != 0}, nil
}

// answer takes over what the file says. An address that the project or a flag
// has stays; a new one is the first of the file on this machine.
func (g *googleClient) answer(a *scaffold.Answers, project *scaffold.Project) error {
	a.MetadataURL, a.ClientID, a.ClientSecret = register.GoogleMetadata, g.ID, g.Secret
	if a.RedirectURI == "" && project.Existing(a.Provider).RedirectURI == "" && !slices.Contains(g.RedirectURIs, project.DefaultRedirectURI(0)) {
		a.RedirectURI = g.Here(func(uri string) bool { return scaffold.CheckRedirectURI(uri, false) == nil })
	}
	return nil
}

// notes are what a person has to know of the file once it was read.
func (g *googleClient) notes(plan scaffold.Plan, project *scaffold.Project) []scaffold.Note {
	if g == nil {
		return nil
	}
	console := provider.Of(register.GoogleMetadata).Console
	var notes []scaffold.Note
	if uri := plan.Setup.RedirectURI; uri != "" && !slices.Contains(g.RedirectURIs, uri) {
		notes = append(notes, scaffold.Note{
			Message: "the client in " + g.file + " does not list this app's redirect URI, so Google refuses the sign-in (redirect_uri_mismatch)",
			Fix:     "add " + uri + " under Authorized redirect URIs at " + console,
		})
	}
	var where []string
	root := project.Git().Root
	if root != "" && within(root, g.path) {
		where = append(where, "lies in the repository, where git may take it along")
	} else if within(project.Dir, g.path) {
		where = append(where, "lies in the project's folder, which is copied as a whole when the app is deployed")
	}
	if g.open {
		where = append(where, "can be read by others on this machine")
	}
	if len(where) > 0 {
		fix := "delete it once .streamlit/secrets.toml has what it holds"
		if root != "" && within(root, g.path) {
			fix += "; if it was ever committed, make a new client secret at " + console
		}
		notes = append(notes, scaffold.Note{Message: fmt.Sprintf("%s holds the client secret and %s", g.file, strings.Join(where, ", and ")), Fix: fix})
	}
	return notes
}

// within tells whether a file lies below a folder, links resolved.
func within(folder, file string) bool {
	resolved := func(path string) string {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		return path
	}
	relative, err := filepath.Rel(resolved(folder), resolved(file))
	return err == nil && filepath.IsLocal(relative)
}
