package pyread

import "github.com/authkit-cli/authkit/streamlit/pytree"

// OnlyRead tells whether nothing in some code can change what lies in a dictionary that has this name:
// it is written whole, handed on as **name, or asked by name.get.
func OnlyRead(body []*pytree.Statement, name string) bool {
	fine, only := map[*pytree.Expression]bool{}, true
	pytree.Statements(body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			fine[target] = s.Kind == pytree.AssignStatement
		}
	})
	pytree.Every(body, func(e *pytree.Expression) { // a call comes before what it is given
		switch e.Kind {
		case pytree.CallExpression:
			for i, part := range e.Parts {
				fine[part] = fine[part] || i > 0 && e.Keyword(i) == "**"
			}
			if called := e.Parts[0]; called.Kind == pytree.AttributeExpression && called.Value == "get" {
				fine[called.Parts[0]] = true
			}
		case pytree.NameExpression:
			only = only && (e.Value != name || e.Own != "" || fine[e])
		}
	})
	return only
}
