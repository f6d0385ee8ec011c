package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyread"
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
	if w.as != stranger && !w.within {
		return
	}
	in := w.unit.scope
	if in.Given == nil {
		in.Given = map[string]bool{}
	}
	in.Given[name] = true
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
	if !w.looks() || w.inClass {
		return reach
	}
	if fault := w.noFunction(call); fault.Message != "" && reach > Never {
		if b, is := w.scope.Only(call.Parts[0].Value); is && b.Unit != nil {
			w.broken[b.Unit], b.Unit.decorated = true, nil
		}
		return w.fails(w.unit.spot(call.Parts[0]), fault, reach)
	}
	u, itself := w.callee(call)
	if reach = w.misfits(call, u, itself, reach); u == nil || isLazy(u) || reach == Never {
		return reach
	}
	for _, need := range w.summarize(u).needs {
		switch {
		case need.of != w.unit.scope:
			w.need(need, reach)
		case !need.of.Given[need.name] && !need.of.MayBe(need.name, need.of.Of(need.name)) && !w.unit.module.opens():
			return w.fails(w.unit.spot(call.Parts[0]), reached.ReadsEarly(call.Parts[0].Value, need.name), reach)
		}
	}
	return reach
}

// callee is the function or method of the app that a call surely runs; itself: what Python gives its
// first parameter, "self" or "cls"; empty: nothing. nil: it cannot be told.
func (w *walker) callee(call *pytree.Expression) (u *unit, itself string) {
	called := call.Parts[0]
	if called.Own != "" {
		return nil, ""
	}
	if classes, made := w.things(w.scope, w.unit.module, called, 0); len(classes) == 1 && !made {
		return w.method(classes, "__init__"), "self"
	}
	if called.Kind == pytree.AttributeExpression {
		if classes, made := w.things(w.scope, w.unit.module, called.Parts[0], 0); len(classes) > 0 {
			if u = w.method(classes, called.Value); u != nil {
				if itself = pyclass.Itself(u.node); itself == "self" && !made {
					itself = ""
				}
			}
			return u, itself
		}
	}
	switch b, is := w.scope.Only(pyread.Root(called)); {
	case !is || called.Kind == pytree.AttributeExpression && called.Parts[0].Kind != pytree.NameExpression:
	case called.Kind == pytree.NameExpression && b.Unit != nil && pyread.RunsAtOnce(b.Unit.node):
		return b.Unit, ""
	case called.Kind == pytree.NameExpression && b.Origin != nil && b.Origin.Original != "":
		return w.surely(w.unit.module, b.Origin.Module, b.Origin.Dots).function(b.Origin.Original), ""
	case called.Kind == pytree.AttributeExpression && b.Origin != nil && b.Origin.Original == "":
		return w.surely(w.unit.module, b.Origin.Module, b.Origin.Dots).function(called.Value), ""
	}
	return nil, ""
}

// function is the one of a file that a name of it surely stands for; nil: there is none.
func (m *module) function(name string) *unit {
	if m == nil || m.opens() {
		return nil
	}
	if b, is := m.unit.scope.Only(name); is && b.Unit != nil && pyread.RunsAtOnce(b.Unit.node) {
		return b.Unit
	}
	return nil
}
