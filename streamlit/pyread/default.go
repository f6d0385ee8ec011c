package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Default is the name that a statement gives a value where what it has is not true: if not x: x = value (or x := …),
// x = x or value, x = value if not x else x. Empty: it is no such statement.
func Default(s *pytree.Statement) (name string, value *pytree.Expression) {
	switch {
	case s.Kind == pytree.IfStatement && s.Parts[0].Kind == pytree.NotExpression:
		asked := s.Parts[0].Parts[0]
		if asked.Kind == pytree.BindExpression { // x := …
			asked = asked.Parts[0]
		}
		if name = nameOf(asked); name != "" && !gives(s.Other, name) {
			value = lastOf(s.Body, name)
		}
	case s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && len(s.Parts) == 1:
		name = nameOf(s.Targets[0])
		same := func(e *pytree.Expression) bool { return name != "" && nameOf(e) == name }
		switch e := s.Parts[0]; {
		case e.Kind == pytree.OrExpression && len(e.Parts) == 2 && same(e.Parts[0]):
			value = e.Parts[1]
		case e.Kind != pytree.ChoiceExpression: // test, one, other
		case same(e.Parts[0]) && same(e.Parts[1]):
			value = e.Parts[2]
		case e.Parts[0].Kind == pytree.NotExpression && same(e.Parts[0].Parts[0]) && same(e.Parts[2]):
			value = e.Parts[1]
		}
	}
	if value == nil {
		return "", nil
	}
	return name, value
}

func nameOf(e *pytree.Expression) string {
	if e.Kind != pytree.NameExpression || e.Own != "" {
		return ""
	}
	return e.Value
}

// lastOf is what the last statement that gives a name a value gives it; nil: it stands in another one, or is not one value.
func lastOf(body []*pytree.Statement, name string) *pytree.Expression {
	for i, s := range slices.Backward(body) {
		if s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && nameOf(s.Targets[0]) == name {
			return s.Parts[0]
		} else if gives(body[i:i+1], name) {
			break
		}
	}
	return nil
}

// gives tells whether some statement gives a name a value.
func gives(body []*pytree.Statement, name string) (is bool) {
	pytree.Statements(body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			target.Every(func(e *pytree.Expression) { is = is || nameOf(e) == name })
		}
		is = is || slices.Contains(s.Names, name) || (s.Kind == pytree.FunctionStatement || s.Kind == pytree.ClassStatement) && s.Name == name
	})
	pytree.Every(body, func(e *pytree.Expression) { // x := value
		is = is || e.Kind == pytree.BindExpression && nameOf(e.Parts[0]) == name
	})
	return is
}
