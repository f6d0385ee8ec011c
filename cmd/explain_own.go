package cmd

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project"
)

// own reads what the project in dir says of itself. The note says why there is
// nothing to say; the page is the general one then.
func (e *Env) own(ctx context.Context, dir string) (mine explain.Own, note string, err error) {
	read, err := project.Load(ctx, project.LoadOptions{Dir: e.path(dir), Home: e.Home, Getenv: e.Getenv, Now: e.Now(), Timeout: 30 * time.Second})
	if err != nil {
		return explain.Own{}, "", withHint(err, "name the Streamlit project's folder with --dir")
	}
	e.known.Add(read.Secrets()...)
	e.known.AddNamed(read.NamedValues()...)
	if !read.Auth.Found {
		return explain.Own{}, "no settings of st.login were found in this project; run authkit verify --offline", nil
	}
	return ownOf(read.Auth), "", nil
}

// ownOf takes out of the settings what may be shown of them.
func ownOf(auth streamlit.Auth) explain.Own {
	mine := explain.Own{RedirectURI: hosts.ShownText(auth.RedirectURI.Text.Reveal())}
	if u, err := url.Parse(mine.RedirectURI); err == nil && u.Scheme == "https" && !hosts.IsLoopback(u.Hostname()) {
		mine.Address = strings.TrimSuffix(mine.RedirectURI, "/oauth2callback")
	}
	for _, r := range auth.Registrations {
		c := explain.Client{Section: entra.Clean("[" + strings.Join(r.Table, ".") + "]"), MetadataURL: hosts.ShownText(r.MetadataURL.Text.Reveal())}
		if id := strings.TrimSpace(r.ClientID.Text.Reveal()); entra.IsGUID(id) {
			c.ID = id
		}
		_, c.Microsoft = entra.ParseAuthority(c.MetadataURL)
		mine.Clients = append(mine.Clients, c)
	}
	return mine
}
