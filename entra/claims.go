package entra

import "github.com/authkit-cli/authkit/internal/lazy"

// oftenLeft are claims that Entra leaves out of ID tokens for Streamlit's own
// scope "openid email profile" (docs/facts/entra.md, section 4).
var oftenLeft = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"email":          "only when the account has an address",
		"given_name":     "only as an optional claim",
		"family_name":    "only as an optional claim",
		"upn":            "only as an optional claim",
		"unique_name":    "never in tokens of version 2.0",
		"groups":         "only when the app registration says so, and not for members of many groups",
		"roles":          "only for people with an app role",
		"picture":        "never",
		"locale":         "never",
		"nickname":       "never",
		"email_verified": "only as an optional claim",
		"hd":             "never; it is a claim of Google's",
		"idp":            "only for guests",
	}
}}

// LeftOut tells when Entra sends a claim, unless it always does. Tokens of the
// addresses without /v2.0 have other names in them.
func LeftOut(claim string, v1 bool) (when string, left bool) {
	if v1 {
		switch claim {
		case "unique_name":
			return "", false
		case "preferred_username":
			return "never in tokens of version 1.0", true
		case "upn":
			return "only for members of the tenant, not for guests", true
		}
	}
	when, left = oftenLeft.Get()[claim]
	return when, left
}

// OptionalClaim tells whether a registration can have a claim sent by asking for it
// (docs/facts/entra.md, section 9); roles need app roles and people who have one.
func OptionalClaim(claim string, audience string) bool {
	switch claim {
	case "email", "given_name", "family_name", "upn":
		return true
	}
	return claim == "groups" && audience != PersonalMicrosoftAccount
}

// ConfigurableClaim tells how a registration has a claim sent that Entra leaves
// out by itself (docs/facts/entra.md, section 9); false for every other claim.
func ConfigurableClaim(claim string, v1 bool) (how string, configurable bool) {
	switch claim {
	case "groups":
		return "add a groups claim under Token configuration", true
	case "roles":
		return "create an app role under App roles and assign people to it", true
	case "given_name", "family_name":
		return "add the optional claim " + claim + " for ID tokens under Token configuration", true
	case "upn":
		if v1 {
			return "", false
		}
		return "add the optional claim upn for ID tokens under Token configuration", true
	}
	return "", false
}
