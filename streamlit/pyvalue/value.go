// Package pyvalue works out what an expression of Python comes to where all that it is made
// of is known: texts, numbers, lists, what st.secrets holds, and calls of the app's own
// functions, which are run statement by statement. What it cannot follow to the end it
// leaves unknown. It never runs anything of the app.
package pyvalue

import (
	"slices"
	"strconv"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Kind is what a value is.
type Kind uint8

// The kinds of values.
const (
	Unknown Kind = iota
	None
	Bool
	Number
	Text
	List
	Tuple
	Set
	Dict
	Object  // a thing with attributes
	Mapping // a thing whose keys are its attributes: st.user
	Section // of st.secrets
	Callable
	Raised // an exception, in place of a value
)

// Value is what an expression comes to. Nobody may see what a text holds: it may stand in
// st.secrets. The zero Value is not known.
type Value struct {
	Kind   Kind
	Soft   bool // who runs the app may set it otherwise, in the environment
	Hidden bool // it was made of what stands in st.secrets
	number int64
	text   secrets.Secret // of an exception its name
	items  *items
	more   *more // nil: nothing of it; most values have none, and many are made
}

// more is what only some kinds of values have.
type more struct {
	held  *held.Value
	runs  *Function
	which any // of an Enum's members; nil: it is none
	class any // of the app that it is a thing of; nil: another
}

var noMore more

func (v Value) also() *more {
	if v.more == nil {
		return &noMore
	}
	return v.more
}

// items are what a list, a tuple or a set holds, or a dictionary under its keys.
type items struct {
	all   []Value
	keys  []Value
	fixed bool // it is known outside of the functions that run here, and none of them may change it
}

// Function is one of the app's functions, or a lambda.
type Function struct {
	Node   *pytree.Statement  // nil: a lambda
	Lambda *pytree.Expression // nil: a function
	Place  any                // where its names are read
	Kept   bool               // its answer is kept: who changes it changes it for all
	locals *frame             // around it
}

func text(s string) Value              { return Value{Kind: Text, text: secrets.New(s)} }
func number(n int64) Value             { return Value{Kind: Number, number: n} }
func raised(name string) Value         { return Value{Kind: Raised, text: secrets.New(name)} }
func listOf(k Kind, all []Value) Value { return Value{Kind: k, items: &items{all: all}} }

func boolean(is bool) Value {
	if is {
		return Value{Kind: Bool, number: 1}
	}
	return Value{Kind: Bool}
}

// answer is a truth as a value.
func answer(t reached.Truth) Value {
	switch t {
	case reached.Yes, reached.No:
		return boolean(t == reached.Yes)
	}
	return Value{}
}

// of passes on from where a value comes.
func (v Value) of(all ...Value) Value {
	for _, one := range all {
		v.Soft, v.Hidden = v.Soft || one.Soft, v.Hidden || one.Hidden
	}
	return v
}

// Text is the text that it is.
func (v Value) Text() (text secrets.Secret, is bool) { return v.text, v.Kind == Text }

// IsNone tells whether it is None.
func (v Value) IsNone() reached.Truth {
	if v.Kind == Unknown || v.Kind == Raised {
		return reached.Unknown
	}
	return v.soft(reached.Of(v.Kind == None))
}

func (v Value) soft(t reached.Truth) reached.Truth {
	if v.Soft {
		return t.Softened()
	}
	return t
}

// Truth is what it comes to in a test.
func (v Value) Truth() reached.Truth { return v.soft(v.truth()) }

func (v Value) truth() reached.Truth {
	switch v.Kind {
	case None:
		return reached.No
	case Bool, Number:
		return reached.Of(v.number != 0)
	case Text:
		return reached.Of(!v.text.IsEmpty())
	case List, Tuple, Set, Dict, Mapping:
		return reached.Of(len(v.items.all) > 0)
	case Section:
		return reached.Truth(v.also().held.Truth())
	case Callable, Object:
		return reached.Yes
	}
	return reached.Unknown
}

// IsFixed tells whether it is one that no statement changes.
func (v Value) IsFixed() bool { return v.items == nil || v.Kind == Tuple }

// Fix is the same for those who may not change it.
func (v Value) Fix() Value {
	if v.also().class != nil {
		return Value{} // its methods may change it
	}
	if v.items != nil && !v.items.fixed {
		made := *v.items
		made.fixed = true
		v.items = &made
	}
	return v
}

// Thing is a value with attributes; as a Mapping they are its keys as well.
func Thing(kind Kind, names []string, all []Value) Value {
	made := Value{Kind: kind, items: &items{all: all, fixed: true}}
	for _, name := range names {
		made.items.keys = append(made.items.keys, text(name))
	}
	return made
}

// Member is a member of an Enum: it is no other than the one of that class and name.
func Member(of any, name string, value Value) Value {
	made := Thing(Object, []string{"name", "value"}, []Value{Said(name), value})
	made.more = &more{which: [2]any{of, name}}
	return made
}

// Fixed is a list of values that nobody changes.
func Fixed(all []Value) Value { return listOf(List, all).Fix() }

// Said is a text that stands in the code.
func Said(s string) Value { return text(s) }

// False is what is not so.
func False() Value { return boolean(false) }

// Run is a function of the app as a value.
func Run(f *Function) Value { return Value{Kind: Callable, more: &more{runs: f}} }

// OfSecrets is what stands in st.secrets as a value.
func OfSecrets(k *held.Value) Value {
	switch {
	case k == nil:
		return Value{}
	case !k.Known() && (len(k.Path()) == 0 || k.There && slices.Equal(k.Path(), []string{"auth"})): // st.secrets itself, or [auth]
		return Value{Kind: Section, more: &more{held: k}, Hidden: true}
	case !k.Known():
		return Value{}
	}
	if all, is := k.Texts(); is {
		v := listOf(List, nil)
		for _, one := range all {
			v.items.all = append(v.items.all, Value{Kind: Text, text: one, Hidden: true})
		}
		v.Hidden = true
		return v.Fix()
	}
	if one, is := k.Text(); is {
		return Value{Kind: Text, text: one, Hidden: true}
	}
	switch written, is := k.Written(); {
	case k.IsOf("Mapping") == held.Yes:
		return Value{Kind: Section, more: &more{held: k}, Hidden: true}
	case k.IsOf("bool") == held.Yes:
		return boolean(k.Truth() == held.Yes).of(Value{Hidden: true})
	case is && k.IsOf("int") == held.Yes:
		if n, err := strconv.ParseInt(written.Reveal(), 10, 64); err == nil {
			return number(n).of(Value{Hidden: true})
		}
	}
	return Value{}
}

// Elements are what a loop over it comes to; is: it can be gone through.
func (v Value) Elements() (all []Value, is bool) {
	switch v.Kind {
	case List, Tuple, Set:
		all, is = slices.Clone(v.items.all), true
	case Dict, Mapping:
		all, is = slices.Clone(v.items.keys), true
	case Section:
		keys, known := v.also().held.Keys()
		for _, key := range keys {
			all = append(all, text(key))
		}
		is = known
	case Text:
		letters := []rune(v.text.Reveal()[:min(len(v.text.Reveal()), 4*mostRounds+1)])
		if is = len(letters) <= mostRounds; !is {
			return nil, false
		}
		for _, r := range letters {
			all = append(all, text(string(r)))
		}
	}
	for i := range all {
		all[i] = all[i].of(v)
	}
	return all, is
}

// under is what lies under a key; a missing one raises an exception.
func (v Value) under(key Value) Value {
	switch v.Kind {
	case Dict, Object, Mapping:
		for i, one := range v.items.keys {
			switch equal(one, key) {
			case reached.Yes:
				return v.items.all[i].of(v, key)
			case reached.Unknown:
				return Value{}
			}
		}
		return raised("KeyError").of(v, key)
	case Section:
		name, is := key.Text()
		if !is {
			return Value{}
		}
		one := v.also().held.Under(name.Reveal())
		if one == nil {
			return raised("KeyError").of(v, key)
		}
		return OfSecrets(one).of(v, key)
	case List, Tuple:
		if key.Kind != Number {
			return Value{}
		}
		at := key.number
		if at < 0 {
			at += int64(len(v.items.all))
		}
		if at < 0 || at >= int64(len(v.items.all)) {
			return raised("IndexError").of(v, key)
		}
		return v.items.all[at].of(v, key)
	}
	return Value{}
}

// put gives a dictionary something under a key; it tells whether that could be done.
func (v Value) put(key, what Value) bool {
	if v.Kind != Dict && v.also().class == nil || v.items.fixed {
		return false
	}
	for i, one := range v.items.keys {
		switch equal(one, key) {
		case reached.Yes:
			v.items.all[i] = what
			return true
		case reached.Unknown:
			return false
		}
	}
	v.items.keys, v.items.all = append(v.items.keys, key), append(v.items.all, what)
	return key.Kind != Unknown
}

// equal compares two values.
func equal(a, b Value) reached.Truth {
	numeric := func(v Value) bool { return v.Kind == Number || v.Kind == Bool }
	switch {
	case a.also().which != nil && b.also().which != nil:
		return reached.Of(a.more.which == b.more.which)
	case a.Kind == Unknown || b.Kind == Unknown || a.Kind == Section && b.Kind == Section || a.Kind == Callable || b.Kind == Callable || a.Kind == Object || b.Kind == Object || a.Kind == Mapping || b.Kind == Mapping:
		return reached.Unknown
	case numeric(a) && numeric(b):
		return reached.Of(a.number == b.number)
	case a.Kind != b.Kind:
		return reached.No
	case a.Kind == Text:
		return reached.Of(a.text.Equal(b.text))
	case a.Kind == None:
		return reached.Yes
	case a.Kind == Set:
		return reached.Both(within(a, b), within(b, a))
	case a.Kind == Dict:
		return reached.Unknown
	case len(a.items.all) != len(b.items.all):
		return reached.No
	}
	result := reached.Yes
	for i := range a.items.all {
		result = reached.Both(result, equal(a.items.all[i], b.items.all[i]))
	}
	return result
}

// contains tells whether one is among others.
func contains(all []Value, one Value) reached.Truth {
	result := reached.No
	for _, other := range all {
		result = reached.Either(result, equal(other, one))
	}
	return result
}

// within tells whether each element of a is one of b.
func within(a, b Value) reached.Truth {
	all, is := a.Elements()
	others, also := b.Elements()
	if !is || !also {
		return reached.Unknown
	}
	result := reached.Yes
	for _, one := range all {
		result = reached.Both(result, contains(others, one))
	}
	return result
}

// distinct are the elements of a set; is: it is known which are equal.
func distinct(all []Value) (some []Value, is bool) {
	for _, one := range all {
		switch contains(some, one) {
		case reached.No:
			some = append(some, one)
		case reached.Unknown:
			return nil, false
		}
	}
	return some, true
}

// setOf is a set of some values.
func setOf(all []Value) Value {
	some, is := distinct(all)
	if !is {
		return Value{}
	}
	return listOf(Set, some)
}

// Part is one of several values, from 0.
func (v Value) Part(at int) Value { return v.under(number(int64(at))) }
