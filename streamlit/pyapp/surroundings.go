package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// hinge is a test that cannot be told, with those above it.
type hinge struct {
	test  *pytree.Expression
	in    *scope
	unit  *unit
	above *hinge
}

// byEnvironment is the place of the last test that cannot be told, where the environment is
// why, of it and of those above it; none: something else is.
func (w *walker) byEnvironment() (at Spot) {
	looks := maxLooks
	for h := w.hinge; h != nil; h = h.above {
		if !w.readsEnvironment(h.in, h.unit.module, h.test, &looks) {
			return Spot{}
		}
		if at.File == "" {
			at = h.unit.spot(h.test)
		}
	}
	return at
}

// maxLooks is how many names and calls are looked behind for one st.login.
const maxLooks = 200

// readsEnvironment tells whether a variable of the environment stands in an expression, in
// what its names are given, or in a function that it calls.
func (w *walker) readsEnvironment(in *scope, m *module, e *pytree.Expression, looks *int) (reads bool) {
	e.Every(func(part *pytree.Expression) {
		if _, is := pyread.EnvironmentOf(part); is || reads {
			reads = true
			return
		}
		if *looks--; *looks < 0 {
			return
		}
		switch part.Kind {
		case pytree.NameExpression:
			for _, one := range w.stands(in, m, part, 0) {
				reads = reads || one.Expression != part && w.readsEnvironment(one.in, one.m, one.Expression, looks)
			}
		case pytree.CallExpression:
			for _, u := range w.find(in, m, part.Parts[0], 0).units {
				pytree.Statements(u.body, func(s *pytree.Statement) {
					for _, inner := range s.Parts {
						reads = reads || inner != nil && w.readsEnvironment(u.scope, u.module, inner, looks)
					}
				})
			}
		}
	})
	return reads
}
