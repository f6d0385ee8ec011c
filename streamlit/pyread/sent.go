package pyread

import (
	"path"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// SentTo is the page to which the last line of a main script sends whoever comes so far.
func SentTo(script string, tree []*pytree.Statement) []string {
	if len(tree) == 0 || tree[len(tree)-1].Kind != pytree.ExpressionStatement {
		return nil
	}
	return Switched(script, tree[len(tree)-1].Parts[0])
}

// Switched is the page that a call of st.switch_page names in a text.
func Switched(script string, call *pytree.Expression) []string {
	if call.Kind != pytree.CallExpression || call.Parts[0].Own != "switch_page" || len(call.Parts) < 2 || call.Parts[1].Kind != pytree.TextExpression {
		return nil
	}
	return []string{path.Join(path.Dir(script), call.Parts[1].Value)}
}
