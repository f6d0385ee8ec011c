package sandbox

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// mostFederated is how many federated credentials an app may have, and
// longestFederated how many characters a member of one (docs/facts/entra.md, section 5.7).
const (
	mostFederated    = 20
	longestFederated = 600
)

// graphFederated is a federated credential as the answer to a request.
type graphFederated struct {
	Context string `json:"@odata.context,omitempty"`
	entra.FederatedCredential
}

// federatedAt is the place of the credential that an address names, by its ID or
// its name; -1 when there is none.
func federatedAt(c *Client, id string) int {
	return slices.IndexFunc(c.Federated, func(f entra.FederatedCredential) bool {
		return strings.EqualFold(f.ID, id) || f.Name == id
	})
}

// answerFederated answers requests to applications/…/federatedIdentityCredentials.
func (s *Server) answerFederated(q *graphRequest, id string) graphAnswer {
	c := s.find(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	at := federatedAt(c, id)
	switch {
	case id == "" && q.method == "GET":
		var found []any
		for _, f := range c.Federated {
			found = append(found, f)
		}
		return q.list("applications('"+c.ObjectID+"')/federatedIdentityCredentials", found)
	case id == "" && q.method == "POST":
		return s.addFederated(q, c)
	case at < 0:
		return graphRefused(noSuchResource(id))
	case q.method == "GET":
		return graphFound(s.federatedEntity(q, c, c.Federated[at]))
	case q.method == "PATCH":
		return changeFederated(q, c, at)
	case q.method == "DELETE":
		c.Federated = slices.Delete(slices.Clone(c.Federated), at, at+1)
		return graphDone()
	}
	return graphRefused(unknownSegment(q.address.action))
}

func (s *Server) federatedEntity(q *graphRequest, c *Client, f entra.FederatedCredential) graphFederated {
	return graphFederated{q.context("applications('" + c.ObjectID + "')/federatedIdentityCredentials/$entity"), f}
}

func (s *Server) addFederated(q *graphRequest, c *Client) graphAnswer {
	var added entra.FederatedCredential
	if json.Unmarshal(q.body, &added) != nil {
		return graphRefused(unreadablePayload())
	}
	added.ID = newGUID()
	switch {
	case s.replicating(*c):
		return graphRefused(noSuchResource(q.address.value))
	case len(c.Federated) >= mostFederated:
		return graphRefused(badRequest("The number of federated identity credentials exceeds the limit of 20."))
	}
	if why := judgeFederated(c, added); why != nil {
		return graphRefused(why)
	}
	if federatedAt(c, added.Name) >= 0 {
		return graphRefused(federatedExists("FederatedIdentityCredential with name " + added.Name + " already exists."))
	}
	c.Federated = append(slices.Clone(c.Federated), added)
	return graphMade(s.federatedEntity(q, c, added))
}

// changeFederated changes everything but the name, which stays what it was.
func changeFederated(q *graphRequest, c *Client, at int) graphAnswer {
	changed := c.Federated[at]
	changed.Audiences = nil
	if json.Unmarshal(q.body, &changed) != nil {
		return graphRefused(unreadablePayload())
	}
	if changed.Audiences == nil {
		changed.Audiences = c.Federated[at].Audiences
	}
	if changed.Name != c.Federated[at].Name || changed.ID != c.Federated[at].ID {
		return graphRefused(readOnlyProperty("name"))
	}
	if why := judgeFederated(c, changed); why != nil {
		return graphRefused(why)
	}
	c.Federated = slices.Clone(c.Federated)
	c.Federated[at] = changed
	return graphDone()
}

// judgeFederated tells why Graph would not store a credential.
func judgeFederated(c *Client, f entra.FederatedCredential) *graphRefusal {
	for _, member := range []struct{ name, value string }{{"name", f.Name}, {"issuer", f.Issuer}, {"subject", f.Subject}, {"audiences", strings.Join(f.Audiences, "")}} {
		switch {
		case member.value == "":
			return badRequest("A value is required for property '" + member.name + "' of resource 'FederatedIdentityCredential'.")
		case len(member.value) > longestFederated:
			return badRequest("Invalid value specified for property '" + member.name + "' of resource 'FederatedIdentityCredential'.")
		}
	}
	switch {
	case len(f.Name) < 3 || len(f.Name) > 120 || strings.Trim(strings.ToLower(f.Name), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
		return badRequest("Invalid value specified for property 'name' of resource 'FederatedIdentityCredential'.")
	case len(f.Audiences) != 1:
		return badRequest("Federated identity credentials take one audience.")
	}
	for _, other := range c.Federated {
		if other.ID != f.ID && other.Issuer == f.Issuer && other.Subject == f.Subject {
			return federatedExists("FederatedIdentityCredential with the same issuer and subject already exists.")
		}
	}
	return nil
}

func federatedExists(message string) *graphRefusal {
	return &graphRefusal{status: 409, code: "Request_MultipleObjectsWithSameKeyValue", message: message}
}
