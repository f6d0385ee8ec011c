package undo

import (
	"slices"
	"strconv"

	"github.com/authkit-cli/authkit/entra"
)

// The members that register writes, as Graph calls them.
const (
	redirectURIs = "web.redirectUris"
	audience     = "signInAudience"
	tokenVersion = "api.requestedAccessTokenVersion"
	groupClaims  = "groupMembershipClaims"
	claims       = "optionalClaims.idToken"
)

// fieldNames are in the order in which they are shown and taken back: what the
// version of access tokens has to be depends on the audience.
var fieldNames = []string{redirectURIs, audience, tokenVersion, groupClaims, claims}

// valueOf is a member of a registration; one that is not set is empty.
func valueOf(a *entra.Application, name string) []string {
	one := func(text string) []string {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	switch name {
	case redirectURIs:
		return a.Web.RedirectURIs
	case audience:
		return one(a.SignInAudience)
	case tokenVersion:
		if a.API.RequestedAccessTokenVersion == 0 {
			return nil
		}
		return one(strconv.Itoa(a.API.RequestedAccessTokenVersion))
	case groupClaims:
		return one(a.GroupMembershipClaims)
	case claims:
		var names []string
		for _, claim := range a.OptionalClaims["idToken"] {
			if name, ok := claim["name"].(string); ok {
				names = append(names, name)
			}
		}
		return names
	}
	return nil
}

// without are the items of a list that are not in another.
func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(one string) bool { return slices.Contains(others, one) })
}

// plain tells whether a claim is asked for as register asks for one: by its name
// and nothing else.
func plain(claim map[string]any) bool {
	for name, value := range claim {
		list, isList := value.([]any)
		if name != "name" && value != nil && value != false && (!isList || len(list) > 0) {
			return false
		}
	}
	return true
}
