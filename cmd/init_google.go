package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
)

const googleMetadata = "https://accounts.google.com" + wellKnown

// googleClient is what Google's download of an OAuth client says
// (docs/facts/providers.md, section 2.1).
type googleClient struct {
	file         string // as it was named
	path         string
	open         bool // others on this machine may read it
	clientID     string
	secret       secrets.Secret
	redirectURIs []string
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
	google, why, hint := parseGoogle(snapshot.Data())
	if google != nil {
		env.known.Add(google.secret)
	}
	if why != "" {
		return nil, &usageError{message: flag + why, hint: hint}
	}
	google.file, google.path = o.fromGoogleJSON, path
	google.open = runtime.GOOS != "windows" && snapshot.Mode.Perm()&0o077 != 0
	return google, nil
}

// parseGoogle reads a download. When it cannot be used, it says why, and what to do.
func parseGoogle(data []byte) (client *googleClient, why, hint string) {
	google := provider.Of(googleMetadata)
	again := "make a client of the type Web application at " + google.Console + " and download its JSON"
	var file struct {
		Type string `json:"type"`
		Web  *struct {
			ClientID     string   `json:"client_id"`
			ClientSecret string   `json:"client_secret"`
			RedirectURIs []string `json:"redirect_uris"`
		} `json:"web"`
		Installed *struct {
			ClientSecret string `json:"client_secret"`
		} `json:"installed"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &file); err != nil {
		return nil, "it is not the JSON that Google gives for an OAuth client", again
	}
	switch {
	case file.Installed != nil:
		return &googleClient{secret: secrets.New(file.Installed.ClientSecret)}, "it is a client for desktop apps (\"installed\"), whose secret is public and for which no address of a web app can be registered", again
	case file.Type == "service_account":
		return nil, "it is the key of a service account, which signs programs in and no people", again
	case file.Web == nil:
		return nil, "it holds no client of the type Web application (\"web\")", again
	}
	client = &googleClient{clientID: strings.TrimSpace(file.Web.ClientID), secret: secrets.New(strings.TrimSpace(file.Web.ClientSecret)), redirectURIs: file.Web.RedirectURIs}
	switch err := checkClientSecret(googleMetadata, client.secret.Reveal()); {
	case !google.ClientID.Fits(client.clientID):
		return client, "its client_id is none of Google's", again
	case client.secret.IsEmpty():
		return client, "it holds no client secret: Google gives each out once, when it is made", "add a new secret to the client at " + google.Console + " and download the JSON then, or give it with --client-secret-file"
	case err != nil:
		return client, "its client_secret is none: " + err.Error(), again
	}
	return client, "", ""
}

// answer takes over what the file says. An address that the project or a flag
// has stays; a new one is the first of the file on this machine.
func (g *googleClient) answer(a *scaffold.Answers, project *scaffold.Project) error {
	a.MetadataURL, a.ClientID, a.ClientSecret = googleMetadata, g.clientID, g.secret
	if a.RedirectURI != "" || project.Existing(a.Provider).RedirectURI != "" || slices.Contains(g.redirectURIs, project.DefaultRedirectURI(0)) {
		return nil
	}
	for _, uri := range g.redirectURIs {
		u, err := url.Parse(uri)
		if err == nil && hosts.IsLoopback(u.Hostname()) && scaffold.CheckRedirectURI(uri, false) == nil {
			a.RedirectURI = uri
			break
		}
	}
	return nil
}

// notes are what a person has to know of the file once it was read.
func (g *googleClient) notes(plan scaffold.Plan, project *scaffold.Project) []scaffold.Note {
	if g == nil {
		return nil
	}
	console := provider.Of(googleMetadata).Console
	var notes []scaffold.Note
	if uri := plan.Setup.RedirectURI; uri != "" && !slices.Contains(g.redirectURIs, uri) {
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
