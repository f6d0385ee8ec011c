package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// holds notes what a name holds from here on; nil: it is not followed.
func (w *walker) holds(name string, what *holding) { w.scope.Hold(&w.changed, name, what) }

// back undoes what was noted since, and tells what the names held.
func (w *walker) back(since int) map[string]*holding { return w.scope.Back(&w.changed, since) }

// join goes on with what names hold behind one of two ways.
func (w *walker) join(one, two map[string]*holding, why truth) {
	w.scope.Join(&w.changed, one, two, why)
}

// assigns notes what a statement gives names.
func (w *walker) assigns(s *pytree.Statement) {
	w.defines(s)
	if s.Kind == pytree.FunctionStatement || s.Kind == pytree.ClassStatement {
		w.holds(s.Name, nil)
		return
	}
	for _, target := range s.Targets {
		key, keeps := pyread.Kept(target)
		switch {
		case s.Kind == pytree.AssignStatement && target.Kind == pytree.NameExpression:
			w.holds(target.Value, &holding{Values: s.Parts[:1], Why: person})
		case s.Kind == pytree.AssignStatement && keeps:
			w.holds(pyscope.Entry(key), &holding{Values: s.Parts[:1], Why: person})
		default:
			target.Every(func(e *pytree.Expression) {
				if key, keeps := pyread.Kept(e); keeps {
					w.holds(pyscope.Entry(key), nil)
				} else if e.Kind == pytree.NameExpression {
					w.holds(e.Value, nil)
				}
			})
			w.changedInPlace(target)
		}
	}
	for _, name := range s.Names {
		w.holds(name, nil)
	}
	w.fills(s)
}

// fills notes that a name is true behind a statement that gives it a true value where it had none.
func (w *walker) fills(s *pytree.Statement) {
	if name, value := pyread.Default(s); name != "" && w.scope.Whole().IsFollowed(name) && !w.hidden[w.scope.Module()][name] && w.truth(value) == yes {
		w.holds(name, w.scope.Now[name].True())
	}
}

// changedInPlace notes that what a name holds is another thing than what was written for it:
// AUTH["on"] = True, settings.on = True.
func (w *walker) changedInPlace(e *pytree.Expression) {
	for e.Kind == pytree.AttributeExpression && e.Own == "" || e.Kind == pytree.ItemExpression {
		if e = e.Parts[0]; e.Kind == pytree.NameExpression && e.Own == "" && e.Value != "self" {
			if of, _ := w.scope.Holder(e.Value); of == w.scope.Whole() {
				w.holds(e.Value, &holding{Grown: true})
			}
		} else if key, keeps := pyread.Kept(e); keeps {
			w.holds(pyscope.Entry(key), nil)
		}
	}
}

// loops prepares names for a block that runs several times: each holds what it held, or
// what some statement of the block gives it.
func (w *walker) loops(body []*pytree.Statement) {
	pytree.Statements(body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			name := target.Value
			key, keeps := pyread.Kept(target)
			if keeps {
				name = pyscope.Entry(key)
			}
			if s.Kind == pytree.AssignStatement && (keeps || target.Kind == pytree.NameExpression) {
				w.holds(name, (&holding{Values: s.Parts[:1], Why: person}).Or(w.scope.Now[name], chance))
			} else {
				w.assigns(&pytree.Statement{Kind: pytree.ChangeStatement, Targets: []*pytree.Expression{target}, Named: &pytree.NoneNamed, Compound: &pytree.NoneCompound})
			}
		}
	})
}

// takes goes on with what names hold behind the only way.
func (w *walker) takes(held map[string]*holding) { w.join(held, held, person) }

// round runs the block of a loop.
func (w *walker) round(body []*pytree.Statement, inside, reach Reach) {
	since := len(w.changed)
	w.block(body, inside)
	switch held := w.back(since); inside {
	case reach:
		w.takes(held)
	case Sometimes:
		w.join(held, nil, chance)
	default:
		w.join(held, nil, unknown)
	}
}

// reaching are the values that a name may have where a unit is walked just now.
func (f *follower) reaching(in *scope, name string) (bindings []binding, why truth) {
	of, bindings := in.Holder(name)
	if of == nil {
		return bindings, unknown
	} else if f.hidden[of.Module()][name] {
		return nil, unknown
	}
	bindings, why = of.Counting(name, bindings, of.Seen(in, name))
	return pyscope.Sure(bindings), why
}

// moduleOf is the file of the app whose name an attribute is, as in config.AUTH; nil: it is something else.
func (f *follower) moduleOf(in *scope, m *module, e *pytree.Expression, steps int) *module {
	if e.Kind != pytree.AttributeExpression || e.Own != "" || e.Parts[0].Kind > pytree.AttributeExpression || e.Parts[0].Own != "" {
		return nil
	}
	return f.find(in, m, e.Parts[0], steps+1).module
}

// ofModule are the values that a name of a module may have for whoever imports it, unless
// some file puts another one there: config.AUTH = True.
func (f *follower) ofModule(m *module, name string) (bindings []binding, why truth) {
	f.summarize(m.unit)
	in := m.unit.scope
	if m.unit.opening || m.opens() || m.code.puts(name) {
		return nil, unknown
	}
	bindings, why = in.Counting(name, in.Of(name), in.Final[name])
	return pyscope.Sure(bindings), why
}
