package pyfile

import "github.com/authkit-cli/authkit/streamlit/pytree"

// Dotted is a name with its attributes as it is written; empty: it is something else.
func Dotted(e *pytree.Expression) string {
	switch e.Kind {
	case pytree.NameExpression:
		return e.Value
	case pytree.AttributeExpression:
		if of := Dotted(e.Parts[0]); of != "" {
			return of + "." + e.Value
		}
	}
	return ""
}
