package pyread

import (
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Uncalled is what of Streamlit's own a test takes for an answer that it is to everybody: st.user itself, or whether
// that has reached.Flag. Alone, it is what a statement names that does nothing else: st.login. Empty: it is neither.
func Uncalled(e *pytree.Expression, alone bool) string {
	switch {
	case alone && e.Own == "login", !alone && pyscan.IsUser(e.Own):
		return "st." + e.Own
	case alone || len(e.Parts) < 2:
	case e.Kind == pytree.CompareExpression && (e.Value == "in" || e.Value == "not in") && e.Parts[0].Kind == pytree.TextExpression && e.Parts[0].Value == reached.Flag && pyscan.IsUser(withoutKeys(e.Parts[1]).Own),
		e.Kind == pytree.CallExpression && len(e.Parts) == 3 && e.Parts[0].Value == "hasattr" && pyscan.IsUser(e.Parts[1].Own) && e.Parts[2].Value == reached.Flag:
		return reached.Flag
	}
	return ""
}

// Last is what a statement of one expression comes to at its end: y of x and y.
func Last(e *pytree.Expression) *pytree.Expression {
	for e.Kind == pytree.AndExpression || e.Kind == pytree.OrExpression {
		e = e.Parts[len(e.Parts)-1]
	}
	return e
}

// withoutKeys is what the keys of something are asked of: x of x.to_dict().keys().
func withoutKeys(e *pytree.Expression) *pytree.Expression {
	for e.Kind == pytree.CallExpression && len(e.Parts) == 1 && e.Parts[0].Kind == pytree.AttributeExpression && (e.Parts[0].Value == "keys" || e.Parts[0].Value == "to_dict") {
		e = e.Parts[0].Parts[0]
	}
	return e
}
