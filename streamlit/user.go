package streamlit

import (
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Lacks says why a release does not have st.login, st.user or st.experimental_user, which name is, and
// what to do; empty: it has it.
func Lacks(name string, release deps.Version) (why, fix string) {
	fix = "ask for " + deps.Recommended + " in the project's requirements"
	switch gets := "; the project gets " + release.String(); {
	case name == "login" && release.Before(HasLogin):
		return "st.login came with Streamlit 1.42" + gets, fix
	case name == "user" && release.Before(HasUser):
		return "st.user came with Streamlit 1.45" + gets, fix
	case name == "experimental_user" && !release.Before(DropsExperimental):
		return "st.experimental_user is gone since Streamlit 1.54" + gets, "write st.user instead of st.experimental_user"
	}
	return "", ""
}

// MisusesUser says what is wrong with a name that is read from st.user, or called as one of its
// methods, and what to do; wrong: it is in every release, with every ID token.
func MisusesUser(name string, called bool) (message, fix string, wrong bool) {
	if fix, wrong = neverOfUser.Get()[name]; wrong {
		return "st.user has no " + name + " in any release of Streamlit, so this line is an AttributeError", fix, true
	}
	return "st.user." + name + " cannot be called: what st.user holds are claims, which are texts, numbers and lists", "take the call out; st.user.get(\"email\") reads a claim, and who may do what is the app's to decide by it", called
}

// neverOfUser are names that people and guides look for in st.user, with what to
// write instead. No release has them, and no ID token (docs/facts/streamlit.md, section 3.6).
var neverOfUser = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"is_authenticated": "write st.user.is_logged_in",
		"login":            "write st.login",
		"logout":           "write st.logout",
		"id_token":         `write st.user.tokens["id"], and expose_tokens = ["id"] in [auth]`,
		"access_token":     `write st.user.tokens["access"], and expose_tokens = ["access"] in [auth]`,
		"token":            `write st.user.tokens["access"], and expose_tokens = ["access"] in [auth]`,
		"refresh_token":    "take the line out: Streamlit keeps no refresh token",
		"logged_in":        "write st.user.is_logged_in",
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
