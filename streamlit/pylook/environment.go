package pylook

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// nothing is None.
var nothing = pytree.Expression{Kind: pytree.ConstantExpression, Value: "None", Rare: &pytree.NoneRare}

// maxDepth is how deep an expression is read.
const maxDepth = 8

// Environment tells whether an expression reads a variable of the environment, and what it is
// where nobody set it.
func Environment(e *pytree.Expression) (otherwise *pytree.Expression, is bool) {
	if e.Kind != pytree.CallExpression && e.Kind != pytree.ItemExpression || len(e.Parts) < 2 {
		return nil, false
	}
	of := e.Parts[0]
	switch {
	case e.Kind == pytree.ItemExpression:
		return &nothing, of.Value == "environ"
	case of.Value == "getenv":
	case of.Kind == pytree.AttributeExpression && of.Value == "get" && of.Parts[0].Value == "environ":
	default:
		return nil, false
	}
	if len(e.Parts) > 2 {
		return e.Parts[2], true
	}
	return &nothing, true
}

// ByDefault is an expression as it is where nobody set a variable of the environment; nil: it
// reads none.
func ByDefault(e *pytree.Expression, depth int) *pytree.Expression {
	if e == nil || depth > maxDepth {
		return nil
	}
	if otherwise, is := Environment(e); is {
		return otherwise
	}
	var parts []*pytree.Expression
	for i, part := range e.Parts {
		if other := ByDefault(part, depth+1); other != nil {
			if parts == nil {
				parts = slices.Clone(e.Parts)
			}
			parts[i] = other
		}
	}
	if parts == nil {
		return nil
	}
	made := *e
	made.Parts = parts
	return &made
}
