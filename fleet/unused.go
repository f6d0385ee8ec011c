package fleet

import (
	"net/url"
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify"
)

// unusedURIs names the redirect URIs that a registration lists and that no app of
// the run has. Those of this machine are for whoever works on an app.
func unusedURIs(gathered []*verify.Gathered) []string {
	var ids []string
	apps, used := map[string]*entra.Application{}, map[string][]string{}
	for _, g := range gathered {
		for _, f := range g.Providers {
			shown, ok := f.Graph.Get()
			if !ok || shown.App == nil {
				continue
			}
			id := shown.App.AppID
			if apps[id] == nil {
				apps[id] = shown.App
				ids = append(ids, id)
			}
			used[id] = append(used[id], f.RedirectURI())
		}
	}
	var notes []string
	for _, id := range ids {
		var unused []string
		for _, uri := range apps[id].Web.RedirectURIs {
			u, err := url.Parse(uri)
			taken := func(asked string) bool { return entra.SameRedirectURI(uri, asked) }
			if err == nil && !hosts.IsLoopback(u.Hostname()) && !slices.ContainsFunc(used[id], taken) {
				unused = append(unused, entra.Clean(hosts.Shown(u)))
			}
		}
		if len(unused) > 0 {
			notes = append(notes, "no app here has the redirect URI "+spoken.Few(unused)+", which the registration "+id+" lists; remove what nobody uses any more: "+entra.PortalAuthentication(id))
		}
	}
	return notes
}
