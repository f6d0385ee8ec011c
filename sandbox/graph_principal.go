package sandbox

import (
	"cmp"
	"encoding/json"
	"strings"
)

// graphPrincipal is a service principal on Graph's wire: an app as one
// directory knows it.
type graphPrincipal struct {
	Context      string   `json:"@odata.context,omitempty"`
	ID           string   `json:"id"`
	Enabled      bool     `json:"accountEnabled"`
	AppID        string   `json:"appId"`
	DisplayName  string   `json:"displayName"`
	Organization string   `json:"appOwnerOrganizationId"`
	Assignment   bool     `json:"appRoleAssignmentRequired"`
	Audience     string   `json:"signInAudience"`
	Type         string   `json:"servicePrincipalType"`
	Names        []string `json:"servicePrincipalNames"`
	Tags         []string `json:"tags"`
}

func (s *Server) principal(c Client) graphPrincipal {
	return graphPrincipal{
		ID: c.principalID, Enabled: !c.Disabled, AppID: c.ID, DisplayName: c.Name, Organization: s.directory(c), Assignment: s.faults["not-assigned"],
		Audience: cmp.Or(c.Audience, AzureADMyOrg), Type: "Application", Names: []string{c.ID}, Tags: []string{},
	}
}

// principalKeys are the members of a service principal by which it is asked for.
func (c Client) principalKeys() map[string][]string {
	return map[string][]string{"id": {c.principalID}, "appId": {c.ID}, "displayName": {c.Name}, "servicePrincipalNames": {c.ID}}
}

// principals are the caller's apps that have a service principal.
func (s *Server) principals(q *graphRequest) []*Client {
	var list []*Client
	for _, i := range s.visible(q) {
		if c := &s.options.Clients[i]; !c.NoPrincipal {
			list = append(list, c)
		}
	}
	return list
}

func (s *Server) listPrincipals(q *graphRequest) graphAnswer {
	clauses, ok := readFilter(q.query.Get("$filter"))
	if !ok {
		return graphRefused(unsupportedFilter("$filter"))
	}
	var found []any
	for _, c := range s.principals(q) {
		fit, why := fits(clauses, c.principalKeys())
		if why != nil {
			return graphRefused(why)
		}
		if fit {
			found = append(found, s.principal(*c))
		}
	}
	return q.list("servicePrincipals", found)
}

// findPrincipal is the app whose service principal an address names.
func (s *Server) findPrincipal(q *graphRequest) *Client {
	for _, c := range s.principals(q) {
		if values, known := c.principalKeys()[q.address.key]; known && strings.EqualFold(values[0], q.address.value) {
			return c
		}
	}
	return nil
}

func (s *Server) readPrincipal(q *graphRequest) graphAnswer {
	c := s.findPrincipal(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	p := s.principal(*c)
	p.Context = q.context("servicePrincipals/$entity")
	return graphFound(p)
}

func (s *Server) createPrincipal(q *graphRequest) graphAnswer {
	var body struct {
		AppID string `json:"appId"`
	}
	if json.Unmarshal(q.body, &body) != nil {
		return graphRefused(unreadablePayload())
	}
	for _, i := range s.visible(q) {
		c := &s.options.Clients[i]
		switch {
		case !strings.EqualFold(c.ID, body.AppID):
			continue
		case s.replicating(*c):
			return graphRefused(noBackingApplication(body.AppID))
		case !c.NoPrincipal:
			return graphRefused(principalExists(c.ID))
		}
		c.NoPrincipal, c.principalID = false, newGUID()
		p := s.principal(*c)
		p.Context = q.context("servicePrincipals/$entity")
		return graphMade(p)
	}
	return graphRefused(noBackingApplication(body.AppID))
}

func (s *Server) deletePrincipal(q *graphRequest) graphAnswer {
	c := s.findPrincipal(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	c.NoPrincipal = true
	return graphDone()
}

// listAssigned tells which people are assigned to an app.
func (s *Server) listAssigned(q *graphRequest) graphAnswer {
	c := s.findPrincipal(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	var found []any
	for _, id := range c.Assigned {
		found = append(found, map[string]any{"id": random(24), "principalId": id, "principalType": "User", "resourceId": c.principalID})
	}
	return q.list("servicePrincipals('"+c.principalID+"')/appRoleAssignedTo", found)
}

// graphConsent is a consent on Graph's wire.
type graphConsent struct {
	ID        string  `json:"id"`
	ClientID  string  `json:"clientId"` // of the service principal
	Type      string  `json:"consentType"`
	Principal *string `json:"principalId"`
	Resource  string  `json:"resourceId"`
	Scope     string  `json:"scope"`
}

// listConsents tells to which apps an administrator has consented for everybody.
func (s *Server) listConsents(q *graphRequest) graphAnswer {
	clauses, ok := readFilter(q.query.Get("$filter"))
	if !ok {
		return graphRefused(unsupportedFilter("$filter"))
	}
	var found []any
	for _, c := range s.principals(q) {
		fit, why := fits(clauses, map[string][]string{"clientId": {c.principalID}, "consentType": {"AllPrincipals"}})
		if why != nil {
			return graphRefused(why)
		}
		if fit && c.Consented {
			found = append(found, graphConsent{ID: random(24), ClientID: c.principalID, Type: "AllPrincipals", Resource: graphID, Scope: "openid profile email User.Read"})
		}
	}
	return q.list("oauth2PermissionGrants", found)
}
