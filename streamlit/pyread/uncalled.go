package pyread

import (
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Flag is what st.user says of who is signed in. With a section [auth] it has it for everybody.
const Flag = "is_logged_in"

// Uncalled is what of Streamlit's own a test takes for an answer that it is to everybody: st.user itself, or whether
// that has Flag. Alone, it is what a statement names that does nothing else: st.login. Empty: it is neither.
func Uncalled(e *pytree.Expression, alone bool) string {
	switch {
	case alone && e.Own == "login", !alone && pyscan.IsUser(e.Own):
		return "st." + e.Own
	case alone || len(e.Parts) < 2:
	case e.Kind == pytree.CompareExpression && (e.Value == "in" || e.Value == "not in") && e.Parts[0].Kind == pytree.TextExpression && e.Parts[0].Value == Flag && pyscan.IsUser(withoutKeys(e.Parts[1]).Own),
		e.Kind == pytree.CallExpression && len(e.Parts) == 3 && e.Parts[0].Value == "hasattr" && pyscan.IsUser(e.Parts[1].Own) && e.Parts[2].Value == Flag:
		return Flag
	}
	return ""
}

// withoutKeys is what the keys of something are asked of: x of x.to_dict().keys().
func withoutKeys(e *pytree.Expression) *pytree.Expression {
	for e.Kind == pytree.CallExpression && len(e.Parts) == 1 && e.Parts[0].Kind == pytree.AttributeExpression && (e.Parts[0].Value == "keys" || e.Parts[0].Value == "to_dict") {
		e = e.Parts[0].Parts[0]
	}
	return e
}
