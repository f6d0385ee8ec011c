package streamlit

import "github.com/authkit-cli/authkit/internal/lazy"

// NeverOfUser are names that people and guides look for in st.user, with what to
// write instead. No release has them, and no ID token (docs/facts/streamlit.md, section 3.6).
var NeverOfUser = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"is_authenticated": "write st.user.is_logged_in",
		"login":            "write st.login",
		"logout":           "write st.logout",
		"id_token":         `write st.user.tokens["id"], and expose_tokens = ["id"] in [auth]`,
		"access_token":     `write st.user.tokens["access"], and expose_tokens = ["access"] in [auth]`,
	}
}}

// AlwaysInUser tells whether st.user has an entry for everybody who is signed in,
// whatever the provider: it is one of Streamlit's own, or a claim without which
// no ID token is taken (docs/facts/authlib.md, section 4).
func AlwaysInUser(name string) bool {
	switch name {
	case "is_logged_in", "provider", "origin", "tokens", "iss", "sub", "aud", "exp", "iat":
		return true
	}
	return false
}

// ScopeOf is the scope that a claim comes with, empty for one that comes with none
// (OpenID Connect Core 1.0, section 5.4).
func ScopeOf(claim string) string {
	switch claim {
	case "email", "email_verified":
		return "email"
	case "name", "family_name", "given_name", "nickname", "preferred_username", "picture":
		return "profile"
	}
	return ""
}
