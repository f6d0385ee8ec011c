package meant

import (
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Claims are those that an app can count on.
type Claims struct {
	Sender string // as people call the provider
	Always string // one that it always sends, and that tells who somebody is
	left   func(claim string) (when string, left, known bool)
}

// LeftOut tells when the provider sends a claim, unless it always does. known: false of a
// claim that nobody promises.
func (c Claims) LeftOut(claim string) (when string, left, known bool) { return c.left(claim) }

// ClaimsOf are those of the providers at these metadata addresses: Entra's where it is
// one of them. Of different ones, and of those whose claims nobody knows, nothing is known.
func ClaimsOf(addresses []string) (claims Claims) {
	var v1, v2 bool
	var other provider.Provider
	same := true
	for _, address := range addresses {
		if authority, is := entra.ParseAuthority(address); is {
			v1, v2 = v1 || authority.V1, v2 || !authority.V1
			continue
		}
		of := provider.Of(address)
		same = same && (other.Name == "" || other.Name == of.Name)
		other = of
	}
	switch older := v1 && !v2; {
	case older:
		claims = Claims{"Entra", "unique_name", nil}
	case v2:
		claims = Claims{"Entra", "preferred_username", nil}
	case same && other.LeftOut != nil:
		return Claims{other.Name, "sub", other.LeftOut}
	default:
		return Claims{left: func(string) (string, bool, bool) { return "", false, false }}
	}
	claims.left = func(claim string) (string, bool, bool) {
		when, left := entra.LeftOut(claim, v1 && !v2)
		return when, left, true
	}
	return claims
}

// ManyGroups is what reading the groups of Entra comes to where Streamlit keeps all claims
// in one cookie (docs/facts/streamlit.md, section 3.6); empty: nothing.
func ManyGroups(claim string, claims Claims, whole bool) (message, fix string) {
	if claim != "groups" || claims.Sender != "Entra" || !whole {
		return "", ""
	}
	return "the app reads groups, and this Streamlit keeps all claims in one cookie: people in some sixty groups stay signed out, as browsers keep none above 4 KiB",
		"ask for " + deps.Recommended + " in the project's requirements, or let the registration send app roles in place of groups"
}
