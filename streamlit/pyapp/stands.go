package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// leaf is what an expression stands for in the end, and where that is written.
type leaf struct {
	*pytree.Expression
	in *scope
	m  *module
}

// stands follows an expression to all that it may be for this visitor: through
// names, what functions of the app return, and what lies under a key of that.
// None: it cannot be told.
func (f *follower) stands(in *scope, m *module, e *pytree.Expression, steps int) []leaf {
	if e == nil || steps > maxSteps || f.tired() {
		return nil
	}
	e = f.meant(in, e)
	if one := in.Here(e); one != nil {
		return f.stands(in, m, one, steps+1)
	}
	itself := []leaf{{e, in, m}}
	if all := f.ofMember(in, m, e, steps); all != nil {
		return all
	}
	if other := f.moduleOf(in, m, e, steps); other != nil {
		bindings, _ := f.ofModule(other, e.Value)
		return f.bindingsStand(other, bindings, steps+1)
	}
	if given := f.attribute(in, m, e, steps+1); given != nil {
		return f.allStand(given, steps+1)
	}
	switch {
	case pyscan.IsUser(e.Own), pyread.Claimed(e), f.heldOf(e) != nil:
		return itself
	case e.Kind == pytree.NameExpression && e.Own == "":
		bindings, _ := f.reaching(in, e.Value)
		return f.bindingsStand(m, bindings, steps+1)
	case e.Kind == pytree.ChoiceExpression:
		switch f.truth(in, m, e.Parts[0], steps+1) {
		case yes:
			return f.stands(in, m, e.Parts[1], steps+1)
		case no:
			return f.stands(in, m, e.Parts[2], steps+1)
		}
		one, two := f.stands(in, m, e.Parts[1], steps+1), f.stands(in, m, e.Parts[2], steps+1)
		if one == nil || two == nil {
			return nil
		}
		return slices.Concat(one, two)
	case e.Kind == pytree.OrExpression && len(e.Parts) == 2:
		switch f.truth(in, m, e.Parts[0], steps+1) {
		case yes:
			return f.stands(in, m, e.Parts[0], steps+1)
		case no:
			return f.stands(in, m, e.Parts[1], steps+1)
		}
		return nil
	case e.Kind == pytree.ItemExpression:
		if key, is := f.text(in, m, e.Parts[1], steps+1); is {
			return f.under(in, m, e.Parts[0], key.Reveal(), nil, steps)
		}
	case f.property(in, m, e, steps) != nil:
		return f.given(f.property(in, m, e, steps), steps)
	case e.Kind == pytree.AttributeExpression && e.Own == "" && (e.Parts[0].Own == "" && !f.puts("."+e.Value) || e.Parts[0].Own == "secrets"):
		return f.under(in, m, e.Parts[0], e.Value, nil, steps)
	case pyread.ReadsKey(e):
		called := e.Parts[0]
		if called.Kind == pytree.NameExpression { // getattr
			return f.under(in, m, e.Parts[1], e.Parts[2].Value, e.Parts[3:], steps)
		}
		key, is := f.text(in, m, e.Parts[1], steps+1)
		if !is {
			return nil
		}
		return f.under(in, m, called.Parts[0], key.Reveal(), append(e.Parts[2:len(e.Parts):len(e.Parts)], &pyread.Nothing), steps)
	case pyread.IsDictOf(e):
		all := f.stands(in, m, e.Parts[1], steps+1)
		for i, one := range all {
			if section := f.heldOf(one.Expression); section != nil && pyread.AsDict(section) != nil {
				all[i].Expression = pyread.AsDict(section)
			} else if one.Kind != pytree.DictExpression {
				return itself
			}
		}
		return all
	case e.Kind == pytree.CallExpression:
		if body, where := f.answerOf(in, e); body != nil {
			return f.stands(where, m, body, steps+1)
		}
		found := f.find(in, m, e.Parts[0], steps+1)
		if len(found.units) != 1 || len(found.classes) > 0 {
			return itself
		}
		return f.given(f.applied(in, m, e, found.units[0]), steps)
	}
	return itself
}

// given is all that a function of the app gives back.
func (f *follower) given(u *unit, steps int) (all []leaf) {
	for i, given := range f.summarize(u).gives {
		some := f.stands(given.in, given.m, given.Expression, steps+1)
		if all = append(all, some...); some == nil || i > maxSteps {
			return nil
		}
	}
	return all
}

// allStand are what several values stand for.
func (f *follower) allStand(given []leafOf, steps int) (all []leaf) {
	for _, one := range given {
		some := f.stands(one.in, one.m, one.Expression, steps)
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

func (f *follower) bindingsStand(m *module, bindings []binding, steps int) []leaf {
	if len(bindings) > maxSteps || steps > maxSteps {
		return nil
	}
	var all []leaf
	for _, b := range bindings {
		var some []leaf
		switch {
		case b.Value != nil:
			some = f.stands(b.In, m, b.Value, steps)
		case b.Packed != nil:
			some = f.part(m, b, steps)
		case b.Parameter:
			for i, given := range f.handed(b) {
				more := f.stands(given.in, given.m, given.Expression, steps+1)
				if some = append(some, more...); more == nil || i > maxSteps {
					return nil
				}
			}
		case b.Origin != nil && b.Origin.Original != "":
			if other := f.file(m, b.Origin.Module); other != nil {
				given, _ := f.ofModule(other, b.Origin.Original)
				some = f.bindingsStand(other, given, steps+1)
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
	for _, whole := range f.stands(b.In, m, b.Packed, steps+1) {
		if b.Number == 0 || whole.Kind != pytree.ListExpression || int(b.Number) > len(whole.Parts) || slices.ContainsFunc(whole.Parts, func(e *pytree.Expression) bool { return e.Kind == pytree.StarExpression }) {
			return nil
		}
		some := f.stands(whole.in, whole.m, whole.Parts[b.Number-1], steps+1)
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

// under is what lies under a key of an expression, or is its attribute.
// otherwise is what is taken where there is none; without it, there has to be one.
func (f *follower) under(in *scope, m *module, e *pytree.Expression, key string, otherwise []*pytree.Expression, steps int) []leaf {
	var all []leaf
	for _, base := range f.stands(in, m, e, steps+1) {
		var some []leaf
		value := f.heldOf(base.Expression)
		switch {
		case value != nil:
			switch one := value.Under(key); {
			case one == nil && len(otherwise) > 0:
				some = f.stands(in, m, otherwise[0], steps+1)
			case one != nil && (one.Known() || one.There || len(otherwise) == 0):
				some = []leaf{{pyread.AsExpression(one), base.in, base.m}}
			}
		case pyscan.IsUser(base.Own) && key != "is_logged_in" && len(otherwise) > 0 && f.as != member:
			if f.as != anybody {
				some = f.stands(in, m, otherwise[0], steps+1)
			}
		case pyscan.IsUser(base.Own):
			some = []leaf{{&pytree.Expression{Kind: pytree.AttributeExpression, Value: key, Parts: []*pytree.Expression{base.Expression}, Rare: &pytree.NoneRare}, base.in, base.m}}
		case base.Kind == pytree.DictExpression || base.Kind == pytree.CallExpression:
			value, certain := f.entry(base, key, steps)
			switch {
			case value != nil:
				some = f.stands(base.in, base.m, value, steps+1)
			case certain && len(otherwise) > 0:
				some = f.stands(in, m, otherwise[0], steps+1)
			}
		case base.Kind == pytree.ConstantExpression && base.Value == "None" && len(otherwise) > 0:
			some = f.stands(in, m, otherwise[0], steps+1)
		}
		if all = append(all, some...); some == nil {
			return nil
		}
	}
	return all
}

// standing is what all that an expression may stand for comes to.
func (f *follower) standing(in *scope, m *module, e *pytree.Expression, steps int) truth {
	all := f.stands(in, m, e, steps+1)
	if len(all) == 1 && all[0].Expression == e {
		return unknown
	}
	return f.allTrue(all, steps+1)
}

func (f *follower) allTrue(all []leaf, steps int) truth {
	result := unknown
	for i, l := range all {
		t := f.truth(l.in, l.m, l.Expression, steps)
		if i > 0 && t != result {
			return unknown
		}
		result = t
	}
	return result
}

// isNone tells whether an expression is None.
func (f *follower) isNone(in *scope, m *module, e *pytree.Expression, steps int) truth {
	if is := f.isNothing(in, m, e, steps); is != unknown {
		return is
	}
	return f.worth(in, m, e).IsNone()
}

func (f *follower) isNothing(in *scope, m *module, e *pytree.Expression, steps int) truth {
	if f.isRunning(in, m, e, steps) {
		return no
	}
	result := unknown
	for i, l := range f.stands(in, m, e, steps+1) {
		t := unknown
		key, keeps := pyread.Kept(l.Expression)
		if l.Kind == pytree.CallExpression && pyread.IsGet(l.Expression) && (len(l.Parts) == 2 || l.Parts[2].Kind == pytree.ConstantExpression && l.Parts[2].Value == "None") {
			key, keeps = l.Parts[1].Value, true
		}
		switch value := f.heldOf(l.Expression); {
		case value != nil:
			t = reached.Known(value.Known() || value.There).Not()
		case keeps && pyread.IsGet(l.Expression) && f.session.Later(f.as, l.m.file(), l.Expression, key):
			t = person
		case keeps && !f.session.Unset(f.as, key):
			t = f.session.AtFirst(f.as, l.m.file(), l.Expression, key, func(e *pytree.Expression) bool { return e.Kind == pytree.ConstantExpression && e.Value == "None" })
			if t == no && pyread.IsGet(l.Expression) {
				t = unknown // it may not be there yet
			}
		case keeps:
			t = f.session.HoldsKey(f.as, l.m.file(), l.Expression, key).Not()
		case pyread.IsLoggedIn(l.Expression):
			t = no // it is False for a stranger
		case pyread.Claimed(l.Expression):
			t = f.truth(l.in, l.m, l.Expression, steps+1).Not() // getattr and get give None
		case pyscan.IsUser(l.Own), l.Kind == pytree.TextExpression, l.Kind == pytree.DictExpression, l.Kind == pytree.ListExpression:
			t = no
		case l.Kind == pytree.ConstantExpression:
			t = reached.Of(l.Value == "None")
		case l.Kind == pytree.CallExpression && f.isRunning(l.in, l.m, l.Expression, steps):
			t = no
		case l.Kind == pytree.CallExpression:
			if found := f.find(l.in, l.m, l.Parts[0], steps+1); len(found.classes) == 1 && len(found.units) == 0 {
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
