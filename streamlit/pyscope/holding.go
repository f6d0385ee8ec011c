package pyscope

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Holding is what a name, or an entry of st.session_state, holds at a place, where plain
// assignments gave it to it: one of some values.
type Holding struct {
	Values []*pytree.Expression
	Grown  bool          // it is a list that was empty; no values: it is not known whether it still is
	Last   bool          // it is the last that a loop gave it, behind that loop
	Why    reached.Truth // what it hangs on which of them: unknown, or as a test that is not: the first is the usual one
	Is     reached.Truth // yes: whatever it is, it is true
}

// True is the same where it surely is true, whichever of its values it is; of one that is not followed only that is known.
func (h *Holding) True() *Holding {
	made := Holding{Is: reached.Yes}
	if h != nil && !h.Grown {
		made.Values, made.Why = h.Values, h.Why
	}
	return &made
}

// Truth is what a name surely comes to in a test, whatever it is just now.
func (in *Scope[U, C]) Truth(name string) reached.Truth {
	if of, _ := in.Holder(name); of != nil && of.Seen(in, name) != nil {
		return of.Seen(in, name).Is
	}
	return reached.Unknown
}

// Entry is how an entry of st.session_state stands among the names.
func Entry(key string) string { return "." + key }

// Or is what it holds behind one of two ways.
func (h *Holding) Or(other *Holding, why reached.Truth) *Holding {
	if other == nil || h == other {
		return other
	} else if h == nil {
		return nil
	} else if h.Grown || other.Grown {
		return &Holding{Grown: true}
	}
	made := &Holding{Values: slices.Clone(h.Values), Why: reached.Chance}
	if h.Is == other.Is {
		made.Is = h.Is
	}
	if len(h.Values) == 0 || len(other.Values) == 0 {
		if made.Values = nil; made.Is == reached.Unknown {
			return nil
		}
		return made
	}
	if (why == reached.Person || why == reached.Usually) && h.Why == reached.Person && other.Why == reached.Person {
		made.Why = why
	}
	for _, value := range other.Values {
		if !slices.Contains(made.Values, value) {
			made.Values = append(made.Values, value)
		}
	}
	if h.Why == reached.Unknown || other.Why == reached.Unknown || why == reached.Unknown {
		made.Why = reached.Unknown
	}
	if len(made.Values) > maxValues {
		return nil
	}
	return made
}

// IsFollowed tells whether all that gives a name its values are statements of this scope.
func (of *Scope[U, C]) IsFollowed(name string) bool {
	bindings := of.Of(name)
	return len(bindings) > 0 && !givenElsewhere(bindings)
}

// givenElsewhere tells whether another function gives a name a value too: it says global.
func givenElsewhere[U, C any](bindings []Binding[U, C]) bool {
	return slices.ContainsFunc(bindings, func(b Binding[U, C]) bool { return b == Binding[U, C]{Name: b.Name, In: b.In} })
}

// Counting are those of the statements that give a name its values which count where it
// holds what is known.
func (of *Scope[U, C]) Counting(name string, bindings []Binding[U, C], what *Holding) ([]Binding[U, C], reached.Truth) {
	if len(bindings) == 0 || givenElsewhere(bindings) {
		return bindings, reached.Unknown
	}
	if what == nil || len(what.Values) == 0 && !what.Grown {
		return bindings, reached.Unknown
	} else if what.Grown && len(what.Values) == 0 {
		return nil, reached.Unknown
	} else if what.Grown {
		return []Binding[U, C]{{Name: name, In: of, Value: what.Values[0], Some: true}}, reached.Person
	}
	counts := func(b Binding[U, C]) bool { return b.Value != nil && slices.Contains(what.Values, b.Value) }
	if len(what.Values) == 1 {
		if at := slices.IndexFunc(bindings, counts); at >= 0 && !slices.ContainsFunc(bindings[at+1:], counts) {
			return bindings[at : at+1 : at+1], what.Why
		}
		return bindings, reached.Unknown
	}
	some := slices.DeleteFunc(slices.Clone(bindings), func(b Binding[U, C]) bool { return !counts(b) })
	if len(some) != len(what.Values) {
		return bindings, reached.Unknown
	}
	return some, what.Why
}

// Here is the one value that an entry of st.session_state surely has in this place; nil: it is not known.
func (in *Scope[U, C]) Here(e *pytree.Expression) *pytree.Expression {
	key, is := pyread.Asked(e)
	if !is || in.Now[Entry(key)] == nil || len(in.Now[Entry(key)].Values) != 1 {
		return nil
	}
	return in.Now[Entry(key)].Values[0]
}

// AsHeld is an expression, or what the name that it is surely holds here.
func (in *Scope[U, C]) AsHeld(e *pytree.Expression) *pytree.Expression {
	if e.Kind != pytree.NameExpression || in.Now[e.Value] == nil {
		return e
	}
	switch h := in.Now[e.Value]; {
	case h.Grown:
		return &pytree.Expression{Kind: pytree.OtherExpression, Rare: &pytree.NoneRare, Place: e.Place}
	case len(h.Values) == 1:
		return h.Values[0]
	}
	return e
}

// maxValues is how many values of one name are followed.
const maxValues = 8
