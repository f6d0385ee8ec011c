package pyapp

import "slices"

// environmentOf tells whether an expression reads a variable of the environment, and what it is
// where nobody set it.
func environmentOf(e *expression) (otherwise *expression, is bool) {
	if e.kind != callExpression && e.kind != itemExpression || len(e.parts) < 2 {
		return nil, false
	}
	of := e.parts[0]
	switch {
	case e.kind == itemExpression:
		return &nothing, of.value == "environ"
	case of.value == "getenv":
	case of.kind == attributeExpression && of.value == "get" && of.parts[0].value == "environ":
	default:
		return nil, false
	}
	if len(e.parts) > 2 {
		return e.parts[2], true
	}
	return &nothing, true
}

// unset is an expression as it is where nobody set a variable of the environment; nil: it
// reads none.
func (e *expression) unset(depth int) *expression {
	if e == nil || depth > maxSteps {
		return nil
	}
	if otherwise, is := environmentOf(e); is {
		return otherwise
	}
	var parts []*expression
	for i, part := range e.parts {
		if other := part.unset(depth + 1); other != nil {
			if parts == nil {
				parts = slices.Clone(e.parts)
			}
			parts[i] = other
		}
	}
	if parts == nil {
		return nil
	}
	made := *e
	made.parts = parts
	return &made
}

// ofEnvironment answers a test of what stands in the environment, as it is by default.
func (f *follower) ofEnvironment(in *scope, m *module, e *expression, steps int) (t truth, is bool) {
	if e.kind != callExpression && e.kind != compareExpression && e.kind != itemExpression {
		return unknown, false
	}
	other := e.unset(0)
	if other == nil {
		return unknown, false
	}
	fromSecrets := false
	e.every(func(part *expression) { fromSecrets = fromSecrets || f.environment(part) != nil })
	if fromSecrets {
		return unknown, false
	}
	return f.truth(in, m, other, steps+1).Softened(), true
}
