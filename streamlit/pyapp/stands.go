package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/reached"
)

// leaf is what an expression stands for in the end, and where that is written.
type leaf struct {
	*expression
	in *scope
	m  *module
}

// nothing is None.
var nothing = expression{kind: constantExpression, value: "None", rare: &noneRare}

// stands follows an expression to all that it may be for this visitor: through
// names, what functions of the app return, and what lies under a key of that.
// None: it cannot be told.
func (f *follower) stands(in *scope, m *module, e *expression, steps int) []leaf {
	if e == nil || steps > maxSteps || f.tired() {
		return nil
	}
	e = f.meant(in, e)
	if one := in.here(e); one != nil {
		return f.stands(in, m, one, steps+1)
	}
	itself := []leaf{{e, in, m}}
	if all := f.ofMember(in, m, e, steps); all != nil {
		return all
	}
	switch {
	case isUser(e.own), claimed(e), f.heldOf(e) != nil:
		return itself
	case f.environment(e) != nil:
		return []leaf{{asExpression(f.environment(e)), in, m}}
	case e.kind == nameExpression && e.own == "":
		bindings, _ := f.reaching(in, e.value)
		return f.bindingsStand(m, bindings, steps+1)
	case e.kind == choiceExpression:
		switch f.truth(in, m, e.parts[0], steps+1) {
		case yes:
			return f.stands(in, m, e.parts[1], steps+1)
		case no:
			return f.stands(in, m, e.parts[2], steps+1)
		}
		return together(f.stands(in, m, e.parts[1], steps+1), f.stands(in, m, e.parts[2], steps+1))
	case e.kind == orExpression && len(e.parts) == 2:
		switch f.truth(in, m, e.parts[0], steps+1) {
		case yes:
			return f.stands(in, m, e.parts[0], steps+1)
		case no:
			return f.stands(in, m, e.parts[1], steps+1)
		}
		return nil
	case e.kind == itemExpression:
		if key, is := f.text(in, m, e.parts[1], steps+1); is {
			return f.under(in, m, e.parts[0], key.Reveal(), nil, steps)
		}
	case f.property(in, m, e, steps) != nil:
		return f.given(f.property(in, m, e, steps), steps)
	case e.kind == attributeExpression && e.own == "" && (e.parts[0].own == "" || e.parts[0].own == "secrets"):
		return f.under(in, m, e.parts[0], e.value, nil, steps)
	case readsKey(e):
		called := e.parts[0]
		if called.kind == nameExpression { // getattr
			return f.under(in, m, e.parts[1], e.parts[2].value, e.parts[3:], steps)
		}
		key, is := f.text(in, m, e.parts[1], steps+1)
		if !is {
			return nil
		}
		return f.under(in, m, called.parts[0], key.Reveal(), append(e.parts[2:len(e.parts):len(e.parts)], &nothing), steps)
	case e.kind == callExpression:
		if body, where := f.answerOf(in, e); body != nil {
			return f.stands(where, m, body, steps+1)
		}
		found := f.find(in, m, e.parts[0], steps+1)
		if len(found.units) != 1 || len(found.classes) > 0 {
			return itself
		}
		return f.given(f.applied(e, found.units[0]), steps)
	}
	return itself
}

// given is all that a function of the app gives back.
func (f *follower) given(u *unit, steps int) (all []leaf) {
	for i, given := range f.summarize(u).gives {
		some := f.stands(given.in, given.m, given.expression, steps+1)
		if all = append(all, some...); some == nil || i > maxSteps {
			return nil
		}
	}
	return all
}

func (f *follower) bindingsStand(m *module, bindings []binding, steps int) []leaf {
	if len(bindings) > maxSteps {
		return nil
	}
	var all []leaf
	for _, b := range bindings {
		var some []leaf
		switch {
		case b.value != nil:
			some = f.stands(b.in, m, b.value, steps)
		case b.packed != nil:
			some = f.part(m, b, steps)
		case b.parameter:
			for i, given := range f.handed(b) {
				more := f.stands(given.in, given.m, given.expression, steps+1)
				if some = append(some, more...); more == nil || i > maxSteps {
					return nil
				}
			}
		case b.origin != nil && b.origin.original != "":
			if other := f.file(m, b.origin.module); other != nil {
				some = f.bindingsStand(other, other.unit.scope.of(b.origin.original), steps+1)
			}
		}
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

// part is the one of several values that a binding takes.
func (f *follower) part(m *module, b binding, steps int) []leaf {
	var all []leaf
	for _, whole := range f.stands(b.in, m, b.packed, steps+1) {
		if b.number == 0 || whole.kind != listExpression || int(b.number) > len(whole.parts) || slices.ContainsFunc(whole.parts, func(e *expression) bool { return e.kind == starExpression }) {
			return nil
		}
		some := f.stands(whole.in, whole.m, whole.parts[b.number-1], steps+1)
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

// under is what lies under a key of an expression, or is its attribute.
// otherwise is what is taken where there is none; without it, there has to be one.
func (f *follower) under(in *scope, m *module, e *expression, key string, otherwise []*expression, steps int) []leaf {
	var all []leaf
	for _, base := range f.stands(in, m, e, steps+1) {
		var some []leaf
		value := f.heldOf(base.expression)
		switch {
		case value != nil:
			switch one := value.Under(key); {
			case one == nil && len(otherwise) > 0:
				some = f.stands(in, m, otherwise[0], steps+1)
			case one != nil && (one.Known() || one.There || len(otherwise) == 0):
				some = []leaf{{asExpression(one), base.in, base.m}}
			}
		case isUser(base.own) && key != "is_logged_in" && len(otherwise) > 0 && f.as != member:
			if f.as != anybody {
				some = f.stands(in, m, otherwise[0], steps+1)
			}
		case isUser(base.own):
			some = []leaf{{&expression{kind: attributeExpression, value: key, parts: []*expression{base.expression}, rare: &noneRare}, base.in, base.m}}
		case base.kind == dictExpression || base.kind == callExpression:
			value, certain := f.entry(base, key, steps)
			switch {
			case value != nil:
				some = f.stands(base.in, base.m, value, steps+1)
			case certain && len(otherwise) > 0:
				some = f.stands(in, m, otherwise[0], steps+1)
			}
		case base.kind == constantExpression && base.value == "None" && len(otherwise) > 0:
			some = f.stands(in, m, otherwise[0], steps+1)
		}
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

// entry is the value of a key in a dictionary that is written out, or of an
// argument that a class of the app, or dict, is called with.
func (e *expression) entry(key string) (value *expression, certain bool) {
	if e.kind == callExpression {
		for i, argument := range e.parts {
			if i > 0 && e.keyword(i) == key {
				return argument, true
			}
		}
		return nil, false
	}
	for i := 0; i+1 < len(e.parts); i += 2 {
		switch {
		case e.parts[i] == nil || e.parts[i].kind != textExpression || len(e.parts[i].parts) > 0:
			return nil, false
		case e.parts[i].value == key:
			value = e.parts[i+1]
		}
	}
	return value, true
}

func together(one, two []leaf) []leaf {
	if one == nil || two == nil {
		return nil
	}
	return slices.Concat(one, two)
}

// readsKey tells whether a call is getattr(x, "key"), or x.get("key") of something.
func readsKey(e *expression) bool {
	if e.kind != callExpression {
		return false
	}
	called := e.parts[0]
	switch {
	case called.kind == nameExpression && called.value == "getattr":
		return len(e.parts) > 2 && e.parts[2].kind == textExpression
	case called.kind == attributeExpression && called.value == "get":
		return called.own == "" && (called.parts[0].own == "" || called.parts[0].own == "secrets") && len(e.parts) > 1 && slices.Contains([]expressionKind{textExpression, nameExpression, itemExpression}, e.parts[1].kind) && len(e.names) == 0
	}
	return false
}

// standing is what all that an expression may stand for comes to.
func (f *follower) standing(in *scope, m *module, e *expression, steps int) truth {
	all := f.stands(in, m, e, steps+1)
	if len(all) == 1 && all[0].expression == e {
		return unknown
	}
	return f.allTrue(all, steps+1)
}

func (f *follower) allTrue(all []leaf, steps int) truth {
	result := unknown
	for i, l := range all {
		t := f.truth(l.in, l.m, l.expression, steps)
		if i > 0 && t != result {
			return unknown
		}
		result = t
	}
	return result
}

// isNone tells whether an expression is None.
func (f *follower) isNone(in *scope, m *module, e *expression, steps int) truth {
	result := unknown
	for i, l := range f.stands(in, m, e, steps+1) {
		t := unknown
		key, keeps := kept(l.expression)
		if l.kind == callExpression && isGet(l.expression) && len(l.parts) == 2 {
			key, keeps = l.parts[1].value, true
		}
		switch value := f.heldOf(l.expression); {
		case value != nil:
			t = reached.Known(value.Known() || value.There).Not()
		case keeps && isGet(l.expression) && f.later(l.m, l.expression, key):
			t = person
		case keeps && !f.unset(key):
			t = f.atFirst(l.m, l.expression, key, func(e *expression) bool { return e.kind == constantExpression && e.value == "None" })
			if t == no && isGet(l.expression) {
				t = unknown // it may not be there yet
			}
		case keeps:
			t = f.holdsKey(l.m, l.expression, key).Not()
		case isLoggedIn(l.expression):
			t = no // it is False for a stranger
		case claimed(l.expression):
			t = f.truth(l.in, l.m, l.expression, steps+1).Not() // getattr and get give None
		case isUser(l.own), l.kind == textExpression, l.kind == dictExpression, l.kind == listExpression:
			t = no
		case l.kind == constantExpression:
			t = reached.Of(l.value == "None")
		case l.kind == callExpression:
			if found := f.find(l.in, l.m, l.parts[0], steps+1); len(found.classes) == 1 && len(found.units) == 0 {
				t = no
			}
		}
		if i > 0 && t != result {
			return unknown
		}
		result = t
	}
	return result
}
