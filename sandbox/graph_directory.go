package sandbox

import (
	"slices"
	"strings"
)

// graphUser is a person on Graph's wire.
type graphUser struct {
	Context   string  `json:"@odata.context,omitempty"`
	Kind      string  `json:"@odata.type,omitempty"`
	ID        string  `json:"id"`
	Name      string  `json:"displayName"`
	GivenName string  `json:"givenName"`
	Surname   string  `json:"surname"`
	Mail      *string `json:"mail"`
	Principal string  `json:"userPrincipalName"`
}

func userOnGraph(user User) graphUser {
	given, family, _ := strings.Cut(user.Name, " ")
	u := graphUser{Kind: "#microsoft.graph.user", ID: user.ObjectID, Name: user.Name, GivenName: given, Surname: family, Principal: user.Username}
	if user.Email != "" {
		u.Mail = &user.Email
	}
	return u
}

func (s *Server) readMe(q *graphRequest) graphAnswer {
	if q.caller.app {
		return graphRefused(onlyForPeople())
	}
	u := userOnGraph(q.caller.user)
	u.Context, u.Kind = q.context("users/$entity"), ""
	return graphFound(u)
}

func (s *Server) readOrganization(q *graphRequest) graphAnswer {
	t, _ := s.tenant(q.caller.directory())
	return q.list("organization", []any{map[string]any{
		"id": t.ID, "displayName": t.Name, "tenantType": "AAD",
		"verifiedDomains": []map[string]any{{"name": t.Domain, "isDefault": true, "isInitial": true, "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"}},
	}})
}

// readPolicy answers with what the directory forbids apps to have.
func (s *Server) readPolicy(q *graphRequest) graphAnswer {
	if q.address.value != "defaultAppManagementPolicy" {
		return graphRefused(noSuchResource(q.address.value))
	}
	limits := []map[string]any{}
	if s.faults["graph-secrets-forbidden"] {
		limits = append(limits, map[string]any{"restrictionType": "passwordAddition", "state": "enabled", "maxLifetime": nil, "restrictForAppsCreatedAfterDateTime": "2021-01-01T00:00:00Z"})
	}
	if s.faults["graph-secret-lifetime"] {
		limits = append(limits, map[string]any{"restrictionType": "passwordLifetime", "state": "enabled", "maxLifetime": "P90D", "restrictForAppsCreatedAfterDateTime": "2021-01-01T00:00:00Z"})
	}
	return graphFound(map[string]any{
		"@odata.context": q.context("policies/defaultAppManagementPolicy/$entity"), "id": "00000000-0000-0000-0000-000000000000",
		"displayName": "Default app management tenant policy", "isEnabled": len(limits) > 0,
		"applicationRestrictions": map[string]any{"passwordCredentials": limits, "keyCredentials": []any{}},
	})
}

// owns tells who is an owner of an app. Under the fault graph-not-owner it is
// somebody else of the directory than whoever asks.
func (s *Server) owns(user User, c Client, caller *grant) bool {
	if s.faults["graph-not-owner"] {
		return user.Tenant == s.directory(c) && user.ObjectID != caller.objectID()
	}
	return slices.Contains(c.Owners, user.ObjectID)
}
