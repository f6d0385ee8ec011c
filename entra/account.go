package entra

import "strings"

// AccountNotes tells by the claims of an ID token which kind of Microsoft account
// it is, and what that means for an app (docs/facts/entra.md, section 4).
func AccountNotes(claims map[string]any) []string {
	var notes []string
	tenant, _ := claims["tid"].(string)
	switch {
	case strings.EqualFold(tenant, ConsumersTenant):
		notes = append(notes, "this is a personal account: groups, roles and upn never come for one")
	case claims["idp"] != nil && claims["idp"] != claims["iss"]:
		notes = append(notes, "this is a guest of the tenant (idp names their home): the same person has another oid in every other tenant")
	default:
		notes = append(notes, "this is a work or school account: email comes only when it has an address, groups and roles only when the app registration sends them")
	}
	sources, _ := claims["_claim_names"].(map[string]any)
	if _, moved := sources["groups"]; moved || claims["hasgroups"] == true {
		notes = append(notes, "the person is in too many groups to list them (more than 200), so groups is missing: have the registration send only groups assigned to the application, or use app roles")
	}
	return notes
}
