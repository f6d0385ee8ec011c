package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pysession"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"

	"github.com/authkit-cli/authkit/streamlit/names"
)

// truth reads a test. Within one question each part of it is looked at once.
func (w *walker) truth(e *pytree.Expression) truth {
	outer := w.question
	w.question = nil
	first := w.asking()
	is := w.settledOrLoose(w.scope, w.unit.module, e, 0)
	w.answered(first)
	w.question = outer
	return is
}

// question is what was found out for one test, while nothing of what names hold changes.
type question struct {
	is   map[read]truth
	hung map[read]reached.Hang
}

// asking begins a question, unless one is being answered: then it is not the first.
func (f *follower) asking() (first bool) {
	if f.question != nil {
		return false
	}
	if f.question, f.spare = f.spare, nil; f.question == nil {
		f.question = &question{is: map[read]truth{}, hung: map[read]reached.Hang{}}
	}
	return true
}

// answered ends the first question. Its maps are kept for the next one, where they are small.
func (f *follower) answered(first bool) {
	if !first {
		return
	}
	if q := f.question; len(q.is)+len(q.hung) < 64 {
		clear(q.is)
		clear(q.hung)
		f.spare = q
	}
	f.question = nil
}

// read is an expression where it is read.
type read struct {
	in *scope
	*pytree.Expression
}

func (f *follower) truth(in *scope, m *module, e *pytree.Expression, steps int) truth {
	defer f.answered(f.asking())
	key, question := read{in, e}, f.question
	is, known := question.is[key]
	if known || e == nil {
		return is
	}
	question.is[key] = unknown // where it leads back to itself
	if is = f.followed(in, m, e, steps); is == unknown && e.Kind != pytree.NotExpression && e.Kind != pytree.AndExpression && e.Kind != pytree.OrExpression {
		is = f.worth(in, m, e).Truth()
	}
	question.is[key] = is
	return is
}

// followed is what a test comes to by what of it is known by name: a widget, st.user, the
// session. What it is worth may be known all the same.
func (f *follower) followed(in *scope, m *module, e *pytree.Expression, steps int) truth {
	if e == nil || steps > maxSteps || f.tired() {
		return unknown
	}
	e = f.meant(in, e)
	next := func(e *pytree.Expression) truth { return f.truth(in, m, e, steps+1) }
	switch {
	case f.as == member && pyread.IsLoggedIn(e):
		return yes
	case f.as == newcomer && pyread.Theirs(e) && e.Kind == pytree.CallExpression && slices.Contains(names.Presses, cmp.Or(e.Parts[0].Own, e.Parts[0].Value)):
		return no
	case f.idle() && pyread.Theirs(e):
		return unknown
	case pyread.OfAddress(e):
		return person
	case pyread.Claimed(e):
		return f.ofVisitor(no)
	case pyread.SignsIn(e):
		return no
	}
	if one := in.Here(e); one != nil {
		return next(one)
	}
	if pyscan.IsUser(e.Own) || pyread.HasText(e) {
		return yes // st.user holds is_logged_in for everybody
	}
	if value := f.heldOf(e); value != nil {
		return truth(value.Truth())
	}
	switch e.Kind {
	case pytree.NotExpression:
		return next(e.Parts[0]).Not()
	case pytree.AndExpression, pytree.OrExpression:
		return pyread.Junction(e, next)
	case pytree.BindExpression:
		return next(e.Parts[1])
	case pytree.ChoiceExpression:
		switch next(e.Parts[0]) {
		case yes:
			return next(e.Parts[1])
		case no:
			return next(e.Parts[2])
		case usually:
			return next(e.Parts[1]).Softened()
		case rarely:
			return next(e.Parts[2]).Softened()
		}
		if one, two := next(e.Parts[1]), next(e.Parts[2]); one == two {
			return one
		}
		return unknown
	case pytree.CompareExpression:
		return f.comparison(in, m, e, steps)
	case pytree.NameExpression:
		if e.Value == "TYPE_CHECKING" {
			return no
		}
		if f.isRunning(in, m, e, steps) {
			return yes
		}
		if is := in.Truth(e.Value); is != unknown {
			return is
		}
		bindings, why := f.reaching(in, e.Value)
		return f.agreed(m, bindings, why, steps)
	case pytree.AttributeExpression, pytree.ItemExpression:
		if key, is := pyread.Kept(e); is {
			return f.session.FirstValue(f.as, m.file(), e, key)
		}
		if u := f.property(in, m, e, steps); u != nil {
			return f.summarize(u).answer
		} else if f.function(in, m, e, steps) != nil {
			return yes // it is not called
		}
		if other := f.moduleOf(in, m, e, steps); other != nil {
			given, why := f.ofModule(other, e.Value)
			return f.agreed(other, given, why, steps+1)
		}
		if t := f.standing(in, m, e, steps); t != unknown {
			return t
		}
		return f.ofClass(in, m, e, steps)
	case pytree.CallExpression:
		if f.isRunning(in, m, e, steps) {
			return yes
		}
		return f.called(in, m, e, steps)
	}
	return unknown
}

// agreed is what all values of a name come to.
func (f *follower) agreed(m *module, bindings []binding, why truth, steps int) truth {
	if len(bindings) == 0 || len(bindings) > maxSteps {
		return unknown
	}
	var all []truth
	for _, b := range bindings {
		t := unknown
		switch {
		case b.Class != nil, b.Unit != nil && len(b.Unit.node.Targets) == 0:
			t = yes
		case b.Value != nil:
			if t = f.truth(b.In, m, b.Value, steps+1); len(bindings) > 1 {
				t = f.settledOrLoose(b.In, m, b.Value, steps+1)
			}
		case b.Packed != nil:
			t = f.allTrue(f.part(m, b, steps+1), steps+1)
		case b.Parameter:
			t = f.atSomeCall(b, steps)
		case b.Origin != nil && b.Origin.Original != "" && steps < maxSteps:
			if other := f.file(m, b.Origin.Module); other != nil {
				given, why := f.ofModule(other, b.Origin.Original)
				t = f.agreed(other, given, why, steps+1)
			}
		}
		all = append(all, t)
	}
	return reached.OneOf(all, why)
}

// atSomeCall is what a parameter comes to that calls give different values: some of them go
// either way, as with a choice of the person.
func (f *follower) atSomeCall(b binding, steps int) truth {
	is := unknown
	for i, one := range f.handed(b) {
		t := f.truth(one.in, one.m, one.Expression, steps+1)
		if t != yes && t != no && t != person {
			return unknown
		} else if i > 0 && t != is {
			t = person
		}
		is = t
	}
	return is
}

// byValue compares each of the values that a name may have.
func (f *follower) byValue(in *scope, m *module, e, right *pytree.Expression, steps int) truth {
	bindings, why := f.reaching(in, e.Parts[0].Value)
	if len(bindings) == 0 || len(bindings) > maxSteps {
		return unknown
	}
	var all []truth
	for _, b := range bindings {
		if b.Value == nil || len(bindings) == 1 {
			return unknown
		}
		made := *e
		made.Parts = []*pytree.Expression{b.Value, right}
		all = append(all, f.settledOrLoose(b.In, m, &made, steps+1))
	}
	return reached.OneOf(all, why)
}

// settledOrLoose is what a test comes to, and chance where it turns out either way.
func (f *follower) settledOrLoose(in *scope, m *module, e *pytree.Expression, steps int) truth {
	is := f.truth(in, m, e, steps)
	if is == unknown && f.loose(in, m, e, steps) {
		return chance
	}
	return is
}

// comparison reads a == b, a is None, "auth" in st.secrets.
func (f *follower) comparison(in *scope, m *module, e *pytree.Expression, steps int) truth {
	left, right := e.Parts[0], f.handedOn(in, e.Parts[1])
	if all := f.stands(in, m, left, steps+1); pyscan.IsUser(right.Own) && len(all) == 1 && all[0].Kind == pytree.TextExpression {
		left = all[0].Expression
	}
	if left.Kind == pytree.TextExpression && (e.Value == "in" || e.Value == "not in") {
		switch {
		case right.Own == "session_state" && in.Now[pyscope.Entry(left.Value)] != nil:
			return reached.Of(e.Value == "in")
		case right.Own == "session_state" && f.as == newcomer && !f.session.Open && !f.session.Named[left.Value] && !slices.ContainsFunc(f.session.Sets[left.Value], func(set pysession.Set) bool { return !set.Behind(m.file(), e) }):
			return reached.Of(e.Value == "not in")
		case right.Own == "session_state":
			is := f.session.HoldsKey(f.as, m.file(), e, left.Value)
			if e.Value == "not in" {
				is = is.Not()
			}
			return is
		case pyscan.IsUser(right.Own) && left.Value == "is_logged_in":
			return reached.Of(e.Value == "in") // it is there with every [auth]
		case pyscan.IsUser(right.Own):
			return f.ofVisitor(reached.Of(e.Value == "not in"))
		}
	}
	if right.Kind == pytree.ConstantExpression && right.Value == "None" && left.Kind == pytree.NameExpression && in.Truth(left.Value) == yes && e.Value != "in" && e.Value != "not in" {
		return reached.Of(e.Value == "is not" || e.Value == "!=")
	}
	if answer := f.comparesHeld(in, m, e, right, steps); answer != unknown {
		return answer
	} else if answer := f.worth(in, m, e).Truth(); answer != unknown && pyread.IsBool(right) {
		return answer // what is true in a test is not True
	} else if answer := pyread.ComparesBool(e.Value, right, f.stands(in, m, left, steps+1), func(one leaf) *pytree.Expression { return one.Expression }); answer != unknown {
		return answer
	}
	if left.Kind == pytree.NameExpression && left.Own == "" && e.Value != "in" && e.Value != "not in" {
		if answer := f.byValue(in, m, e, right, steps); answer != unknown {
			return answer
		}
	}
	one, two := f.truth(in, m, left, steps+1), f.truth(in, m, right, steps+1)
	if one == person || two == person {
		return person
	} else if one == chance || two == chance {
		return chance
	}
	is := right.Kind == pytree.ConstantExpression && slices.Contains([]string{"True", "False", "None"}, right.Value)
	if !is || one == unknown && right.Value != "None" {
		return unknown
	}
	if right.Value == "None" {
		if two = f.isNone(in, m, left, steps); two == unknown || two == person {
			return two
		}
		one, two = two, yes
	} else if f.isNone(in, m, left, steps) == yes {
		one, two = no, yes // it is neither of both
	}
	if two == no {
		one = one.Not()
	}
	switch e.Value {
	case "==", "is":
		return one
	case "!=", "is not":
		return one.Not()
	}
	return unknown
}

// noChoice tells whether an expression is a choice between texts, none of which is this one.
func (f *follower) noChoice(in *scope, m *module, e *pytree.Expression, text string, steps int) bool {
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 || all[0].Kind != pytree.CallExpression || !pyread.Theirs(all[0].Expression) || slices.Contains(all[0].Names, "accept_new_options") {
		return false
	}
	call := all[0]
	at := slices.Index(call.Names, "options")
	if at < 0 && len(call.Parts) > 2 && call.Keyword(2) == "" {
		at = 2
	}
	if at < 0 || !slices.Contains([]string{"radio", "selectbox", "segmented_control", "pills", "select_slider"}, cmp.Or(call.Parts[0].Own, call.Parts[0].Value)) {
		return false
	}
	list, where := f.list(call.in, call.m, call.Parts[at], steps+1)
	return where != nil && !slices.ContainsFunc(list, func(e *pytree.Expression) bool {
		one, is := f.text(where, call.m, e, steps+1)
		return !is || one.Reveal() == text
	})
}

// ofVisitor is an answer that hangs on who is signed in.
func (f *follower) ofVisitor(anonymous truth) truth {
	switch f.as {
	case anybody:
		return person
	case member:
		return unknown // not everybody has every claim
	}
	return anonymous
}

// called reads a call in a test.
func (f *follower) called(in *scope, m *module, e *pytree.Expression, steps int) truth {
	called := e.Parts[0]
	argument := func(i int) *pytree.Expression {
		if i < len(e.Parts) {
			return e.Parts[i]
		}
		return &pytree.Expression{Kind: pytree.OtherExpression, Rare: &pytree.NoneRare}
	}
	switch {
	case pyread.Theirs(e) && slices.Contains(names.Presses, cmp.Or(called.Own, called.Value)) && f.off(in, m, e, steps):
		f.found.Off = cmp.Or(f.found.Off, Spot{File: m.path, Position: called.Place.Position()})
		return no
	case pyread.Theirs(e):
		return person
	case pyread.IsGet(e) || pyread.Calls(e, "setdefault"):
		if is, known := f.session.Got(f.as, m.file(), e, func(e *pytree.Expression) truth { return f.truth(in, m, e, steps+1) }); known {
			return is
		}
	case called.Kind == pytree.NameExpression && called.Value == "bool" && len(e.Parts) == 2:
		return f.truth(in, m, e.Parts[1], steps+1)
	case called.Kind == pytree.NameExpression && called.Value == "hasattr" && pyscan.IsUser(argument(1).Own):
		if argument(2).Value == "is_logged_in" {
			return yes
		}
		return f.ofVisitor(no)
	}
	if pyread.ReadsKey(e) || pyread.IsDictOf(e) {
		if t := f.standing(in, m, e, steps); t != unknown || pyread.ReadsKey(e) && e.Parts[1].Kind == pytree.TextExpression {
			return t
		}
	}
	if body, where := f.answerOf(in, e); body != nil {
		return f.truth(where, m, body, steps+1)
	}
	switch found := f.find(in, m, called, steps+1); {
	case len(found.units) == 1 && len(found.classes) == 0 && !pyread.Keeps(found.units[0].node):
		return f.summarize(f.applied(in, m, e, found.units[0])).answer
	case len(found.classes) == 1 && len(found.units) == 0:
		return reached.Known(f.plain(found.classes[0]))
	}
	return unknown
}

// asks tells whether a test looks at who is signed in.
func (w *walker) asks(e *pytree.Expression) bool {
	clear(w.asked)
	return w.follower.asks(w.scope, w.unit.module, e, 0)
}

func (f *follower) asks(in *scope, m *module, e *pytree.Expression, steps int) bool {
	found := false
	e.Every(func(e *pytree.Expression) {
		switch {
		case found || f.tired():
		case pyread.Claimed(e) || pyread.Reads(e):
			found = true
		case e.Kind == pytree.CompareExpression && pyscan.IsUser(e.Parts[1].Own):
			found = e.Parts[0].Value != "is_logged_in" // that is there for everybody
		case e.Kind == pytree.CallExpression && len(e.Parts) == 3 && e.Parts[0].Value == "hasattr" && pyscan.IsUser(e.Parts[1].Own):
			found = e.Parts[2].Value != "is_logged_in"
		case e.Kind == pytree.CallExpression && steps < maxSteps:
			if body, where := f.answerOf(in, e); body != nil {
				found = f.asks(where, m, body, steps+1)
			} else if t := f.find(in, m, e.Parts[0], steps+1); len(t.units) == 1 {
				found = f.summarize(f.applied(in, m, e, t.units[0])).asks
			}
		case e.Kind == pytree.AttributeExpression && e.Own == "" && steps < maxSteps:
			if u := f.property(in, m, e, steps); u != nil {
				found = f.summarize(u).asks
			}
		case e.Kind == pytree.NameExpression && steps < maxSteps:
			b, is := in.Only(e.Value)
			value := cmp.Or(b.Value, b.Packed)
			if before, seen := f.asked[value]; is && value != nil && (!seen || before > steps) {
				f.asked[value] = steps // several names may lead to it
				found = f.asks(b.In, m, value, steps+1)
			}
		}
	})
	return found
}

// filled tells whether a loop surely runs: over a list that is written out.
func (w *walker) filled(e *pytree.Expression) bool {
	list, _ := w.list(w.scope, w.unit.module, e, 0)
	return len(list) > 0 || e.Kind == pytree.CallExpression && e.Parts[0].Value == "range" && len(e.Parts) == 2 && e.Parts[1].Kind == pytree.ConstantExpression && e.Parts[1].Value != "0"
}

// list is what a list, a tuple or the keys of a dictionary hold that is written out.
func (f *follower) list(in *scope, m *module, e *pytree.Expression, steps int) (elements []*pytree.Expression, where *scope) {
	if steps > maxSteps || e == nil || f.tired() {
		return nil, nil
	}
	switch e.Kind {
	case pytree.ListExpression:
		return e.Parts, in
	case pytree.DictExpression:
		return pyread.Column(e, 0), in
	case pytree.NameExpression:
		if b, is := in.Only(e.Value); is && !f.hidden[in.Module()][e.Value] && b.Value != nil {
			return f.list(b.In, m, b.Value, steps+1)
		}
		if c := f.enum(in, m, e, steps); c != nil {
			return c.Listed(e), in
		}
		if b, is := in.Only(e.Value); is && b.Parameter {
			if given := f.handed(b); len(given) == 1 {
				return f.list(given[0].in, given[0].m, given[0].Expression, steps+1)
			}
		}
	case pytree.AttributeExpression:
		if given := f.attribute(in, m, e, steps+1); len(given) == 1 {
			return f.list(given[0].in, given[0].m, given[0].Expression, steps+1)
		}
		if c := f.enum(in, m, e, steps); c != nil {
			return c.Listed(e), in
		}
	case pytree.CallExpression:
		called := e.Parts[0]
		switch {
		case called.Kind == pytree.NameExpression && slices.Contains([]string{"list", "tuple", "sorted", "set"}, called.Value) && len(e.Parts) == 2:
			return f.list(in, m, e.Parts[1], steps+1)
		case called.Kind == pytree.AttributeExpression && slices.Contains([]string{"keys", "values", "items"}, called.Value) && len(e.Parts) == 1:
			dict, where := f.dict(in, m, called.Parts[0], steps+1)
			if dict == nil {
				return nil, nil
			}
			keys, values := pyread.Column(dict, 0), pyread.Column(dict, 1)
			switch called.Value {
			case "keys":
				return keys, where
			case "values":
				return values, where
			}
			for i := range keys {
				elements = append(elements, &pytree.Expression{Kind: pytree.ListExpression, Value: "(", Parts: []*pytree.Expression{keys[i], values[i]}, Rare: &pytree.NoneRare})
			}
			return elements, where
		}
	}
	if dict, where := f.dict(in, m, e, steps+1); dict != nil && dict != e {
		return pyread.Column(dict, 0), where
	}
	return f.worthList(in, m, e), in
}

// dict is a dictionary that is written out.
func (f *follower) dict(in *scope, m *module, e *pytree.Expression, steps int) (*pytree.Expression, *scope) {
	if steps > maxSteps || e == nil || f.tired() {
		return nil, nil
	}
	if e.Kind == pytree.DictExpression && !slices.Contains(pyread.Column(e, 0), nil) {
		return e, in
	}
	if e.Kind == pytree.AttributeExpression && e.Value == "__members__" {
		if c := f.enum(in, m, e.Parts[0], steps); c != nil {
			made := pytree.Expression{Kind: pytree.DictExpression, Value: "{", Rare: &pytree.NoneRare, Place: e.Place}
			for i, one := range c.Listed(e.Parts[0]) {
				made.Parts = append(made.Parts, &pytree.Expression{Kind: pytree.TextExpression, Value: c.Members()[i].Name, Rare: &pytree.NoneRare}, one)
			}
			return &made, in
		}
	}
	if e.Kind == pytree.NameExpression {
		if b, is := in.Only(e.Value); is && !f.hidden[in.Module()][e.Value] && b.Value != nil {
			return f.dict(b.In, m, b.Value, steps+1)
		}
	}
	all := f.stands(in, m, e, steps+1)
	switch {
	case len(all) != 1:
	case f.heldOf(all[0].Expression) != nil:
		return pyread.AsDict(f.heldOf(all[0].Expression)), in
	case all[0].Kind == pytree.DictExpression && all[0].Expression != e:
		return f.dict(all[0].in, all[0].m, all[0].Expression, steps+1)
	}
	return nil, nil
}
