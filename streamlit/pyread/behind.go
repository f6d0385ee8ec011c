package pyread

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// deepest is up to how many functions hand a thing on.
const deepest = 8

// Behind are the names of a file whose list, dictionary or set may be changed where their own
// scope does not show it: in a function that is not theirs, under another name, or by a function
// that they are handed to. fill are the functions that change what they are handed, see Filling.
func Behind(tree []*pytree.Statement, fill map[string]bool) map[string]bool {
	anywhere, behind := map[string]bool{}, map[string]bool{}
	eachChange(tree, func(name string) { anywhere[name] = true })
	pytree.Statements(tree, func(s *pytree.Statement) {
		if s.Kind == pytree.FunctionStatement {
			own := namesOf(s)
			eachChange(s.Body, func(name string) { behind[name] = behind[name] || !own[name] })
		}
		if all := aliases(s); slices.ContainsFunc(all, func(name string) bool { return anywhere[name] }) {
			for _, name := range all {
				behind[name] = true
			}
		}
	})
	pytree.Every(tree, func(e *pytree.Expression) {
		for _, name := range handedTo(e, fill) {
			behind[name] = true
		}
	})
	return behind
}

// Filling are the functions of some files that change a list, a dictionary or a set which they are
// handed, themselves or by another such function.
func Filling(trees [][]*pytree.Statement) map[string]bool {
	fill := map[string]bool{}
	for round, more := 0, true; more && round < deepest; round++ {
		more = false
		for _, tree := range trees {
			pytree.Statements(tree, func(s *pytree.Statement) {
				if s.Kind == pytree.FunctionStatement && !fill[s.Name] && fills(s, fill) {
					fill[s.Name], more = true, true
				}
			})
		}
	}
	return fill
}

func fills(s *pytree.Statement, fill map[string]bool) (is bool) {
	takes := func(name string) bool {
		return slices.ContainsFunc(s.Names, func(parameter string) bool { return strings.TrimLeft(parameter, "*") == name })
	}
	eachChange(s.Body, func(name string) { is = is || takes(name) })
	pytree.Statements(s.Body, func(inner *pytree.Statement) { // into += [x]
		if inner.Kind == pytree.ChangeStatement && inner.Name != "" && len(inner.Parts) > 0 {
			is = is || takes(inner.Targets[0].Value)
		}
	})
	pytree.Every(s.Body, func(e *pytree.Expression) { is = is || slices.ContainsFunc(handedTo(e, fill), takes) })
	return is
}

// eachChange calls a function with each name whose thing a statement or a call changes in place.
func eachChange(body []*pytree.Statement, do func(name string)) {
	named := func(e *pytree.Expression) {
		if e.Kind == pytree.NameExpression && e.Own == "" {
			do(e.Value)
		}
	}
	pytree.Statements(body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			target.Every(func(e *pytree.Expression) {
				if e.Kind == pytree.ItemExpression && s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement {
					named(e.Parts[0])
				}
			})
		}
	})
	pytree.Every(body, func(e *pytree.Expression) {
		if ChangesInPlace(e) {
			named(e.Parts[0].Parts[0])
		}
	})
}

// namesOf are the names that a function gives a value itself.
func namesOf(function *pytree.Statement) map[string]bool {
	own := map[string]bool{}
	for _, name := range function.Names {
		own[strings.TrimLeft(name, "*")] = true
	}
	var names func(target *pytree.Expression)
	names = func(target *pytree.Expression) {
		switch target.Kind {
		case pytree.NameExpression:
			own[target.Value] = true
		case pytree.ListExpression, pytree.StarExpression:
			for _, part := range target.Parts {
				names(part)
			}
		}
	}
	pytree.Statements(function.Body, func(s *pytree.Statement) {
		if s.Kind == pytree.AssignStatement || s.Kind == pytree.ForStatement || s.Kind == pytree.WithStatement {
			for _, target := range s.Targets {
				names(target)
			}
		}
	})
	pytree.Statements(function.Body, func(s *pytree.Statement) {
		if s.Kind == pytree.OtherStatement { // global, nonlocal
			for _, name := range s.Names {
				delete(own, name)
			}
		}
	})
	return own
}

// aliases are the names that one statement gives the same thing: a = b = [], and a = b.
func aliases(s *pytree.Statement) (all []string) {
	if s.Kind != pytree.AssignStatement {
		return nil
	}
	for _, e := range append(slices.Clone(s.Targets), s.Parts[0]) {
		if e.Kind == pytree.NameExpression && e.Own == "" {
			all = append(all, e.Value)
		}
	}
	if len(all) < 2 {
		return nil
	}
	return all
}

// handedTo are the names that a call hands to one of some functions.
func handedTo(e *pytree.Expression, functions map[string]bool) (names []string) {
	if e.Kind != pytree.CallExpression || e.Parts[0].Kind > pytree.AttributeExpression || !functions[e.Parts[0].Value] {
		return nil
	}
	for _, argument := range e.Parts[1:] {
		if argument.Kind == pytree.NameExpression && argument.Own == "" {
			names = append(names, argument.Value)
		}
	}
	return names
}
