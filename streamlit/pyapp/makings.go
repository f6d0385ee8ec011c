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

// makings are those places, by class. A class that is handed on may be made elsewhere too: then it
// has one without a call.
func (f *follower) makings() map[*class][]making {
	if f.makes == nil {
		f.makes, f.collects = map[*class][]making{}, true
		for _, name := range f.files {
			m := f.modules[name]
			f.madeIn(m, m.unit, m.unit.scope, m.scan.Tree)
		}
		f.collects = false
	}
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
			if !made {
				f.makes[c] = append(f.makes[c], one)
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
	number, usual := u.parameter(name)
	for _, c := range f.inOrder {
		start, goesUp := f.begins(c)
		if line, _ := f.lineOf(c); start != u {
			for _, one := range line {
				if goesUp && one == u.class {
					return nil // it is called with what another __init__ hands on
				}
			}
			continue
		}
		for _, one := range f.makings()[c] {
			if one.call == nil {
				return nil
			}
			given, clear := callSite{node: one.call}.argument(number, name)
			switch {
			case given != nil:
				all = append(all, leaf{given, one.in, one.unit.module})
			case clear && usual != nil:
				all = append(all, leaf{usual, u.scope.above, u.module})
			default:
				return nil
			}
		}
	}
	if len(all) > manyWays {
		return nil
	}
	return all
}
