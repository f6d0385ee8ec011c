package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// isLazy tells whether a call of a function does not run it: it makes a coroutine or a generator.
func isLazy(u *unit) bool { return u.node != nil && u.node.Lazy }

// isIdle tells whether a statement only names a function, without calling it, or makes a
// coroutine or a generator that nothing runs. (st.fragment and the like run theirs.)
func (w *walker) isIdle(s *pytree.Statement) bool {
	if s.Kind != pytree.ExpressionStatement {
		return false
	}
	switch e := pyread.Last(s.Parts[0]); e.Kind {
	case pytree.NameExpression:
		return e.Own != "" || len(w.find(w.scope, w.unit.module, e, 0).units) > 0
	case pytree.AttributeExpression:
		u := w.find(w.scope, w.unit.module, e, 0).units
		return e.Own == "login" || e.Own == "logout" || len(u) > 0 && w.property(w.scope, w.unit.module, e, 0) == nil && w.lacksAttribute(e).Message == ""
	case pytree.CallExpression:
		units := w.find(w.scope, w.unit.module, e.Parts[0], 0).units
		return len(units) == 1 && isLazy(units[0]) && len(units[0].decorated) == 0
	}
	return false
}

// function is the one of the app that a name or an attribute surely is, without being called.
func (f *follower) function(in *scope, m *module, e *pytree.Expression, steps int) *unit {
	switch {
	case e.Kind == pytree.NameExpression:
		b, is := in.Only(e.Value)
		switch {
		case is && b.Unit != nil && len(b.Unit.node.Targets) == 0:
			return b.Unit
		case is && b.Origin != nil && b.Origin.Original != "":
			return f.surely(m, b.Origin.Module, b.Origin.Dots).function(b.Origin.Original)
		}
	case e.Kind == pytree.AttributeExpression && e.Own == "" && len(f.methods[e.Value]) > 0:
		classes, _ := f.things(in, m, e.Parts[0], steps+1)
		return f.method(classes, e.Value)
	}
	return nil
}

// uncalled notes a test that only names who asks who is signed in; or, alone, a statement that only names what offers the sign-in.
func (w *walker) uncalled(test *pytree.Expression, alone bool) {
	switch name := pyread.Uncalled(test, alone); {
	case w.found.Uncalled.Name != "":
	case test.Kind == pytree.NotExpression || test.Kind == pytree.AndExpression || test.Kind == pytree.OrExpression:
		for _, part := range test.Parts {
			w.uncalled(part, alone)
		}
	case name != "":
		w.found.Uncalled = reached.Uncalled{Spot: w.unit.spot(test), Name: name, Alone: alone}
	default:
		if u := w.function(w.scope, w.unit.module, test, 0); u != nil && (w.summarize(u).asks && !alone || w.summarize(u).sign && alone) {
			w.found.Uncalled = reached.Uncalled{Spot: w.unit.spot(test), Name: u.node.Name, Alone: alone}
		}
	}
}
