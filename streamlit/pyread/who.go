// Package pyread reads single expressions and statements of an app: whether they ask who is signed
// in, for an entry of st.session_state or for a variable of the environment, and what they change.
package pyread

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Theirs are the things of streamlit whose value a person gives.
func Theirs(e *pytree.Expression) bool {
	return OfAddress(e) || e.Kind == pytree.CallExpression && e.Parts[0].Kind <= pytree.AttributeExpression && slices.Contains(names.Widgets, cmp.Or(e.Parts[0].Own, e.Parts[0].Value))
}

// OfAddress tells whether an expression is what the browser's address asks for.
func OfAddress(e *pytree.Expression) bool {
	if e.Own == "query_params" || e.Own == "experimental_get_query_params" {
		return true
	}
	return (e.Kind == pytree.AttributeExpression || e.Kind == pytree.ItemExpression || e.Kind == pytree.CallExpression) && e.Own == "" && OfAddress(e.Parts[0])
}

// ButOne tells whether what was passed last lets everybody by who is signed in but one person: st.user.email == "…" is not so.
func ButOne(under []Passed) bool {
	if len(under) == 0 || under[len(under)-1].Is {
		return false
	}
	test := under[len(under)-1].Test
	return test.Kind == pytree.CompareExpression && test.Value == "==" && len(test.Parts) == 2 && Claimed(test.Parts[0]) && test.Parts[1].Kind == pytree.TextExpression
}

// Claimed tells whether an expression is one of st.user's values that somebody
// who is not signed in has not: is_logged_in, a claim.
func Claimed(e *pytree.Expression) bool {
	switch e.Kind {
	case pytree.AttributeExpression:
		return e.Own == "" && (e.Value == "is_logged_in" || pyscan.IsUser(e.Parts[0].Own) && !slices.Contains(names.NotClaims, e.Value))
	case pytree.ItemExpression:
		return pyscan.IsUser(e.Parts[0].Own) && e.Parts[1].Kind == pytree.TextExpression
	case pytree.CallExpression:
		called := e.Parts[0]
		switch {
		case called.Kind == pytree.NameExpression && called.Value == "getattr" && len(e.Parts) > 2:
			return e.Parts[2].Kind == pytree.TextExpression && (e.Parts[2].Value == "is_logged_in" || Reads(e) && (len(e.Parts) == 3 || Empty(e.Parts[3])))
		case called.Kind == pytree.AttributeExpression && called.Value == "get" && pyscan.IsUser(called.Parts[0].Own):
			return len(e.Parts) == 2 || len(e.Parts) == 3 && e.Parts[2].Kind == pytree.ConstantExpression && e.Parts[2].Value != "True"
		}
	}
	return false
}

// Reads tells whether a call is getattr(st.user, "claim"), whatever it gives where there is none.
func Reads(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.NameExpression && e.Parts[0].Value == "getattr" && len(e.Parts) > 2 && pyscan.IsUser(e.Parts[1].Own)
}

// IsLoggedIn tells whether an expression is st.user.is_logged_in, in one of the
// ways to read it.
func IsLoggedIn(e *pytree.Expression) bool {
	const key = "is_logged_in"
	switch e.Kind {
	case pytree.AttributeExpression:
		return e.Value == key
	case pytree.ItemExpression:
		return Claimed(e) && e.Parts[1].Value == key
	case pytree.CallExpression:
		at := 1
		if e.Parts[0].Kind == pytree.NameExpression {
			at = 2 // getattr(st.user, key)
		}
		return Claimed(e) && e.Parts[at].Value == key
	}
	return false
}
