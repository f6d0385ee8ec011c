// Package converge says what an app registration at Entra lacks for st.login, and
// what to write so that it lacks nothing and loses nothing.
package converge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/register/credential"
)

// Wanted is what a registration has to be.
type Wanted struct {
	Name         string   // display name of a new one; an existing one keeps its own
	Audience     string   // one of entra's four; empty: an existing one keeps its own
	RedirectURIs []string // to be registered for the platform Web
	Claims       []string // optional claims of ID tokens

	// What is to stand in a client secret's place; nil: nothing.
	Federated   *entra.FederatedCredential
	Certificate *credential.Certificate
}

// Changes is what to write, and in words.
type Changes struct {
	Content map[string]any // members for Graph; empty: nothing is to be changed
	Told    []Told
}

// Told is one change for people.
type Told struct{ What, Before, After string }

// MisplacedError is a redirect URI that stands where a client secret is not taken.
// Moving it could break whoever uses it there.
type MisplacedError struct {
	URI      string
	Platform entra.Platform
}

func (e *MisplacedError) Error() string {
	return fmt.Sprintf("%s is registered under %s, where a client secret is not taken", e.URI, e.Platform)
}

// Compare says what a registration lacks; a nil one lacks everything. Redirect
// URIs are only ever added. An error is a *MisplacedError.
func Compare(app *entra.Application, w Wanted) (Changes, error) {
	c := Changes{Content: map[string]any{}}
	if app == nil {
		app = new(entra.Application)
		c.set("displayName", w.Name, "name", "", w.Name)
	}
	if err := c.redirects(app, w.RedirectURIs); err != nil {
		return Changes{}, err
	}
	audience := w.Audience
	if audience != "" && audience != app.SignInAudience {
		c.set("signInAudience", audience, "supported accounts", entra.AudienceChoice(app.SignInAudience), entra.AudienceChoice(audience))
	} else {
		audience = app.SignInAudience
	}
	if takesPersonal(audience) && app.API.RequestedAccessTokenVersion != 2 {
		before := ""
		if v := app.API.RequestedAccessTokenVersion; v != 0 {
			before = fmt.Sprint(v)
		}
		c.set("api", map[string]any{"requestedAccessTokenVersion": 2}, "access token version, as personal accounts need it", before, "2")
	}
	c.claims(app, w.Claims)
	return c, nil
}

func takesPersonal(audience string) bool {
	return (&entra.Application{SignInAudience: audience}).TakesPersonal()
}

func (c *Changes) set(member string, value any, what, before, after string) {
	c.Content[member] = value
	c.Told = append(c.Told, Told{what, before, after})
}

// redirects adds those to the platform Web that are not there.
func (c *Changes) redirects(app *entra.Application, wanted []string) error {
	union := slices.Clone(app.Web.RedirectURIs)
	var added []string
	for _, uri := range wanted {
		switch platform := app.PlatformOf(uri); {
		case platform != entra.NoPlatform && platform != entra.Web:
			return &MisplacedError{uri, platform}
		case platform == entra.NoPlatform && !slices.Contains(union, uri):
			union, added = append(union, uri), append(added, uri)
		}
	}
	if len(added) > 0 {
		c.set("web", map[string]any{"redirectUris": union}, "redirect URIs for the platform Web", strings.Join(app.Web.RedirectURIs, " "), "adds "+spoken.List(added))
	}
	return nil
}

// claims asks for optional claims beside those that are asked for already.
func (c *Changes) claims(app *entra.Application, wanted []string) {
	all := maps.Clone(app.OptionalClaims)
	if all == nil {
		all = map[string][]map[string]any{}
	}
	var added []string
	for _, name := range wanted {
		switch {
		case app.Sends(name):
		case name == "groups":
			c.set("groupMembershipClaims", "SecurityGroup", "claim groups", app.GroupMembershipClaims, "the security groups of the person")
		default:
			all["idToken"] = append(slices.Clone(all["idToken"]), map[string]any{"name": name})
			added = append(added, name)
		}
	}
	if len(added) > 0 {
		c.set("optionalClaims", all, "claims of ID tokens", "", "adds "+spoken.List(added))
	}
}

// KeepsAll tells whether an application still has the redirect URIs that another
// look at it had, and which it lacks.
func KeepsAll(before, after *entra.Application) (lost []string) {
	for _, uri := range before.Web.RedirectURIs {
		if !slices.Contains(after.Web.RedirectURIs, uri) {
			lost = append(lost, uri)
		}
	}
	return lost
}
