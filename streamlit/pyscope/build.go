package pyscope

import (
	"cmp"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Build reads the names that statements give a value. function and class make what the user knows
// of one that stands among them.
func Build[U, C any](in *Scope[U, C], body []*pytree.Statement, function func(*pytree.Statement) *U, class func(*pytree.Statement) *C) {
	bind := func(name string, b Binding[U, C]) {
		b.In = in
		in.Bind(name, b)
	}
	var target func(e *pytree.Expression, b Binding[U, C])
	target = func(e *pytree.Expression, b Binding[U, C]) {
		switch e.Kind {
		case pytree.NameExpression:
			bind(e.Value, b)
		case pytree.ListExpression, pytree.StarExpression:
			for i, part := range e.Parts {
				inner := Binding[U, C]{Inner: b.Inner}
				if b.Element != nil && b.Number == 0 && e.Kind == pytree.ListExpression {
					inner = Binding[U, C]{Element: b.Element, Number: int32(i + 1), Inner: b.Inner}
				} else if b.Value != nil && e.Kind == pytree.ListExpression {
					inner = Binding[U, C]{Packed: b.Value, Number: int32(i + 1)}
				}
				target(part, inner)
			}
		}
	}
	for _, s := range body {
		for _, list := range [][]*pytree.Expression{s.Parts, s.Targets} {
			for _, e := range list {
				e.Every(func(e *pytree.Expression) {
					switch {
					case e.Kind == pytree.BindExpression && e.Value == ":=":
						target(e.Parts[0], Binding[U, C]{Value: e.Parts[1]})
					case e.Kind == pytree.ComprehensionExpression:
						for i, part := range e.Parts {
							if e.Names[i] == "for" {
								target(part, Binding[U, C]{Element: e.Parts[i+1], Inner: true})
							}
						}
					case e.Kind == pytree.LambdaExpression:
						for i, name := range e.Names {
							b := Binding[U, C]{Parameter: true, Inner: true}
							if i < len(e.Parts)-1 && e.Parts[i] != nil {
								b = Binding[U, C]{Value: e.Parts[i], Inner: true}
							}
							if b.Value == nil || b.Value.Kind != pytree.NameExpression || b.Value.Value != name { // lambda x=x
								bind(strings.TrimLeft(name, "*"), b)
							}
						}
					}
				})
			}
		}
		switch s.Kind {
		case pytree.FunctionStatement:
			bind(s.Name, Binding[U, C]{Unit: function(s)})
		case pytree.ClassStatement:
			bind(s.Name, Binding[U, C]{Class: class(s)})
		case pytree.AssignStatement:
			for _, e := range s.Targets {
				target(e, Binding[U, C]{Value: s.Parts[0]})
			}
		case pytree.ChangeStatement, pytree.WithStatement:
			for i, e := range s.Targets {
				b := Binding[U, C]{}
				if len(s.Parts) > 0 {
					b.Packed = s.Parts[min(i, len(s.Parts)-1)]
				}
				target(e, b)
			}
		case pytree.ForStatement:
			target(s.Targets[0], Binding[U, C]{Element: s.Parts[0]})
		case pytree.ImportStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				first, _, dotted := strings.Cut(s.Names[i], "/")
				switch {
				case s.Names[i+1] != "":
					bind(s.Names[i+1], Binding[U, C]{Origin: &Origin{Module: s.Names[i]}})
				case dotted:
					bind(first, Binding[U, C]{Origin: &Origin{Module: first}})
				default:
					bind(first, Binding[U, C]{Origin: &Origin{Module: s.Names[i]}})
				}
			}
		case pytree.FromStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				bind(s.Names[i+1], Binding[U, C]{Origin: &Origin{cmp.Or(s.Name, "."), s.Names[i], s.Dots}})
			}
		case pytree.ExceptClause, pytree.CaseClause:
			for _, name := range s.Names {
				bind(name, Binding[U, C]{})
			}
		case pytree.OtherStatement: // global and nonlocal: the name is one of outside
			for _, name := range s.Names {
				for outer := in; outer != nil; outer = outer.Above {
					outer.Bind(name, Binding[U, C]{})
				}
			}
		}
		for _, inner := range [][]*pytree.Statement{s.Other, s.Final, s.Clauses} {
			Build(in, inner, function, class)
		}
		if s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement {
			Build(in, s.Body, function, class)
		}
	}
}

// Parameters gives the parameters of a function, in the order of its def, a place among its names.
func (in *Scope[U, C]) Parameters(def *pytree.Statement) {
	for _, name := range def.Names {
		if name != "*" {
			in.Bind(strings.TrimLeft(name, "*"), Binding[U, C]{Parameter: true})
		}
	}
}
