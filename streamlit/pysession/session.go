// Package pysession knows what an app may put into st.session_state, and what of it is there for
// whom.
package pysession

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Visitor is whom an app is followed as.
type Visitor uint8

const (
	Stranger Visitor = iota // not signed in
	Anybody                 // a test of who is signed in may come to either
	Member                  // signed in, and clicking at nothing
	Passerby                // not signed in, and clicking at nothing
	Newcomer                // a passerby whose st.session_state is new, as far as it shows
)

// File is one of the app.
type File struct {
	Path string
	Tree []*pytree.Statement
}

// Session is what an app may put into st.session_state.
type Session struct {
	Open     bool // names that are not known here
	Packages bool // of somebody else, that may use it by themselves
	SignIn   bool // one of them signs people in
	Loses    bool // some entry gets a value behind st.login()
	Named    map[string]bool
	Sets     map[string][]Set
	Members  map[string][]Set               // that somebody who is signed in comes to
	First    map[reached.Spot]reached.Reach // how surely a newcomer comes to each
	Clicked  map[reached.Spot]reached.Reach // and a stranger who clicks
}

// Set is one place where an entry gets a value; nil: one that is not known.
type Set struct {
	At    reached.Spot
	Value *pytree.Expression
	Lost  bool // see pyread.EntrySet
	Gone  bool
	Fills bool
}

// Whole tells whether nothing else puts something there.
func (s *Session) Whole() bool { return !s.Open && !s.Packages && !s.SignIn }

// Unset tells whether an entry of st.session_state is not there yet: somebody who
// is signed in may have it from before, unless nothing ever sets it.
func (s *Session) Unset(as Visitor, key string) bool {
	switch {
	case s.Open || s.Named[key]:
		return false
	case as == Member || as == Anybody:
		return !s.Packages && len(s.Sets[key]) == 0
	case as == Stranger || as == Passerby:
		return !s.SignIn && !slices.ContainsFunc(s.Sets[key], func(set Set) bool { return s.First[set.At] > reached.Never })
	}
	return false
}

// FirstValue is what such an entry comes to in a test.
func (s *Session) FirstValue(as Visitor, m File, test *pytree.Expression, key string) reached.Truth {
	first := reached.No
	if s.always(as, key, pyread.Empty) == reached.Yes {
		return reached.No
	}
	if (test.Kind != pytree.CallExpression || s.had(m, test, key)) && s.filled(key) {
		return reached.Yes // where it is not there, reading it is an error
	}
	if !s.Unset(as, key) {
		first = s.Firstly(as, m, test, key, pyread.Empty).Not()
	}
	if first == reached.No && s.Becomes(m, test, key, func(e *pytree.Expression) bool { return !pyread.Empty(e) }) {
		return reached.Person
	}
	return first
}

// Got is what st.session_state.get(…) and .setdefault(…) come to in a test; known: this tells. truth is what another
// expression comes to.
func (s *Session) Got(as Visitor, m File, call *pytree.Expression, truth func(*pytree.Expression) reached.Truth) (is reached.Truth, known bool) {
	key, gets := call.Parts[1].Value, pyread.IsGet(call)
	switch {
	case gets && s.Later(as, m, call, key):
		return reached.Person, true
	case gets && len(call.Parts) == 2:
		return s.FirstValue(as, m, call, key), true
	case len(call.Parts) == 3 && s.filled(key) && (s.had(m, call, key) || truth(call.Parts[2]) == reached.Yes):
		return reached.Yes, true
	case !gets || len(call.Parts) != 3 || !s.Unset(as, key):
		return reached.Unknown, false
	case s.FirstValue(as, m, call, key) == reached.Person:
		return reached.Person, true
	}
	if is = truth(call.Parts[2]); is == reached.Yes && s.Becomes(m, call, key, pyread.Empty) {
		is = reached.Person
	}
	return is, true
}

// filled tells whether all that an entry ever gets is a text or a number that is written out and true.
func (s *Session) filled(key string) bool {
	given := func(set Set) bool { return !set.Gone }
	return s.Whole() && !s.Named[key] && slices.ContainsFunc(s.Sets[key], given) && !slices.ContainsFunc(s.Sets[key], func(set Set) bool {
		e := set.Value
		return given(set) && (e == nil || !pyread.HasText(e) && (e.Kind != pytree.TextExpression && e.Kind != pytree.ConstantExpression || pyread.Empty(e)))
	})
}

// had tells whether each run gives an entry a value, where it has none, before it comes to a test in the same function.
func (s *Session) had(m File, test *pytree.Expression, key string) bool {
	at := test.Place.Position()
	return slices.ContainsFunc(s.Sets[key], func(set Set) bool {
		return set.Fills && set.At.File == m.Path && pyread.Before(set.At.Position, at) && pyread.Around(m.Tree, at) == pyread.Around(m.Tree, set.At.Position)
	})
}

// always is what all the values come to in a test that somebody who is signed in has met, where some
// other is lost behind st.login(): none lasts that is not written somewhere else.
func (s *Session) always(as Visitor, key string, test func(*pytree.Expression) bool) (is reached.Truth) {
	if as != Member || !s.Loses || !s.Whole() || s.Named[key] {
		return is
	}
	for i, set := range s.Sets[key] {
		if set.Value == nil || !pyread.IsLiteral(set.Value) || i > 0 && is != reached.Of(test(set.Value)) {
			return reached.Unknown
		}
		is = reached.Of(test(set.Value))
	}
	return is
}

// HoldsKey answers whether an entry is there; without one it may come with a click.
func (s *Session) HoldsKey(as Visitor, m File, test *pytree.Expression, key string) reached.Truth {
	switch {
	case s.Later(as, m, test, key):
		return reached.Person
	case !s.Unset(as, key):
		return reached.Unknown
	case s.Becomes(m, test, key, func(*pytree.Expression) bool { return true }):
		return reached.Person
	}
	return reached.No
}

// Firstly tells whether the value that a newcomer gives an entry before a test of it
// passes another test.
func (s *Session) Firstly(as Visitor, m File, at *pytree.Expression, key string, test func(*pytree.Expression) bool) reached.Truth {
	if as != Stranger && as != Passerby || s.Open || s.SignIn || s.Named[key] {
		return reached.Unknown
	}
	for _, set := range s.Sets[key] {
		if s.First[set.At] > reached.Never && !set.Behind(m, at) && (set.Value == nil || !test(set.Value)) {
			return reached.Unknown
		}
	}
	return reached.Yes
}

// Becomes tells whether a click, or what stands behind a test, gives an entry a value
// that passes another test.
func (s *Session) Becomes(m File, at *pytree.Expression, key string, test func(*pytree.Expression) bool) bool {
	return slices.ContainsFunc(s.Sets[key], func(set Set) bool {
		return !set.Lost && (s.Clicked[set.At] > reached.Never || set.Behind(m, at)) && (set.Value == nil || !pyread.Literal(set.Value) || test(set.Value))
	})
}

// AtFirst is what a newcomer's value comes to in a test that another value, set later,
// may pass otherwise: as the person likes.
func (s *Session) AtFirst(as Visitor, m File, at *pytree.Expression, key string, test func(*pytree.Expression) bool) reached.Truth {
	if is := s.always(as, key, test); is != reached.Unknown {
		return is
	}
	first := s.Firstly(as, m, at, key, test)
	if first == reached.Unknown {
		first = s.Firstly(as, m, at, key, func(e *pytree.Expression) bool {
			return e.Kind <= pytree.ConstantExpression && e.Kind >= pytree.TextExpression && !test(e)
		}).Not()
	}
	if len(s.Sets[key]) == 0 || first == reached.Unknown {
		return reached.Unknown
	}
	if s.Becomes(m, at, key, func(e *pytree.Expression) bool { return test(e) != (first == reached.Yes) }) {
		return reached.Person
	}
	return first
}

// IsAbsent tells whether nothing ever gives an entry a value.
func (s *Session) IsAbsent(e *pytree.Expression) bool {
	key, is := pyread.Asked(e)
	return is && !s.Open && !s.SignIn && !s.Packages && !s.Named[key] && len(s.Sets[key]) == 0
}

// IsLate tells whether an entry is read before somebody who comes back from the provider, whose session is new, gives
// it a value: by all that is seen they do that behind it, in the same function, if at all.
func (s *Session) IsLate(as Visitor, m File, e *pytree.Expression) (key string, is bool) {
	key, is = pyread.Kept(e)
	if !is || as != Member || s.Members == nil || !s.Whole() || s.Named[key] || e.Kind == pytree.AttributeExpression && slices.Contains(Methods, key) {
		return key, false
	}
	return key, !slices.ContainsFunc(s.Sets[key], func(set Set) bool { return !set.Behind(m, e) })
}

// IsNever tells whether an entry surely never has a text, whoever clicks at what.
func (s *Session) IsNever(e *pytree.Expression, text string) bool {
	key, is := pyread.Asked(e)
	otherwise := &pyread.Nothing
	if is && e.Kind == pytree.CallExpression && len(e.Parts) > 2 {
		otherwise = e.Parts[2]
	}
	other := func(value *pytree.Expression) bool {
		return value != nil && (value.Kind == pytree.ConstantExpression || value.Kind == pytree.TextExpression && len(value.Parts) == 0 && value.Value != text)
	}
	return is && !s.Open && !s.SignIn && !s.Packages && !s.Named[key] && other(otherwise) && !slices.ContainsFunc(s.Sets[key], func(set Set) bool { return !other(set.Value) })
}

// Later tells whether a newcomer gives an entry its values only behind a test of it: it
// is not there at the first one, and may be at another.
func (s *Session) Later(as Visitor, m File, test *pytree.Expression, key string) bool {
	if as != Stranger && as != Passerby || s.Open || s.SignIn || s.Named[key] {
		return false
	}
	is := false
	for _, set := range s.Sets[key] {
		if s.First[set.At] > reached.Never {
			if is = set.Behind(m, test); !is {
				return false
			}
		}
	}
	return is
}

// Behind tells whether an entry gets this value behind a test, in the same function.
func (s Set) Behind(m File, test *pytree.Expression) bool {
	at := test.Place.Position()
	return s.At.File == m.Path && pyread.Before(at, s.At.Position) && pyread.Around(m.Tree, at) == pyread.Around(m.Tree, s.At.Position)
}

// Methods are those of st.session_state: taken as attributes, they are not entries.
var Methods = []string{"get", "keys", "values", "items", "to_dict", "update", "setdefault", "pop", "popitem", "clear", "filtered_state", "copy"}
