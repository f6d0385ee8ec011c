package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// loose tells whether a test that cannot be told turns out either way for some visitor.
func (f *follower) loose(in *scope, m *module, e *pytree.Expression, steps int) bool {
	if e.Kind == pytree.AndExpression || e.Kind == pytree.OrExpression || e.Kind == pytree.NotExpression {
		return !slices.ContainsFunc(e.Parts, func(part *pytree.Expression) bool {
			return f.truth(in, m, part, steps+1) == unknown && !f.loose(in, m, part, steps+1)
		})
	}
	return f.hangs(in, m, e, steps).Loose()
}

// hangs tells what a value hangs on. Within one question it looks at each expression once.
func (f *follower) hangs(in *scope, m *module, e *pytree.Expression, steps int) reached.Hang {
	if e == nil {
		return reached.Fixed
	}
	defer f.answered(f.asking())
	key, question := read{in, e}, f.question
	is, known := question.hung[key]
	if !known {
		question.hung[key] = reached.Unread // where it leads back to itself
		is = f.looksAt(in, m, e, steps)
		question.hung[key] = is
	}
	return is
}

func (f *follower) looksAt(in *scope, m *module, e *pytree.Expression, steps int) reached.Hang {
	switch e = f.meant(in, e); {
	case steps > 2*maxSteps || f.tired() || pyscan.IsUser(e.Own) || pyread.Claimed(e):
		return reached.Unread
	case e.Own == "secrets" || e.Held != nil || f.session.IsAbsent(e):
		return reached.Fixed
	case in.Here(e) != nil:
		return f.hangs(in, m, in.Here(e), steps+1)
	case f.keptHangs(e, steps) != reached.Varies:
		return f.keptHangs(e, steps)
	case pyread.Theirs(e):
		return reached.Chosen
	case slices.Contains(names.Varying, e.Own):
		return reached.Varies
	case e.Own != "":
		return reached.Unread
	}
	switch e.Kind {
	case pytree.NameExpression:
		bindings, why := f.reaching(in, e.Value)
		is := f.bindingsHang(m, bindings, steps+1)
		if is == reached.Fixed && why != unknown && len(bindings) > 1 {
			return reached.Varies
		}
		return is
	case pytree.LambdaExpression:
		return reached.Fixed
	case pytree.BindExpression:
		return f.hangs(in, m, e.Parts[1], steps+1)
	case pytree.AttributeExpression:
		found := f.find(in, m, e.Parts[0], steps+1)
		switch {
		case found.module != nil:
			return f.bindingsHang(found.module, found.module.unit.scope.Of(e.Value), steps+1)
		case found.foreign != "":
			return reached.HangOf(found.foreign)
		case len(found.classes) > 0:
			return f.attributeHangs(found.classes, e.Value, steps+1)
		}
		return f.anyHangs(in, m, e.Parts, steps)
	case pytree.CallExpression:
		return f.callHangs(in, m, e, steps)
	case pytree.ComprehensionExpression:
		return max(f.hangs(in, m, e.Parts[2], steps+1), reached.Fixed)
	}
	return f.anyHangs(in, m, e.Parts, steps)
}

// anyHangs is what several expressions hang on.
func (f *follower) anyHangs(in *scope, m *module, all []*pytree.Expression, steps int) reached.Hang {
	return reached.Most(all, func(e *pytree.Expression) reached.Hang { return f.hangs(in, m, e, steps+1) })
}

// bindingsHang tells what hangs on the values of a name.
func (f *follower) bindingsHang(m *module, bindings []binding, steps int) reached.Hang {
	if len(bindings) == 0 || len(bindings) > manyWays || steps > 2*maxSteps {
		return reached.Unread
	}
	return reached.Most(f.few(bindings), func(b binding) reached.Hang { return f.bindingHangs(m, b, steps) })
}

func (f *follower) bindingHangs(m *module, b binding, steps int) reached.Hang {
	switch {
	case b.Unit != nil, b.Class != nil:
		return reached.Fixed
	case b.Value != nil || b.Element != nil || b.Packed != nil:
		return f.hangs(b.In, m, cmp.Or(b.Value, b.Element, b.Packed), steps)
	case b.Origin != nil:
		other := f.file(m, b.Origin.Module)
		switch {
		case other == nil:
			return reached.HangOf(b.Origin.Module)
		case b.Origin.Original != "":
			return f.bindingsHang(other, other.unit.scope.Of(b.Origin.Original), steps+1)
		}
	case b.Parameter:
		if given := f.handed(b); len(given) > 0 {
			return reached.Most(given, func(one leaf) reached.Hang { return f.hangs(one.in, one.m, one.Expression, steps+1) })
		}
	}
	return reached.Unread
}

// keptHangs is what an entry of st.session_state hangs on: where every run gives it its
// value, on that.
func (f *follower) keptHangs(e *pytree.Expression, steps int) reached.Hang {
	key, is := pyread.Asked(e)
	s := &f.session
	if !is || s.Open || s.Named[key] || len(s.Sets[key]) == 0 {
		return reached.Varies
	}
	most := reached.Fixed
	for _, set := range s.Sets[key] {
		m := f.modules[set.At.File]
		if s.First[set.At] == Perhaps {
			most = reached.Unread
			continue
		} else if s.First[set.At] != Surely || set.Value == nil || m == nil {
			return reached.Varies
		}
		in := m.unit.scope
		if u := f.units[pyread.Around(m.scan.Tree, set.At.Position)]; u != nil {
			in = u.scope
		}
		most = max(most, f.hangs(in, m, set.Value, steps+1))
	}
	return most
}

// attributeHangs is what an attribute of an object of the app hangs on.
func (f *follower) attributeHangs(classes []*class, name string, steps int) reached.Hang {
	is, met := reached.Fixed, false
	for _, c := range classes {
		if u := c.methods[name]; u != nil { // a property
			is, met = max(is, f.unitHangs(u, steps)), true
		}
		for _, u := range c.methods {
			pytree.Statements(u.body, func(s *pytree.Statement) {
				if s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && s.Targets[0].Kind == pytree.AttributeExpression && s.Targets[0].Value == name && s.Targets[0].Parts[0].Value == "self" {
					is, met = max(is, f.hangs(u.scope, u.module, s.Parts[0], steps+1)), true
				}
			})
		}
	}
	if !met {
		return reached.Unread
	}
	return is
}

// unitHangs is what the answer of a function of the app hangs on.
func (f *follower) unitHangs(u *unit, steps int) reached.Hang {
	sum, is := f.summarize(u), reached.Fixed
	if sum.open || len(sum.gives) == 0 {
		return reached.Unread
	} else if sum.answer == chance || sum.answer == person {
		is = reached.Varies
	}
	return max(is, reached.Most(sum.gives, func(given leaf) reached.Hang { return f.hangs(given.in, given.m, given.Expression, steps+1) }))
}

// callHangs is what the answer of a call hangs on.
func (f *follower) callHangs(in *scope, m *module, e *pytree.Expression, steps int) reached.Hang {
	called := e.Parts[0]
	if called.Own != "" {
		return f.anyHangs(in, m, e.Parts, steps)
	} else if called.Kind == pytree.AttributeExpression && called.Parts[0].Own != "" {
		return max(f.hangs(in, m, called.Parts[0], steps+1), f.anyHangs(in, m, e.Parts[1:], steps))
	}
	if body, where := f.answerOf(in, e); body != nil {
		return f.hangs(where, m, body, steps+1)
	}
	found, is := f.find(in, m, called, steps+1), reached.Fixed
	switch {
	case len(found.units) > 0:
		return reached.Most(found.units, func(u *unit) reached.Hang { return f.unitHangs(f.applied(in, m, e, u), steps+1) })
	case len(found.classes) > 0 || found.module != nil:
	case names.Pure(found.foreign): // it answers the same to the same
	case found.foreign != "" && found.foreign[0] != '.':
		is = reached.Varies
	case called.Kind == pytree.AttributeExpression:
		is = f.hangs(in, m, called.Parts[0], steps+1)
	case called.Kind == pytree.NameExpression && len(in.Lookup(called.Value)) > 0:
		is = f.hangs(in, m, called, steps+1)
	case called.Value == "open" || called.Value == "input":
		is = reached.Varies
	case called.Kind != pytree.NameExpression || called.Value == "eval" || called.Value == "exec":
		is = reached.Unread
	}
	if is < reached.Unread {
		is = max(is, f.anyHangs(in, m, e.Parts[1:], steps))
	}
	return is
}
