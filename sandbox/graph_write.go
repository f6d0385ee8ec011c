package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// createApplication registers an app. uniqueName is set by an upsert only.
func (s *Server) createApplication(q *graphRequest, uniqueName string) graphAnswer {
	c := Client{
		ID: newGUID(), ObjectID: newGUID(), Tenant: q.caller.directory(), Audience: AzureADandPersonalMicrosoftAccount,
		UniqueName: uniqueName, Created: s.now(), NoPrincipal: true, Owners: []string{q.caller.objectID()}, kept: newKept(),
	}
	secrets, why := s.change(&c, q.body)
	switch {
	case why != nil:
		return graphRefused(why)
	case c.Name == "":
		return graphRefused(badRequest("A value is required for property 'displayName' of resource 'Application'."))
	}
	var made []graphPassword
	for _, wanted := range secrets {
		p, why := s.newSecret(&c, wanted)
		if why != nil {
			return graphRefused(why)
		}
		made = append(made, p)
	}
	s.options.Clients = append(slices.Clone(s.options.Clients), c)
	answer := s.entity(q, c)
	if made != nil {
		answer.Passwords = made
	}
	return graphMade(answer)
}

func (s *Server) updateApplication(q *graphRequest) graphAnswer {
	c := s.find(q)
	switch {
	case c == nil && q.upsert && q.address.key == "uniqueName":
		return s.createApplication(q, q.address.value)
	case c == nil:
		return graphRefused(noSuchResource(q.address.value))
	}
	changed := *c
	secrets, why := s.change(&changed, q.body)
	switch {
	case why != nil:
		return graphRefused(why)
	case secrets != nil:
		return graphRefused(badRequest("Update to existing credentials is not allowed. Use addPassword and removePassword."))
	}
	*c = changed
	return graphDone()
}

// change applies the members of a body to an app; members of an object that
// the body does not name stay as they are. The secrets it asks for are not made.
func (s *Server) change(c *Client, body []byte) ([]graphPassword, *graphRefusal) {
	before := s.onGraph(*c)
	after := s.onGraph(*c)
	after.Passwords, after.Keys = nil, nil
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&after); err != nil {
		if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
			return nil, invalidProperty(strings.Trim(name, `"`))
		}
		if kind, wrong := err.(*json.UnmarshalTypeError); wrong {
			return nil, invalidValue(kind.Field)
		}
		return nil, unreadablePayload()
	}
	for _, member := range []struct{ name, before, after string }{
		{"id", before.ID, after.ID}, {"appId", before.AppID, after.AppID},
		{"uniqueName", text(before.UniqueName), text(after.UniqueName)},
		{"createdDateTime", text(before.CreatedAt), text(after.CreatedAt)},
		{"publisherDomain", text(before.Publisher), text(after.Publisher)},
	} {
		if member.before != member.after {
			return nil, readOnlyProperty(member.name)
		}
	}
	if why := after.judge(); why != nil {
		return nil, why
	}
	if after.Keys != nil {
		if why := judgeCertificates(c.certificates, after.Keys); why != nil {
			return nil, why
		}
		c.certificates = after.Keys
	}
	c.Name, c.Audience, c.fallback, c.kept, c.implicit = after.DisplayName, after.Audience, after.FallbackPublic, after.graphKept, after.Web.Implicit
	c.LogoutURL, c.TokenVersion = text(after.Web.Logout), 0
	if after.API.TokenVersion != nil {
		c.TokenVersion = *after.API.TokenVersion
	}
	c.WebRedirectURIs, c.SPARedirectURIs, c.PublicRedirectURIs = after.Web.RedirectURIs, after.SPA.RedirectURIs, after.Public.RedirectURIs
	return after.Passwords, nil
}

// text is a member that may be null.
func text(member *string) string {
	if member == nil {
		return ""
	}
	return *member
}

// judge tells why Graph would not store an app.
func (a graphApplication) judge() *graphRefusal {
	personal := a.Audience == PersonalMicrosoftAccount || a.Audience == AzureADandPersonalMicrosoftAccount
	version := a.API.TokenVersion
	switch {
	case !slices.Contains([]string{AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, PersonalMicrosoftAccount}, a.Audience):
		return invalidValue("signInAudience")
	case version != nil && *version != 1 && *version != 2:
		return badRequest("Property api.requestedAccessTokenVersion is invalid.")
	case personal && (version == nil || *version != 2):
		return badRequest("Property api.requestedAccessTokenVersion is invalid.")
	case a.Audience == PersonalMicrosoftAccount && len(a.Passwords) > mostPersonalSecrets:
		return tooManySecrets()
	}
	return a.judgeRedirects(personal)
}

// How many redirect URIs an app may have (docs/facts/entra.md, section 5.1).
const (
	mostRedirects         = 256
	mostPersonalRedirects = 100
)

func (a graphApplication) judgeRedirects(personal bool) *graphRefusal {
	at := map[string]string{}
	for _, p := range []struct {
		name string
		uris []string
	}{{"web", a.Web.RedirectURIs}, {"spa", a.SPA.RedirectURIs}, {"publicClient", a.Public.RedirectURIs}} {
		for _, uri := range p.uris {
			err := CheckRedirectURI(uri)
			if p.name == "publicClient" {
				err = checkPublicRedirect(uri)
			}
			if err == nil && personal && strings.Contains(uri, "?") {
				err = errors.New("with personal accounts a redirect URI has no query")
			}
			if err != nil {
				return redirectRefused(p.name, err.Error())
			}
			if other, twice := at[uri]; twice {
				return redirectRefused(p.name, fmt.Sprintf("the URI %s stands under %s as well", uri, other))
			}
			at[uri] = p.name
		}
	}
	if most := mostRedirects; len(at) > most || personal && len(at) > mostPersonalRedirects {
		return redirectRefused("web", "there are too many of them")
	}
	return nil
}

// The code and the first sentence are Graph's; what follows is the sandbox's own.
func redirectRefused(platform, why string) *graphRefusal {
	why = "Redirect URIs: " + why + "."
	return &graphRefusal{status: 400, code: "Request_BadRequest", message: "Invalid value specified for property '" + platform + "' of resource 'Application'. " + why,
		details: []graphDetail{{"InvalidValue", why, platform + "/redirectUris"}}}
}

// checkPublicRedirect takes the schemes of desktop and mobile apps as well.
func checkPublicRedirect(uri string) error {
	u, err := url.Parse(uri)
	if err == nil && u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return CheckRedirectURI(uri)
}

// newKept are the members of a new app that nobody has set.
func newKept() graphKept {
	none := []json.RawMessage{}
	return graphKept{Resources: none, AppRoles: none, AddIns: none, IdentifierURIs: []string{}, Tags: []string{}}
}
