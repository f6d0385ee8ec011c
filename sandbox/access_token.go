package sandbox

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// audience is the API that an access token is for.
type audience string

const (
	graphAudience audience = "https://graph.microsoft.com"
	armAudience   audience = "https://management.core.windows.net/" // Azure Resource Manager
	otherAudience audience = ""
)

// How long access tokens are good, in seconds.
const (
	tokenSeconds    = 4145
	appTokenSeconds = 3599
)

// audienceOf tells which API a resource is. A cloud made from a sandbox has its
// Graph at the sandbox's own address, and Azure Resource Manager below it.
func audienceOf(resource, base string) audience {
	switch strings.TrimSuffix(resource, "/") {
	case "https://graph.microsoft.com", graphID, base:
		return graphAudience
	case "https://management.azure.com", "https://management.core.windows.net", base + "/arm":
		return armAudience
	}
	return otherAudience
}

// audience is that of a grant's access tokens: the API of its first scope that
// belongs to one, and Graph when none does.
func (g *grant) audience() audience {
	for _, scope := range g.request.scopes {
		if api := apiOf(scope); api != "" {
			return audienceOf(api, g.request.base)
		}
	}
	return graphAudience
}

// apiOf is the API in front of a scope's own name; empty for the scopes of
// OpenID Connect and the short names of Graph's.
func apiOf(scope string) string {
	place := strings.LastIndex(scope, "/")
	if place < 0 {
		return ""
	}
	return scope[:place]
}

// directory is the tenant whose objects a token gives access to.
func (g *grant) directory() string {
	if g.app {
		return g.request.tenant.ID
	}
	return g.user.Tenant
}

// objectID is who does what is done with a token.
func (g *grant) objectID() string {
	if g.app {
		return g.request.client.principalID
	}
	return g.user.ObjectID
}

// permissions are the names of what a token allows at Graph.
func (g *grant) permissions() []string {
	switch {
	case g.app:
		return g.request.client.GraphRoles
	case g.request.client.ID == AzureCLI:
		return []string{"Application.ReadWrite.All", "Directory.AccessAsUser.All", "User.Read.All"}
	}
	names := []string{"User.Read"}
	for _, scope := range g.request.scopes {
		names = append(names, scope[strings.LastIndex(scope, "/")+1:])
	}
	return names
}

// accessToken makes an access token and remembers what it is good for. To its
// receiver it is opaque (docs/facts/entra.md, section 4), and it looks like Entra's.
func (s *Server) accessToken(g *grant) (string, error) {
	q, now := g.request, s.now()
	claims := map[string]any{
		"aud": string(g.audience()), "iss": issuerOf(q.base, Tenant{ID: g.directory()}, entra.Organisation, false), "appid": q.client.ID, "tid": g.directory(),
		"oid": g.objectID(), "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(tokenSeconds * time.Second).Unix(), "ver": "1.0", "uti": random(16),
	}
	if g.app {
		claims["roles"], claims["idtyp"] = g.permissions(), "app"
	} else {
		claims["scp"], claims["idtyp"] = strings.Join(g.permissions(), " "), "user"
		claims["name"], claims["upn"], claims["unique_name"] = g.user.Name, g.user.Username, g.user.Username
	}
	raw, err := s.sign(claims, false)
	if err != nil {
		return "", err
	}
	remembered := *g
	remembered.issued = now
	s.mu.Lock()
	keep(s.access, raw, &remembered)
	s.mu.Unlock()
	return raw, nil
}

// bearer finds what a request's access token is good for; the lock is held.
func (s *Server) bearer(r *http.Request, wanted audience) (*grant, *graphRefusal) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	g := s.access[token]
	switch {
	case token == "":
		return nil, noToken()
	case g == nil:
		return nil, strangeToken()
	case g.audience() != wanted:
		return nil, tokenOfOtherAudience()
	case s.now().Sub(g.issued) > tokenSeconds*time.Second:
		return nil, tokenHasExpired()
	}
	return g, nil
}

// mayRead and mayWrite tell what a token allows about registrations. An app
// with the smaller role may make them, and change its own.
func (g *grant) mayRead() bool {
	return slices.ContainsFunc(g.permissions(), func(name string) bool {
		return slices.Contains([]string{"Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.Read.All", "Directory.AccessAsUser.All"}, name)
	})
}

func (g *grant) mayWrite(c *Client) bool {
	own := c == nil || slices.Contains(c.Owners, g.objectID())
	return slices.ContainsFunc(g.permissions(), func(name string) bool {
		return name == "Application.ReadWrite.All" || name == "Directory.AccessAsUser.All" || name == "Application.ReadWrite.OwnedBy" && own
	})
}

// clientInfoOf names a person as Microsoft's libraries keep them in their caches.
func clientInfoOf(user User) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"uid":"` + user.ObjectID + `","utid":"` + user.Tenant + `"}`))
}
