package pyapp

import (
	"cmp"
	"slices"
	"sort"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// choice is one name that st.login may be called with.
type choice struct {
	name  string
	named bool
	known bool
	reach Reach
}

// logins reads the providers of all uses of st.login that were met.
func (f *follower) logins() {
	for _, raw := range f.raw {
		choices, wrong := f.providers(raw)
		for _, c := range choices {
			f.merge(Login{Spot: raw.at, Reach: min(raw.reach, c.reach), Called: raw.reach, Under: raw.under, Provider: c.name, Named: c.named, Known: c.known, Caught: raw.caught && c.reach > Perhaps, Wrong: wrong})
		}
	}
	f.unmet()
	logins := f.found.Logins
	sort.SliceStable(logins, func(i, j int) bool {
		a, b := &logins[i], &logins[j]
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Provider, b.Provider)) < 0
	})
}

// merge keeps the surest way to each use and provider.
func (f *follower) merge(l Login) {
	key := l
	key.Reach, key.Called, key.Under = 0, 0, Spot{}
	if at, known := f.merged[key]; known {
		one := &f.found.Logins[at]
		if l.Called > one.Called {
			one.Under = l.Under
		}
		one.Reach, one.Called = max(l.Reach, one.Reach), max(l.Called, one.Called)
		return
	}
	f.merged[key] = len(f.found.Logins)
	f.found.Logins = append(f.found.Logins, l)
}

// unmet adds the uses that nothing comes to.
func (f *follower) unmet() {
	met := map[Spot]bool{}
	for _, l := range f.found.Logins {
		met[l.Spot] = true
	}
	reach := Never
	if f.found.Dynamic {
		reach = Perhaps
	}
	for name, m := range f.modules {
		for _, call := range m.scan.LoginCalls {
			if at := (Spot{File: name, Position: pytoken.Position{Line: call.Line, Column: call.Column}}); m.scan.Tree != nil && !met[at] && !f.alias[at] {
				f.found.Logins = append(f.found.Logins, Login{Spot: at, Reach: reach, Provider: call.Provider, Named: call.Named, Known: call.Known})
			}
		}
	}
}

// providers reads the arguments of one use of st.login.
func (f *follower) providers(raw rawLogin) (found []choice, wrong string) {
	open := []choice{{reach: Surely}}
	none := []choice{{known: true, reach: Surely}}
	if raw.node == nil {
		return open, ""
	}
	if raw.callback {
		return f.callback(raw)
	}
	var given *pytree.Expression
	in := raw.unit.scope
	for i, argument := range raw.node.Parts {
		switch {
		case i <= raw.skip:
		case raw.node.Keyword(i) == "**":
			dict, where := f.keywords(raw.unit, argument)
			if dict == nil || slices.ContainsFunc(pyread.Column(dict, 0), func(key *pytree.Expression) bool {
				return key == nil || key.Kind != pytree.TextExpression || len(key.Parts) > 0
			}) {
				return open, ""
			} else if len(dict.Parts) > 2 || len(dict.Parts) == 2 && dict.Parts[0].Value != "provider" {
				return open, reached.WrongArguments
			} else if len(dict.Parts) == 2 {
				given, in = dict.Parts[1], where
			}
		case raw.node.Keyword(i) == "*":
			return open, ""
		case raw.node.Keyword(i) == "" && given == nil || raw.node.Keyword(i) == "provider" && given == nil:
			given = argument
		default:
			return open, reached.WrongArguments
		}
	}
	if given == nil {
		return none, ""
	}
	return f.values(in, raw.unit, given, 0), ""
}

// keywords is a dictionary that a call is given with **, where it is written out and nothing changes it.
func (f *follower) keywords(u *unit, e *pytree.Expression) (dict *pytree.Expression, where *scope) {
	if e.Kind == pytree.DictExpression {
		return f.dict(u.scope, u.module, e, 0)
	}
	b, is := u.scope.Only(e.Value)
	if e.Kind != pytree.NameExpression || !is || b.Value == nil || b.Value.Kind != pytree.DictExpression || !pyread.OnlyRead(u.module.scan.Tree, e.Value) {
		return nil, nil
	}
	return f.dict(b.In, u.module, b.Value, 0)
}

// callback reads args= and kwargs= beside on_click=st.login.
func (f *follower) callback(raw rawLogin) (found []choice, wrong string) {
	open := []choice{{reach: Surely}}
	args, kwargs, known := pyread.CallbackArguments(raw.node)
	in, u := raw.unit.scope, raw.unit
	switch {
	case !known:
		return open, ""
	case args == nil && kwargs == nil:
		return []choice{{known: true, reach: Surely}}, ""
	case args != nil && kwargs != nil:
		return open, ""
	case args != nil && args.Kind == pytree.TextExpression && len([]rune(args.Value)) > 1:
		return open, reached.WrongArgs
	case args != nil:
		list, where := f.list(in, u.module, args, 0)
		switch {
		case where == nil || args.Kind == pytree.DictExpression || slices.ContainsFunc(list, func(e *pytree.Expression) bool { return e == nil || e.Kind == pytree.StarExpression }):
			return open, ""
		case len(list) == 0:
			return []choice{{known: true, reach: Surely}}, ""
		case len(list) > 1:
			return open, reached.WrongArguments
		}
		return f.values(where, u, list[0], 0), ""
	}
	switch provider, wrong, known := pyread.ProviderIn(kwargs); {
	case wrong:
		return open, reached.WrongArguments
	case !known:
		return open, ""
	case provider == nil:
		return []choice{{known: true, reach: Surely}}, ""
	default:
		return f.values(in, u, provider, 0), ""
	}
}

// values are the texts that an expression may stand for.
func (f *follower) values(in *scope, u *unit, e *pytree.Expression, steps int) []choice {
	open := []choice{{reach: Surely}}
	if steps > maxSteps || e == nil || f.tired() {
		return open
	}
	switch e.Kind {
	case pytree.TextExpression:
		return []choice{{name: e.Value, named: true, known: true, reach: Surely}}
	case pytree.ConstantExpression:
		if e.Value == "None" {
			return []choice{{known: true, reach: Surely}}
		}
	case pytree.ChoiceExpression:
		test := f.truth(in, u.module, e.Parts[0], steps)
		return append(within(f.values(in, u, e.Parts[1], steps+1), test.Reach(Surely)), within(f.values(in, u, e.Parts[2], steps+1), test.Not().Reach(Surely))...)
	case pytree.CallExpression: // a person's choice between those that are offered
		if at := slices.Index(e.Names, "options"); pyread.Theirs(e) && !pyread.OfAddress(e) && (at > 0 || len(e.Parts) > 2 && e.Keyword(2) == "") {
			list, where := f.list(in, u.module, e.Parts[max(at, 2)], 0)
			return f.each(where, u, list, steps)
		}
	case pytree.ItemExpression:
		if f.oneHeld(in, u.module, e, steps) != nil {
			return f.named(in, u.module, e, steps)
		}
		if dict, where := f.dict(in, u.module, e.Parts[0], 0); dict != nil {
			return f.each(where, u, pyread.Column(dict, 1), steps)
		}
	case pytree.AttributeExpression:
		value := f.find(in, u.module, e.Parts[0], steps)
		if e.Own == "" && value.module != nil {
			return f.constant(value.module, e.Value, steps)
		}
		if given := f.attribute(in, u.module, e, steps); len(given) > 0 {
			return f.any(given, steps)
		}
		if list, where := f.elements(in, u.module, e.Parts[0]); len(list) > 0 {
			for i, one := range list {
				list[i] = pyread.With(e, 0, one)
			}
			return f.each(where, u, list, steps)
		}
	case pytree.NameExpression:
		bindings, _ := f.reaching(in, e.Value)
		if len(bindings) > maxSteps || len(bindings) == 0 {
			return open
		}
		var all []choice
		for _, b := range bindings {
			all = append(all, f.assigned(b, u, e.Value, steps)...)
		}
		if len(bindings) > 1 { // which one is the last is not followed
			all = within(all, Perhaps)
		}
		return all
	}
	return f.named(in, u.module, e, steps)
}

// assigned are the texts that one binding gives a name.
func (f *follower) assigned(b binding, u *unit, name string, steps int) []choice {
	switch {
	case b.Value != nil:
		return f.values(b.In, u, b.Value, steps+1)
	case b.Origin != nil && b.Origin.Original != "":
		if m := f.file(u.module, b.Origin.Module); m != nil {
			return f.constant(m, b.Origin.Original, steps)
		}
	case b.Element != nil:
		list, where := f.elementsOf(u.module, b)
		return f.each(where, u, list, steps)
	case b.Parameter:
		if b.In.Owner != nil {
			return f.argument(b.In.Owner, name, steps)
		}
	}
	return []choice{{reach: Surely}}
}

// elements are what the name of a loop stands for, one after the other.
func (f *follower) elements(in *scope, m *module, e *pytree.Expression) (all []*pytree.Expression, where *scope) {
	if b, is := in.Only(e.Value); is && e.Kind == pytree.NameExpression && e.Own == "" && b.Element != nil {
		all, where = f.elementsOf(m, b)
	}
	if slices.Contains(all, nil) {
		return nil, nil
	}
	return all, where
}

func (f *follower) elementsOf(m *module, b binding) (all []*pytree.Expression, where *scope) {
	list, where := f.list(b.In, m, b.Element, 0)
	return pyread.Nth(list, int(b.Number)), where
}

// any are the texts of several values, one of which it is.
func (f *follower) any(given []leafOf, steps int) (all []choice) {
	for _, one := range given {
		all = append(all, f.values(one.in, one.unit, one.Expression, steps+1)...)
	}
	if len(given) > 1 {
		return within(all, Perhaps)
	}
	return all
}

// manyChoices is up to how many names one call is followed to.
const manyChoices = 50

// each are the texts of several expressions, any of which it may be.
func (f *follower) each(in *scope, u *unit, list []*pytree.Expression, steps int) []choice {
	var all []choice
	for _, element := range list {
		if all = append(all, f.values(in, u, element, steps+1)...); len(all) > manyChoices {
			break
		}
	}
	if len(all) == 0 || len(all) > manyChoices {
		return []choice{{reach: Surely}}
	}
	return all
}

// within bounds how surely choices are come to.
func within(choices []choice, reach Reach) []choice {
	for i := range choices {
		choices[i].reach = min(choices[i].reach, reach)
	}
	return choices
}

// constant is what another module of the app gives a name.
func (f *follower) constant(m *module, name string, steps int) []choice {
	if found := m.unit.scope.Of(name); len(found) == 1 && found[0].Value != nil {
		return f.values(m.unit.scope, m.unit, found[0].Value, steps+1)
	}
	return []choice{{reach: Surely}}
}

// argument is what a function of the app is called with.
func (f *follower) argument(u *unit, name string, steps int) []choice {
	var all []choice
	for _, one := range f.handedTo(u, name) {
		choices := []choice{{reach: Surely}}
		if one.Expression != nil {
			choices = f.values(one.in, one.from, one.Expression, steps+2)
		}
		all = append(all, within(choices, one.reach)...)
	}
	if len(all) == 0 {
		return []choice{{reach: Surely}}
	}
	return all
}

// argument is the one that a parameter gets; clear: it gets none.
func (c callSite) argument(number int, name string) (given *pytree.Expression, clear bool) {
	return pyread.Argument(c.node, c.skip, number, name)
}
