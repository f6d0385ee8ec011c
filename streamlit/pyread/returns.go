package pyread

import (
	"path"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Returns are the values that some code, apart from the functions and classes in it, gives
// something under the name redirect_uri: an argument, an entry of a dictionary, an attribute.
func Returns(body []*pytree.Statement) (all []*pytree.Expression) {
	for _, s := range body {
		if s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && s.Targets[0].Kind == pytree.AttributeExpression && s.Targets[0].Value == "redirect_uri" {
			all = append(all, s.Parts[0])
		}
		for _, part := range s.Parts {
			part.Every(func(e *pytree.Expression) {
				for i, part := range e.Parts {
					switch {
					case e.Kind == pytree.CallExpression && e.Keyword(i) == "redirect_uri",
						e.Kind == pytree.DictExpression && i%2 == 1 && e.Parts[i-1] != nil && e.Parts[i-1].Kind == pytree.TextExpression && e.Parts[i-1].Value == "redirect_uri":
						all = append(all, part)
					}
				}
			})
		}
		if s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement {
			for _, inner := range [][]*pytree.Statement{s.Body, s.Other, s.Final, s.Clauses} {
				all = append(all, Returns(inner)...)
			}
		}
	}
	return all
}

// Called is what a call calls; an expression that is none is itself.
func Called(e *pytree.Expression) *pytree.Expression {
	if e.Kind == pytree.CallExpression {
		return e.Parts[0]
	}
	return e
}

// LastOf is the last part of the path of an address that is put together and ends in a text; empty: it is not told.
func LastOf(e *pytree.Expression) string {
	if e == nil || e.Kind != pytree.FormatExpression {
		return ""
	}
	end := e.Value[strings.LastIndexByte(e.Value, '*')+1:]
	if !strings.Contains(end, "/") || strings.ContainsAny(end, "?#") || strings.HasSuffix(end, "/") {
		return ""
	}
	return path.Base(end)
}
