package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/reached"

	"github.com/authkit-cli/authkit/streamlit/names"
)

// theirs are the things of streamlit whose value a person gives.
func theirs(e *expression) bool {
	return ofAddress(e) || e.kind == callExpression && e.parts[0].kind <= attributeExpression && slices.Contains(names.Widgets, cmp.Or(e.parts[0].own, e.parts[0].value))
}

// ofAddress tells whether an expression is what the browser's address asks for.
func ofAddress(e *expression) bool {
	if e.own == "query_params" || e.own == "experimental_get_query_params" {
		return true
	}
	return (e.kind == attributeExpression || e.kind == itemExpression || e.kind == callExpression) && e.own == "" && ofAddress(e.parts[0])
}

// truth reads a test.
func (w *walker) truth(e *expression) truth {
	return w.settledOrLoose(w.scope, w.unit.module, e, 0)
}

func (f *follower) truth(in *scope, m *module, e *expression, steps int) truth {
	if e == nil || steps > maxSteps || f.tired() {
		return unknown
	}
	e = f.meant(in, e)
	next := func(e *expression) truth { return f.truth(in, m, e, steps+1) }
	switch {
	case f.as == member && isLoggedIn(e):
		return yes
	case f.as == newcomer && theirs(e) && e.kind == callExpression && slices.Contains(names.Presses, cmp.Or(e.parts[0].own, e.parts[0].value)):
		return no
	case f.idle() && theirs(e):
		return unknown
	case ofAddress(e):
		return person
	case claimed(e):
		return f.ofVisitor(no)
	}
	if one := in.here(e); one != nil {
		return next(one)
	}
	if isUser(e.own) {
		return yes // it holds is_logged_in for everybody
	}
	if value := f.heldOf(e); value != nil {
		return truth(value.Truth())
	}
	if t, is := f.ofEnvironment(in, m, e, steps); is {
		return t
	}
	switch e.kind {
	case constantExpression:
		if e.value == "False" || e.value == "None" || e.value == "0" {
			return no
		}
		return yes
	case textExpression:
		if e.value == "" {
			return no
		}
		return yes
	case notExpression:
		return next(e.parts[0]).Not()
	case andExpression, orExpression:
		return junction(e, next)
	case bindExpression:
		return next(e.parts[1])
	case choiceExpression:
		switch next(e.parts[0]) {
		case yes:
			return next(e.parts[1])
		case no:
			return next(e.parts[2])
		case usually:
			return next(e.parts[1]).Softened()
		case rarely:
			return next(e.parts[2]).Softened()
		}
		if one, two := next(e.parts[1]), next(e.parts[2]); one == two {
			return one
		}
		return unknown
	case compareExpression:
		return f.comparison(in, m, e, steps)
	case nameExpression:
		if e.value == "TYPE_CHECKING" {
			return no
		}
		bindings, why := f.reaching(in, e.value)
		return f.agreed(m, bindings, why, steps)
	case dictExpression, listExpression:
		if len(e.parts) == 0 {
			return no
		}
		return reached.Known(!slices.Contains(e.parts, nil) && !slices.ContainsFunc(e.parts, func(e *expression) bool { return e.kind == starExpression }))
	case attributeExpression, itemExpression:
		if key, is := kept(e); is {
			return f.firstValue(m, e, key)
		}
		if u := f.property(in, m, e, steps); u != nil {
			return f.summarize(u).answer
		}
		if t := f.standing(in, m, e, steps); t != unknown {
			return t
		}
		return f.ofClass(in, m, e, steps)
	case callExpression:
		return f.called(in, m, e, steps)
	case comprehensionExpression:
		if rows, is := f.rows(in, m, e, steps); is {
			return reached.Of(len(rows) > 0)
		}
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
		case b.value != nil:
			if t = f.truth(b.in, m, b.value, steps+1); len(bindings) > 1 {
				t = f.settledOrLoose(b.in, m, b.value, steps+1)
			}
		case b.packed != nil:
			t = f.allTrue(f.part(m, b, steps+1), steps+1)
		}
		all = append(all, t)
	}
	return reached.OneOf(all, why)
}

// byValue compares each of the values that a name may have.
func (f *follower) byValue(in *scope, m *module, e, right *expression, steps int) truth {
	bindings, why := f.reaching(in, e.parts[0].value)
	if len(bindings) == 0 || len(bindings) > maxSteps {
		return unknown
	}
	var all []truth
	for _, b := range bindings {
		if b.value == nil || len(bindings) == 1 && b.value.unset(0) == nil {
			return unknown
		}
		made := *e
		made.parts = []*expression{b.value, right}
		all = append(all, f.settledOrLoose(b.in, m, &made, steps+1))
	}
	return reached.OneOf(all, why)
}

// settledOrLoose is what a test comes to, and chance where it turns out either way.
func (f *follower) settledOrLoose(in *scope, m *module, e *expression, steps int) truth {
	is := f.truth(in, m, e, steps)
	if is == unknown && f.loose(in, m, e, steps) {
		return chance
	}
	return is
}

// junction reads and and or.
func junction(e *expression, next func(*expression) truth) truth {
	result, join, last := yes, reached.Both, no
	if e.kind == orExpression {
		result, join, last = no, reached.Either, yes
	}
	for _, part := range e.parts {
		if result = join(result, next(part)); result == last {
			break
		}
	}
	return result
}

// comparison reads a == b, a is None, "auth" in st.secrets.
func (f *follower) comparison(in *scope, m *module, e *expression, steps int) truth {
	if len(e.parts) != 2 || e.value == "" {
		return unknown
	}
	left, right := e.parts[0], f.handedOn(in, e.parts[1])
	if all := f.stands(in, m, left, steps+1); isUser(right.own) && len(all) == 1 && all[0].kind == textExpression {
		left = all[0].expression
	}
	if right.kind == nameExpression && right.value == "__name__" && e.value != "in" {
		left, right = right, left
	}
	if left.kind == nameExpression && left.value == "__name__" && right.value == "__main__" && (e.value == "==" || e.value == "!=") {
		return reached.Of(m.main == (e.value == "=="))
	}
	if left.kind == textExpression && (e.value == "in" || e.value == "not in") {
		switch {
		case right.own == "session_state" && in.now[entry(left.value)] != nil:
			return reached.Of(e.value == "in")
		case right.own == "session_state" && f.as == newcomer && !f.session.open && !f.session.named[left.value] && !slices.ContainsFunc(f.session.sets[left.value], func(set set) bool { return !set.behind(m, e) }):
			return reached.Of(e.value == "not in")
		case right.own == "session_state":
			is := f.holdsKey(m, e, left.value)
			if e.value == "not in" {
				is = is.Not()
			}
			return is
		case isUser(right.own) && left.value == "is_logged_in":
			return reached.Of(e.value == "in") // it is there with every [auth]
		case isUser(right.own):
			return f.ofVisitor(reached.Of(e.value == "not in"))
		}
	}
	if answer := f.comparesHeld(in, m, e, right, steps); answer != unknown {
		return answer
	}
	if answer := f.comparesNumbers(in, m, e, steps); answer != unknown {
		return answer
	}
	if left.kind == nameExpression && left.own == "" && e.value != "in" && e.value != "not in" {
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
	is := right.kind == constantExpression && slices.Contains([]string{"True", "False", "None"}, right.value)
	if !is || one == unknown && right.value != "None" {
		return unknown
	}
	if right.value == "None" {
		if two = f.isNone(in, m, left, steps); two == unknown || two == person {
			return two
		}
		one, two = two, yes
	}
	if two == no {
		one = one.Not()
	}
	switch e.value {
	case "==", "is":
		return one
	case "!=", "is not":
		return one.Not()
	}
	return unknown
}

// comparesNumbers compares two numbers that are written out.
func (f *follower) comparesNumbers(in *scope, m *module, e *expression, steps int) truth {
	one, two := f.stands(in, m, e.parts[0], steps+1), f.stands(in, m, e.parts[1], steps+1)
	if len(one) != 1 || len(two) != 1 || one[0].kind != constantExpression || one[0].value == number || two[0].value == number {
		return unknown
	}
	return with(with(e, 0, one[0].expression), 1, two[0].expression).compared(map[string]string{"": one[0].value})
}

// noChoice tells whether an expression is a choice between texts, none of which is this one.
func (f *follower) noChoice(in *scope, m *module, e *expression, text string, steps int) bool {
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 || all[0].kind != callExpression || !theirs(all[0].expression) || slices.Contains(all[0].names, "accept_new_options") {
		return false
	}
	call := all[0]
	at := slices.Index(call.names, "options")
	if at < 0 && len(call.parts) > 2 && call.keyword(2) == "" {
		at = 2
	}
	if at < 0 || !slices.Contains([]string{"radio", "selectbox", "segmented_control", "pills", "select_slider"}, cmp.Or(call.parts[0].own, call.parts[0].value)) {
		return false
	}
	list, where := f.list(call.in, call.m, call.parts[at], steps+1)
	return where != nil && !slices.ContainsFunc(list, func(e *expression) bool {
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
func (f *follower) called(in *scope, m *module, e *expression, steps int) truth {
	called := e.parts[0]
	argument := func(i int) *expression {
		if i < len(e.parts) {
			return e.parts[i]
		}
		return &expression{kind: otherExpression, rare: &noneRare}
	}
	switch {
	case theirs(e):
		return person
	case isGet(e) && f.later(m, e, e.parts[1].value):
		return person
	case isGet(e) && len(e.parts) == 2:
		return f.firstValue(m, e, e.parts[1].value)
	case isGet(e) && len(e.parts) == 3 && f.unset(e.parts[1].value):
		if f.firstValue(m, e, e.parts[1].value) == person {
			return person
		}
		return f.truth(in, m, e.parts[2], steps+1)
	case called.kind == nameExpression && called.value == "bool" && len(e.parts) == 2:
		return f.truth(in, m, e.parts[1], steps+1)
	case called.kind == nameExpression && called.value == "hasattr" && isUser(argument(1).own):
		if argument(2).value == "is_logged_in" {
			return yes
		}
		return f.ofVisitor(no)
	case called.kind == nameExpression && called.value == "hasattr" && argument(2).kind == textExpression && slices.Contains([]string{"login", "logout", "user"}, argument(2).value):
		return yes // releases without it are told of elsewhere
	case called.kind == nameExpression && len(e.parts) == 3 && (called.value == "hasattr" || called.value == "isinstance"):
		return f.isHeld(in, m, e, steps)
	case called.kind == nameExpression && len(e.parts) == 2 && (called.value == "any" || called.value == "all"):
		return f.quantified(in, m, e, steps)
	case called.kind == attributeExpression && called.parts[0].own == "secrets" && called.value == "has_key" && argument(1).kind == textExpression:
		return truth(f.held.Has(argument(1).value))
	}
	if readsKey(e) {
		if t := f.standing(in, m, e, steps); t != unknown || e.parts[1].kind == textExpression {
			return t
		}
	}
	if body, where := f.answerOf(in, e); body != nil {
		return f.truth(where, m, body, steps+1)
	}
	switch found := f.find(in, m, called, steps+1); {
	case len(found.units) == 1 && len(found.classes) == 0:
		return f.summarize(f.applied(e, found.units[0])).answer
	case len(found.classes) == 1 && len(found.units) == 0:
		return reached.Known(found.classes[0].plain())
	}
	if text, is := f.text(in, m, e, steps+1); is {
		return reached.Of(!text.IsEmpty())
	}
	return unknown
}

// claimed tells whether an expression is one of st.user's values that somebody
// who is not signed in has not: is_logged_in, a claim.
func claimed(e *expression) bool {
	switch e.kind {
	case attributeExpression:
		return e.own == "" && (e.value == "is_logged_in" || isUser(e.parts[0].own) && !slices.Contains(names.NotClaims, e.value))
	case itemExpression:
		return isUser(e.parts[0].own) && e.parts[1].kind == textExpression
	case callExpression:
		called := e.parts[0]
		switch {
		case called.kind == nameExpression && called.value == "getattr" && len(e.parts) > 2:
			return e.parts[2].kind == textExpression && (e.parts[2].value == "is_logged_in" || reads(e) && (len(e.parts) == 3 || empty(e.parts[3])))
		case called.kind == attributeExpression && called.value == "get" && isUser(called.parts[0].own):
			return len(e.parts) == 2 || len(e.parts) == 3 && e.parts[2].kind == constantExpression && e.parts[2].value != "True"
		}
	}
	return false
}

// reads tells whether a call is getattr(st.user, "claim"), whatever it gives where there is none.
func reads(e *expression) bool {
	return e.kind == callExpression && e.parts[0].kind == nameExpression && e.parts[0].value == "getattr" && len(e.parts) > 2 && isUser(e.parts[1].own)
}

// isLoggedIn tells whether an expression is st.user.is_logged_in, in one of the
// ways to read it.
func isLoggedIn(e *expression) bool {
	const key = "is_logged_in"
	switch e.kind {
	case attributeExpression:
		return e.value == key
	case itemExpression:
		return claimed(e) && e.parts[1].value == key
	case callExpression:
		at := 1
		if e.parts[0].kind == nameExpression {
			at = 2 // getattr(st.user, key)
		}
		return claimed(e) && e.parts[at].value == key
	}
	return false
}

// asks tells whether a test looks at who is signed in.
func (w *walker) asks(e *expression) bool { return w.follower.asks(w.scope, w.unit.module, e, 0) }

func (f *follower) asks(in *scope, m *module, e *expression, steps int) bool {
	found := false
	e.every(func(e *expression) {
		switch {
		case found || f.tired():
		case claimed(e) || reads(e):
			found = true
		case e.kind == compareExpression && len(e.parts) == 2 && isUser(e.parts[1].own):
			found = e.parts[0].value != "is_logged_in" // that is there for everybody
		case e.kind == callExpression && len(e.parts) == 3 && e.parts[0].value == "hasattr" && isUser(e.parts[1].own):
			found = e.parts[2].value != "is_logged_in"
		case e.kind == callExpression && steps < maxSteps:
			if body, where := f.answerOf(in, e); body != nil {
				found = f.asks(where, m, body, steps+1)
			} else if t := f.find(in, m, e.parts[0], steps+1); len(t.units) == 1 {
				found = f.summarize(f.applied(e, t.units[0])).asks
			}
		case e.kind == attributeExpression && e.own == "" && steps < maxSteps:
			if u := f.property(in, m, e, steps); u != nil {
				found = f.summarize(u).asks
			}
		case e.kind == nameExpression && steps < maxSteps:
			if b, is := in.only(e.value); is && cmp.Or(b.value, b.packed) != nil {
				found = f.asks(b.in, m, cmp.Or(b.value, b.packed), steps+1)
			}
		}
	})
	return found
}

// filled tells whether a loop surely runs: over a list that is written out.
func (w *walker) filled(e *expression) bool {
	list, _ := w.list(w.scope, w.unit.module, e, 0)
	return len(list) > 0 || e.kind == callExpression && e.parts[0].value == "range" && len(e.parts) == 2 && e.parts[1].kind == constantExpression && e.parts[1].value != "0"
}

// list is what a list, a tuple or the keys of a dictionary hold that is written out.
func (f *follower) list(in *scope, m *module, e *expression, steps int) (elements []*expression, where *scope) {
	if steps > maxSteps || e == nil || f.tired() {
		return nil, nil
	}
	switch e.kind {
	case listExpression:
		return e.parts, in
	case dictExpression:
		return column(e, 0), in
	case comprehensionExpression:
		return f.picked(in, m, e, steps)
	case nameExpression:
		if b, is := in.only(e.value); is && b.value != nil {
			return f.list(b.in, m, b.value, steps+1)
		}
		if c := f.enum(in, m, e, steps); c != nil {
			return c.listed(e), in
		}
	case callExpression:
		called := e.parts[0]
		switch {
		case called.kind == nameExpression && slices.Contains([]string{"list", "tuple", "sorted", "set"}, called.value) && len(e.parts) == 2:
			return f.list(in, m, e.parts[1], steps+1)
		case called.kind == attributeExpression && slices.Contains([]string{"keys", "values", "items"}, called.value) && len(e.parts) == 1:
			dict, where := f.dict(in, m, called.parts[0], steps+1)
			if dict == nil {
				return nil, nil
			}
			keys, values := column(dict, 0), column(dict, 1)
			switch called.value {
			case "keys":
				return keys, where
			case "values":
				return values, where
			}
			for i := range keys {
				elements = append(elements, &expression{kind: listExpression, value: "(", parts: []*expression{keys[i], values[i]}, rare: &noneRare})
			}
			return elements, where
		}
	}
	if dict, where := f.dict(in, m, e, steps+1); dict != nil && dict != e {
		return column(dict, 0), where
	}
	return f.returnedList(in, m, e, steps)
}

// dict is a dictionary that is written out.
func (f *follower) dict(in *scope, m *module, e *expression, steps int) (*expression, *scope) {
	if steps > maxSteps || e == nil || f.tired() {
		return nil, nil
	}
	if e.kind == dictExpression && !slices.Contains(column(e, 0), nil) {
		return e, in
	}
	if e.kind == attributeExpression && e.value == "__members__" {
		if c := f.enum(in, m, e.parts[0], steps); c != nil {
			made := expression{kind: dictExpression, value: "{", rare: &noneRare, place: e.place}
			for i, one := range c.listed(e.parts[0]) {
				made.parts = append(made.parts, &expression{kind: textExpression, value: c.members[i].name, rare: &noneRare}, one)
			}
			return &made, in
		}
	}
	if e.kind == nameExpression {
		if b, is := in.only(e.value); is && b.value != nil {
			return f.dict(b.in, m, b.value, steps+1)
		}
	}
	if value := f.oneHeld(in, m, e, steps); value != nil {
		return asDict(value), in
	}
	return nil, nil
}

// column are the keys or the values of a dictionary.
func column(dict *expression, number int) []*expression {
	var all []*expression
	for i := number; i < len(dict.parts); i += 2 {
		all = append(all, dict.parts[i])
	}
	return all
}
