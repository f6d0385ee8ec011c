package pyapp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// defines notes the names that a statement gives a value.
func (w *walker) defines(s *pytree.Statement) {
	for _, target := range s.Targets {
		if s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement { // of which they are decorators
			w.definesAll(target)
		}
	}
	if s.Kind == pytree.FunctionStatement || s.Kind == pytree.ClassStatement {
		w.defined(s.Name)
		return
	}
	for _, name := range s.Names {
		name, _, _ = strings.Cut(name, "/") // import a.b gives a
		w.defined(name)
	}
}

// definesAll notes all names of what is assigned.
func (w *walker) definesAll(target *pytree.Expression) {
	target.Every(func(e *pytree.Expression) {
		if e.Kind == pytree.NameExpression {
			w.defined(e.Value)
		}
	})
}

func (w *walker) defined(name string) {
	if w.as != stranger {
		return
	}
	in := w.unit.scope
	if in.given == nil {
		in.given = map[string]bool{}
	}
	in.given[name] = true
}

// need is a name of outside that a function surely reads.
type need struct {
	name string
	of   *scope
}

// maxNeeds is how many of one function are looked at.
const maxNeeds = 32

// need notes one.
func (w *walker) need(one need, reach Reach) {
	if reach == Surely && !w.tried && len(w.sum.needs) < maxNeeds && !slices.Contains(w.sum.needs, one) {
		w.sum.needs = append(w.sum.needs, one)
	}
}

// early ends a page at a call of a function that does not take the arguments, or that reads what
// is not defined yet.
func (w *walker) early(call *pytree.Expression, reach Reach) Reach {
	if w.as != stranger || w.tested || w.clicking || w.inClass {
		return reach
	}
	u, bound := w.callee(call)
	if reach = w.misfits(call, u, bound, reach); u == nil || isLazy(u) || reach == Never {
		return reach
	}
	for _, need := range w.summarize(u).needs {
		switch {
		case need.of != w.unit.scope:
			w.need(need, reach)
		case !need.of.given[need.name] && !mayBe(need.of, need.name, need.of.of(need.name)) && !w.unit.module.opens():
			return w.fails(w.unit.spot(call.Parts[0]), reached.Fault{
				Code:    true,
				Message: fmt.Sprintf("%s is called here and reads %s, which is not defined yet, so the page ends here with an error", call.Parts[0].Value, need.name),
				Fix:     fmt.Sprintf("define %s above this line, on every way that leads here", need.name),
			}, reach)
		}
	}
	return reach
}

// mayBe tells whether a name may have a value that the statements before do not show: it is
// Python's own, a parameter, or another function gives it one.
func mayBe(of *scope, name string, bindings []binding) bool {
	return slices.ContainsFunc(bindings, func(b binding) bool {
		return b.parameter || b.inner || b == binding{name: b.name, in: b.in}
	}) || (of == nil || of.owner == nil) && slices.Contains(names.Builtins.Get(), name)
}

// callee is the function or method of the app that a call surely runs; bound: its first
// parameter is what the method is called on. nil: it cannot be told.
func (w *walker) callee(call *pytree.Expression) (u *unit, bound bool) {
	switch called := call.Parts[0]; {
	case called.Own != "":
		return nil, false
	case called.Kind == pytree.NameExpression:
		switch b, is := w.scope.only(called.Value); {
		case is && b.unit != nil && runsAtOnce(b.unit):
			return b.unit, false
		case is && b.class != nil:
			return b.class.method("__init__"), true
		case is && b.origin != nil && b.origin.original != "":
			return w.surely(w.unit.module, b.origin.module, b.origin.dots).function(b.origin.original), false
		}
	case called.Kind == pytree.AttributeExpression:
		if c := w.madeOf(called.Parts[0]); c != nil {
			return c.method(called.Value), true
		}
		switch b, is := w.scope.only(called.Parts[0].Value); {
		case !is || called.Parts[0].Kind != pytree.NameExpression:
		case b.class != nil:
			return b.class.method(called.Value), false
		case b.origin != nil && b.origin.original == "":
			return w.surely(w.unit.module, b.origin.module, b.origin.dots).function(called.Value), false
		}
	}
	return nil, false
}

// function is the one of a file that a name of it surely stands for; nil: there is none.
func (m *module) function(name string) *unit {
	if m == nil || m.opens() {
		return nil
	}
	if b, is := m.unit.scope.only(name); is && b.unit != nil && runsAtOnce(b.unit) {
		return b.unit
	}
	return nil
}

// madeOf is the class that an expression surely is a thing of: Auth(), or its name.
func (w *walker) madeOf(thing *pytree.Expression) *class {
	in := w.scope
	if b, is := in.only(thing.Value); is && thing.Kind == pytree.NameExpression && b.value != nil {
		thing, in = b.value, b.in
	}
	if thing.Kind != pytree.CallExpression || thing.Parts[0].Kind != pytree.NameExpression {
		return nil
	}
	b, is := in.only(thing.Parts[0].Value)
	if !is {
		return nil
	}
	return b.class
}

// runsAtOnce tells whether a call of a function runs it, with the arguments of the call.
func runsAtOnce(u *unit) bool {
	return !slices.ContainsFunc(u.node.Targets, func(e *pytree.Expression) bool {
		if e.Kind == pytree.CallExpression {
			e = e.Parts[0]
		}
		return e.Own != "dialog" && e.Own != "fragment" && !slices.Contains(caches, e.Own)
	})
}
