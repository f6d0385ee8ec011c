package undo

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/secrets"
)

// Use is what the project itself has of the registration.
type Use struct {
	Secrets     []secrets.Secret // all values of its secrets file that nothing may show
	KeyIDs      []string         // of client secrets that authkit made for it
	ClientID    string
	RedirectURI string
}

// Plan is what would be taken back.
type Plan struct {
	Told    []string // what is taken back, one thing each
	Left    []string // what stays, and why
	Deletes bool     // the registration itself goes, and with it all that was changed

	app       *entra.Application
	content   map[string]any // members for Graph
	secrets   []string
	keys      []string
	federated []FederatedChange
	principal string
}

// Nothing tells whether there is nothing left to take back.
func (p Plan) Nothing() bool { return len(p.Told) == 0 }

// After is what to know when it is done.
func (p Plan) After() []string {
	if !p.Deletes {
		return nil
	}
	return []string{
		"Entra keeps a deleted registration for 30 days: to restore it, open App registrations, Deleted applications, choose " + entra.Clean(p.app.DisplayName) + ", Restore app registration: " + entra.PortalRegistrations(),
		"before the next authkit register, take client_id and client_secret out of the project's secrets, where they still stand",
	}
}

// standing is the registration as it is now.
type standing struct {
	app       *entra.Application
	principal *entra.Principal
	assigned  bool // people or groups are assigned to the service principal
	consented bool // an administrator has consented
	federated []entra.FederatedCredential
}

func (p *Plan) tell(format string, args ...any) {
	p.Told = append(p.Told, fmt.Sprintf(format, args...))
}
func (p *Plan) leave(format string, args ...any) {
	p.Left = append(p.Left, fmt.Sprintf(format, args...))
}

// plan says what of a record can be taken back: what is still as it was written.
func (r *Record) plan(now standing, use Use) Plan {
	p := Plan{app: now.app, content: map[string]any{}}
	if now.app == nil {
		p.leave("the app registration is gone")
		return p
	}
	if r.made() && now.app.UniqueName == r.UniqueName {
		others := r.others(now, use)
		if len(others) == 0 {
			p.Deletes = true
			p.tell("the app registration %s (client ID %s) is deleted, with its client secrets and its service principal%s", entra.Clean(now.app.DisplayName), entra.Clean(now.app.AppID), inUse(use.ClientID == now.app.AppID))
			return p
		}
		p.leave("the app registration stays, since others use it: it has %s", spoken.List(others))
	}
	for _, field := range r.Fields {
		r.planField(&p, field, use)
	}
	r.planSecrets(&p, use)
	r.planKeys(&p)
	r.planFederated(&p, now)
	r.planPrincipal(&p, now)
	return p
}

func inUse(used bool) string {
	if used {
		return "; this project signs people in with it, and cannot any more"
	}
	return ""
}

// others are the marks of somebody else's use of a registration that the run made.
func (r *Record) others(now standing, use Use) []string {
	var ours, found []string
	for _, field := range r.Fields {
		if field.Name == redirectURIs {
			ours = field.After
		}
	}
	for _, uri := range without(slices.Concat(now.app.Web.RedirectURIs, now.app.SPA.RedirectURIs, now.app.PublicClient.RedirectURIs), ours) {
		found = append(found, "the redirect URI "+entra.Clean(uri))
	}
	for _, entry := range now.app.PasswordCredentials {
		if !slices.Contains(r.Secrets, entry.KeyID) && !slices.Contains(use.KeyIDs, entry.KeyID) {
			found = append(found, "the client secret "+entra.Clean(strings.TrimSpace(entry.DisplayName+" "+entry.KeyID)))
		}
	}
	for _, entry := range now.app.KeyCredentials {
		if !slices.Contains(r.Keys, entry.KeyID) {
			found = append(found, "the certificate "+entra.Clean(strings.TrimSpace(entry.DisplayName+" "+entry.KeyID)))
		}
	}
	for _, entry := range now.federated {
		if !slices.ContainsFunc(r.Federated, func(f FederatedChange) bool { return f.of(entry) }) {
			found = append(found, "the federated credential "+entra.Clean(entry.Name))
		}
	}
	if len(now.app.IdentifierURIs)+len(now.app.API.Scopes)+len(now.app.AppRoles) > 0 {
		found = append(found, "an API or app roles")
	}
	if now.assigned {
		found = append(found, "people or groups that are assigned to it")
	}
	return found
}

// planField takes back the items of a list that are still there, or a value that
// is still the one that was written. What a new registration got of either stays
// with it, redirect URIs and claims aside.
func (r *Record) planField(p *Plan, f Field, use Use) {
	now := valueOf(p.app, f.Name)
	switch f.Name {
	case redirectURIs:
		gone := without(f.After, f.Before)
		gone = without(gone, without(gone, now))
		if len(gone) == 0 {
			return
		}
		p.content["web"] = map[string]any{"redirectUris": orEmpty(without(now, gone))}
		for _, uri := range gone {
			p.tell("the redirect URI %s is removed%s", entra.Clean(uri), inUse(uri == use.RedirectURI))
		}
	case claims:
		r.planClaims(p, without(f.After, f.Before))
	default:
		r.planValue(p, f, now)
	}
}

func orEmpty(list []string) []string { return append([]string{}, list...) }

func (r *Record) planValue(p *Plan, f Field, now []string) {
	what := map[string]string{audience: "supported accounts", tokenVersion: "access token version", groupClaims: "claim groups"}[f.Name]
	shown := func(value []string) string {
		switch {
		case len(value) == 0:
			return "not set"
		case f.Name == audience:
			return entra.AudienceChoice(value[0])
		}
		return entra.Clean(value[0])
	}
	switch {
	case slices.Equal(now, f.Before), r.made() && f.Name != groupClaims:
		return
	case !slices.Equal(now, f.After):
		p.leave("%s: somebody has changed it since, to %s", what, shown(now))
		return
	case f.Name == tokenVersion && p.personal():
		p.leave("%s: personal accounts, which the registration takes now, need %s", what, shown(now))
		return
	}
	member, value := f.Name, any(nil)
	if len(f.Before) > 0 {
		value = f.Before[0]
	}
	if f.Name == tokenVersion {
		member = "api"
		if number, err := strconv.Atoi(fmt.Sprint(value)); err == nil {
			value = number
		}
		value = map[string]any{"requestedAccessTokenVersion": value}
	}
	p.content[member] = value
	p.tell("%s: back to %s (now %s)", what, shown(f.Before), shown(now))
}

// personal tells whether the registration takes personal accounts once the
// members are written that are planned by now.
func (p *Plan) personal() bool {
	after := *p.app
	if text, ok := p.content[audience].(string); ok {
		after.SignInAudience = text
	}
	return after.TakesPersonal()
}

// planClaims takes back claims that are asked for as register asked for them.
func (r *Record) planClaims(p *Plan, added []string) {
	all := maps.Clone(p.app.OptionalClaims)
	var rest []map[string]any
	found := false
	for _, claim := range all["idToken"] {
		name, _ := claim["name"].(string)
		switch ours := slices.Contains(added, name); {
		case ours && plain(claim):
			found = true
			p.tell("the claim %s is not asked for any more", entra.Clean(name))
			continue
		case ours:
			p.leave("the claim %s: somebody has changed how it is asked for", entra.Clean(name))
		}
		rest = append(rest, claim)
	}
	if found {
		all["idToken"] = append([]map[string]any{}, rest...)
		p.content["optionalClaims"] = all
	}
}

// planSecrets removes the client secrets that are there and that the project's
// file does not use. One whose first characters Entra does not show may be in use.
func (r *Record) planSecrets(p *Plan, use Use) {
	for _, entry := range p.app.PasswordCredentials {
		used := entry.Hint == "" || slices.ContainsFunc(use.Secrets, func(s secrets.Secret) bool { return strings.HasPrefix(s.Reveal(), entry.Hint) })
		switch shown := entry.InPortal(); {
		case !slices.Contains(r.Secrets, entry.KeyID):
		case used:
			p.leave("the client secret %s: the project's secrets file uses it", shown)
		default:
			p.secrets = append(p.secrets, entry.KeyID)
			p.tell("the client secret %s is removed", shown)
		}
	}
}

func (r *Record) planKeys(p *Plan) {
	for _, entry := range p.app.KeyCredentials {
		if slices.Contains(r.Keys, entry.KeyID) {
			p.keys = append(p.keys, entry.KeyID)
			p.tell("the certificate %s is removed", entra.Clean(strings.TrimSpace(entry.DisplayName+" "+entry.KeyID)))
		}
	}
}

func (r *Record) planFederated(p *Plan, now standing) {
	for _, change := range slices.Clone(r.Federated) {
		at := slices.IndexFunc(now.federated, change.of)
		name := entra.Clean(change.After.Name)
		if at >= 0 {
			change.After.ID = now.federated[at].ID
		}
		switch {
		case at < 0, change.Before != nil && slices.Equal(now.federated[at].Audiences, change.Before.Audiences):
		case !same(now.federated[at], change.After):
			p.leave("the federated credential %s: somebody has changed it since", name)
		case change.Before != nil:
			p.federated = append(p.federated, change)
			p.tell("the federated credential %s: audience back to %s", name, entra.Clean(spoken.List(change.Before.Audiences)))
		default:
			p.federated = append(p.federated, change)
			p.tell("the federated credential %s is removed", name)
		}
	}
}

func same(a, b entra.FederatedCredential) bool {
	return a.Issuer == b.Issuer && a.Subject == b.Subject && slices.Equal(a.Audiences, b.Audiences)
}

func (r *Record) planPrincipal(p *Plan, now standing) {
	switch {
	case r.Principal == "" || r.made() || now.principal == nil:
	case r.Principal != Untold && r.Principal != now.principal.ID:
		p.leave("the service principal: it is another one by now")
	case now.assigned || now.consented || now.principal.AssignedOnly || !now.principal.Enabled:
		p.leave("the service principal: people are assigned to it, an administrator has consented, or somebody has changed it since")
	default:
		p.principal = now.principal.ID
		p.tell("the service principal is deleted: nobody signs in with the app in this tenant any more")
	}
}
