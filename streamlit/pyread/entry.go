package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Kept is the entry of st.session_state that an expression is.
func Kept(e *pytree.Expression) (key string, is bool) {
	switch {
	case e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "session_state":
		return e.Value, true
	case e.Kind == pytree.ItemExpression && e.Parts[0].Own == "session_state":
		return e.Parts[1].Value, e.Parts[1].Kind == pytree.TextExpression
	}
	return "", false
}

// Asked is the entry of st.session_state that an expression asks for, by get or otherwise.
func Asked(e *pytree.Expression) (key string, is bool) {
	if e.Kind == pytree.CallExpression && IsGet(e) {
		return e.Parts[1].Value, true
	}
	return Kept(e)
}

// Calls tells whether a call is that of a method of st.session_state with a text first.
func Calls(e *pytree.Expression, method string) bool {
	called := e.Parts[0]
	return called.Kind == pytree.AttributeExpression && called.Value == method && called.Parts[0].Own == "session_state" && len(e.Parts) > 1 && e.Parts[1].Kind == pytree.TextExpression
}

// IsGet tells whether a call is st.session_state.get("…").
func IsGet(e *pytree.Expression) bool { return Calls(e, "get") }

// IsDictOf tells whether a call is dict(x).
func IsDictOf(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Value == "dict" && e.Parts[0].Kind == pytree.NameExpression && len(e.Parts) == 2 && e.Keyword(1) == ""
}

// EntryOf is the value of a key in a dictionary that is written out, or of an
// argument that a class of the app, or dict, is called with.
func EntryOf(e *pytree.Expression, key string) (value *pytree.Expression, certain bool) {
	if e.Kind == pytree.CallExpression {
		for i, argument := range e.Parts {
			if i > 0 && e.Keyword(i) == key {
				return argument, true
			}
		}
		return nil, false
	}
	for i := 0; i+1 < len(e.Parts); i += 2 {
		switch {
		case e.Parts[i] == nil || e.Parts[i].Kind != pytree.TextExpression || len(e.Parts[i].Parts) > 0:
			return nil, false
		case e.Parts[i].Value == key:
			value = e.Parts[i+1]
		}
	}
	return value, true
}

// ReadsKey tells whether a call is getattr(x, "key"), or x.get("key") of something.
func ReadsKey(e *pytree.Expression) bool {
	if e.Kind != pytree.CallExpression {
		return false
	}
	called := e.Parts[0]
	switch {
	case called.Kind == pytree.NameExpression && called.Value == "getattr":
		return len(e.Parts) > 2 && e.Parts[2].Kind == pytree.TextExpression
	case called.Kind == pytree.AttributeExpression && called.Value == "get":
		return called.Own == "" && (called.Parts[0].Own == "" || called.Parts[0].Own == "secrets") && len(e.Parts) > 1 && slices.Contains([]pytree.ExpressionKind{pytree.TextExpression, pytree.NameExpression, pytree.ItemExpression}, e.Parts[1].Kind) && len(e.Names) == 0
	}
	return false
}

// AsksEntry is the entry of st.session_state that a test asks for and takes for missing where it is not there; holds:
// the test passes where it is there, and is true. Empty: it is no such test.
func AsksEntry(test *pytree.Expression) (key string, holds bool) {
	switch {
	case test.Kind == pytree.NotExpression:
		key, holds = AsksEntry(test.Parts[0])
		return key, !holds
	case test.Kind == pytree.CallExpression && IsGet(test) && (len(test.Parts) == 2 || len(test.Parts) == 3 && Empty(test.Parts[2])):
		return test.Parts[1].Value, true
	case test.Kind == pytree.CompareExpression && len(test.Parts) == 2 && test.Parts[1].Own == "session_state" && test.Parts[0].Kind == pytree.TextExpression && (test.Value == "in" || test.Value == "not in"):
		return test.Parts[0].Value, test.Value == "in"
	}
	return "", false
}
