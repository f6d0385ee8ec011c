package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// making is a place where the app makes a thing of one of its classes.
type making struct {
	call *pytree.Expression
	in   *scope
	unit *unit
}

// makings holds all those of an app. A class that is handed on may be made elsewhere too: then it has one
// without a call.
type makings struct {
	of     map[*class][]making
	kinds  map[*class][]*class // that are made, of those with a class in their line
	starts map[*unit][]*class  // whose things begin with an __init__
	passed map[*unit]bool      // an __init__ that another may call, with what it was given
}

// makings are those of the app.
func (f *follower) makings() *makings {
	if f.makes != nil {
		return f.makes
	}
	f.makes = &makings{of: map[*class][]making{}, starts: map[*unit][]*class{}, passed: map[*unit]bool{}}
	for _, name := range f.files {
		m := f.modules[name]
		f.madeIn(m, m.unit, m.unit.scope, m.scan.Tree)
	}
	kinds := map[*class][]*class{}
	for _, c := range f.inOrder {
		line, _ := f.lineOf(c)
		start, goesUp := f.begins(c)
		f.makes.starts[start] = append(f.makes.starts[start], c)
		for _, one := range line {
			if u := one.methods["__init__"]; goesUp && u != start {
				f.makes.passed[u] = true
			}
			if len(f.makes.of[c]) > 0 {
				kinds[one] = append(kinds[one], c)
			}
		}
	}
	f.makes.kinds = kinds
	return f.makes
}

func (f *follower) madeIn(m *module, u *unit, in *scope, body []*pytree.Statement) {
	known := map[*pytree.Expression]bool{} // what is called, or only something is taken of
	note := func(e *pytree.Expression) {
		one, named := making{in: in, unit: u}, e
		switch {
		case e.Kind == pytree.CallExpression:
			one.call, named = e, e.Parts[0]
			known[named] = true
		case e.Kind == pytree.AttributeExpression:
			known[e.Parts[0]] = true
		}
		if named.Kind > pytree.AttributeExpression || e == named && known[e] || !f.isClass(named.Value) {
			return
		}
		classes, made := f.things(in, m, named, 0)
		if named.Value == "cls" && u.class != nil {
			for _, c := range f.inOrder {
				if line, _ := f.lineOf(c); slices.Contains(line, u.class) {
					classes = append(classes, c)
				}
			}
		}
		for _, c := range classes {
			switch all := f.makes.of[c]; {
			case made:
			case len(all) <= manyChoices:
				f.makes.of[c] = append(all, one)
			case one.call == nil:
				all[0] = one
			}
		}
	}
	for _, s := range body {
		for _, e := range s.Targets {
			e.Every(note)
		}
		inner, of := in, u
		switch s.Kind {
		case pytree.ClassStatement:
			inner = f.classes[s].body
		case pytree.FunctionStatement:
			of = f.units[s]
			inner = of.scope
		}
		for _, e := range s.Parts {
			if s.Kind != pytree.ClassStatement {
				e.Every(note)
			}
		}
		for _, block := range [][]*pytree.Statement{s.Body, s.Other, s.Final, s.Clauses} {
			f.madeIn(m, of, inner, block)
		}
	}
}

// isClass tells whether a name may stand for a class of the app.
func (c *code) isClass(name string) bool {
	if c.named == nil {
		c.named = map[string]bool{"cls": true}
		for _, one := range c.inOrder {
			c.named[one.Name] = true
		}
		for _, m := range c.modules {
			for _, s := range m.scan.Tree {
				for i := 1; s.Kind == pytree.FromStatement && i < len(s.Names); i += 2 {
					c.named[s.Names[i]] = true // it may have another name here
				}
			}
		}
	}
	return c.named[name]
}

// madeWith are the values that a parameter of an __init__ gets by all that make things; none: they
// are not all known.
func (f *follower) madeWith(u *unit, name string) (all []leaf) {
	made := f.makings()
	if made.passed[u] {
		return nil
	}
	number, usual := u.parameter(name)
	for _, c := range made.starts[u] {
		for _, one := range made.of[c] {
			if one.call == nil || len(all) > manyWays {
				return nil
			}
			given, clear := callSite{node: one.call}.argument(number, name)
			switch {
			case given != nil:
				all = append(all, leaf{given, one.in, one.unit.module})
			case clear && usual != nil:
				all = append(all, leaf{usual, u.scope.Above, u.module})
			default:
				return nil
			}
		}
	}
	return all
}
