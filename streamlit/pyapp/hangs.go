package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// hang is what the value of an expression hangs on.
type hang uint8

const (
	fixed  hang = iota // what the code or st.secrets says
	varies             // what no file fixes: a person's choice, the time, data, the environment, what other packages answer
	unread             // what could not be read, or who is signed in
)

// loose tells whether a test that cannot be told turns out either way for some visitor.
func (f *follower) loose(in *scope, m *module, e *pytree.Expression, steps int) bool {
	if e.Kind == pytree.AndExpression || e.Kind == pytree.OrExpression || e.Kind == pytree.NotExpression {
		return !slices.ContainsFunc(e.Parts, func(part *pytree.Expression) bool {
			return f.truth(in, m, part, steps+1) == unknown && !f.loose(in, m, part, steps+1)
		})
	}
	return f.hangs(in, m, e, steps) == varies
}

// hangs tells what a value hangs on. Within one question it looks at each expression once.
func (f *follower) hangs(in *scope, m *module, e *pytree.Expression, steps int) hang {
	if e == nil {
		return fixed
	}
	defer f.asking()()
	key, question := read{in, e}, f.question
	is, known := question.hung[key]
	if !known {
		question.hung[key] = unread // where it leads back to itself
		is = f.looksAt(in, m, e, steps)
		question.hung[key] = is
	}
	return is
}

func (f *follower) looksAt(in *scope, m *module, e *pytree.Expression, steps int) hang {
	switch e = f.meant(in, e); {
	case steps > 2*maxSteps || f.tired() || pyscan.IsUser(e.Own) || pyread.Claimed(e):
		return unread
	case e.Own == "secrets" || e.Held != nil || f.session.IsAbsent(e):
		return fixed
	case in.Here(e) != nil:
		return f.hangs(in, m, in.Here(e), steps+1)
	case f.keptHangs(e, steps) != varies:
		return f.keptHangs(e, steps)
	case slices.Contains(names.Varying, e.Own) || pyread.Theirs(e):
		return varies
	case e.Own != "":
		return unread
	}
	all := func() (most hang) {
		for _, part := range e.Parts {
			most = max(most, f.hangs(in, m, part, steps+1))
		}
		return most
	}
	switch e.Kind {
	case pytree.NameExpression:
		bindings, why := f.reaching(in, e.Value)
		is := f.bindingsHang(m, bindings, steps+1)
		if is == fixed && why != unknown && len(bindings) > 1 {
			return varies
		}
		return is
	case pytree.LambdaExpression:
		return fixed
	case pytree.BindExpression:
		return f.hangs(in, m, e.Parts[1], steps+1)
	case pytree.AttributeExpression:
		found := f.find(in, m, e.Parts[0], steps+1)
		switch {
		case found.module != nil:
			return f.bindingsHang(found.module, found.module.unit.scope.Of(e.Value), steps+1)
		case found.foreign != "":
			return foreignHangs(found.foreign)
		case len(found.classes) > 0:
			return f.attributeHangs(found.classes, e.Value, steps+1)
		}
		return all()
	case pytree.CallExpression:
		return f.callHangs(in, m, e, steps)
	case pytree.ComprehensionExpression:
		return max(f.hangs(in, m, e.Parts[2], steps+1), fixed)
	}
	return all()
}

// bindingsHang tells what hangs on the values of a name.
func (f *follower) bindingsHang(m *module, bindings []binding, steps int) hang {
	if len(bindings) == 0 || len(bindings) > manyWays || steps > 2*maxSteps {
		return unread
	}
	most := fixed
	for _, b := range f.few(bindings) {
		is := unread
		switch {
		case b.Unit != nil, b.Class != nil:
			is = fixed
		case b.Value != nil || b.Element != nil || b.Packed != nil:
			is = f.hangs(b.In, m, cmp.Or(b.Value, b.Element, b.Packed), steps)
		case b.Origin != nil:
			other := f.file(m, b.Origin.Module)
			switch {
			case other == nil:
				is = foreignHangs(b.Origin.Module)
			case b.Origin.Original != "":
				is = f.bindingsHang(other, other.unit.scope.Of(b.Origin.Original), steps+1)
			}
		case b.Parameter:
			if given := f.handed(b); len(given) > 0 {
				is = fixed
				for _, one := range given {
					is = max(is, f.hangs(one.in, one.m, one.Expression, steps+1))
				}
			}
		}
		most = max(most, is)
	}
	return most
}

// foreignHangs is what a value of a module hangs on that is not of the app.
func foreignHangs(module string) hang {
	if names.Known(module) {
		return varies
	}
	return unread // it may be a module of the app that is not there
}

// keptHangs is what an entry of st.session_state hangs on: where every run gives it its
// value, on that.
func (f *follower) keptHangs(e *pytree.Expression, steps int) hang {
	key, is := pyread.Asked(e)
	s := &f.session
	if !is || s.Open || s.Named[key] || len(s.Sets[key]) == 0 {
		return varies
	}
	most := fixed
	for _, set := range s.Sets[key] {
		m := f.modules[set.At.File]
		if s.First[set.At] == Perhaps {
			most = unread
			continue
		} else if s.First[set.At] != Surely || set.Value == nil || m == nil {
			return varies
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
func (f *follower) attributeHangs(classes []*class, name string, steps int) hang {
	most, met := fixed, false
	for _, c := range classes {
		if u := c.methods[name]; u != nil { // a property
			most, met = max(most, f.unitHangs(u, steps)), true
		}
		for _, u := range c.methods {
			pytree.Statements(u.body, func(s *pytree.Statement) {
				if s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && s.Targets[0].Kind == pytree.AttributeExpression && s.Targets[0].Value == name && s.Targets[0].Parts[0].Value == "self" {
					most, met = max(most, f.hangs(u.scope, u.module, s.Parts[0], steps+1)), true
				}
			})
		}
	}
	if !met {
		return unread
	}
	return most
}

// unitHangs is what the answer of a function of the app hangs on.
func (f *follower) unitHangs(u *unit, steps int) hang {
	sum := f.summarize(u)
	most := fixed
	if sum.answer == chance || sum.answer == person {
		most = varies
	}
	for _, given := range sum.gives {
		most = max(most, f.hangs(given.in, given.m, given.Expression, steps+1))
	}
	if sum.open || len(sum.gives) == 0 {
		return unread
	}
	return most
}

// callHangs is what the answer of a call hangs on.
func (f *follower) callHangs(in *scope, m *module, e *pytree.Expression, steps int) hang {
	most, called := fixed, e.Parts[0]
	for _, argument := range e.Parts[1:] {
		most = max(most, f.hangs(in, m, argument, steps+1))
	}
	if called.Own != "" {
		return max(most, f.hangs(in, m, called, steps+1))
	} else if called.Kind == pytree.AttributeExpression && called.Parts[0].Own != "" {
		return max(most, f.hangs(in, m, called.Parts[0], steps+1))
	}
	if body, where := f.answerOf(in, e); body != nil {
		return f.hangs(where, m, body, steps+1)
	}
	found := f.find(in, m, called, steps+1)
	switch {
	case len(found.units) > 0:
		most = fixed
		for _, u := range found.units {
			most = max(most, f.unitHangs(f.applied(in, m, e, u), steps+1))
		}
	case len(found.classes) > 0 || found.module != nil:
	case names.Pure(found.foreign): // it answers the same to the same
	case found.foreign != "" && found.foreign[0] != '.':
		most = max(most, varies)
	case called.Kind == pytree.AttributeExpression:
		most = max(most, f.hangs(in, m, called.Parts[0], steps+1))
	case called.Kind == pytree.NameExpression && len(in.Lookup(called.Value)) > 0:
		most = max(most, f.hangs(in, m, called, steps+1))
	case called.Value == "open" || called.Value == "input":
		most = max(most, varies)
	case called.Kind != pytree.NameExpression || called.Value == "eval" || called.Value == "exec":
		most = unread
	}
	return most
}
