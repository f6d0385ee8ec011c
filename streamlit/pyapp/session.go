package pyapp

import (
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// session is what an app may put into st.session_state.
type session struct {
	open     bool // names that are not known here
	packages bool // of somebody else, that may use it by themselves
	signIn   bool // one of them signs people in
	named    map[string]bool
	sets     map[string][]set
	members  map[string][]set // that somebody who is signed in comes to
	first    map[Spot]Reach   // how surely a newcomer comes to each
	clicked  map[Spot]Reach   // and a stranger who clicks
}

// set is one place where an entry gets a value; nil: one that is not known.
type set struct {
	at    Spot
	value *pytree.Expression
}

// keeps reads what the app puts into st.session_state, and what of it a newcomer meets.
func (c *code) keeps(scans map[string]pyfile.Scan) {
	c.session = session{named: map[string]bool{}, sets: map[string][]set{}}
	for _, m := range c.modules {
		c.session.read(c, m)
	}
	if len(c.session.sets) == 0 {
		return
	}
	met := follow(c, scans, newcomer).found
	c.session.first = met.At
	c.session.open = c.session.open || met.Dynamic
	c.session.clicked = follow(c, scans, stranger).found.At
	if s := &c.session; !s.open && !s.packages {
		s.sets = c.met(scans, anybody, s.first)
		s.members = s.sets
		s.members = c.met(scans, member, nil)
	}
}

// met leaves out what a visitor never comes to, as a value that is given only behind a test
// that asks for it: round by round it is looked who comes where with what was met. Who comes
// back from the provider has nothing from before.
func (c *code) met(scans map[string]pyfile.Scan, as visitor, first map[Spot]Reach) map[string][]set {
	all, sets := c.session.sets, &c.session.sets
	if as == member {
		sets = &c.session.members
	}
	met := map[Spot]bool{}
	notes := func(at map[Spot]Reach) (missed bool) {
		for _, some := range all {
			for _, one := range some {
				met[one.at] = met[one.at] || at[one.at] > Never
				missed = missed || !met[one.at]
			}
		}
		return missed
	}
	const rounds = 4
	missed, dynamic := notes(first), false
	for i := 0; missed && !dynamic && i < rounds; i++ {
		before := maps.Clone(met)
		*sets = map[string][]set{}
		for key, some := range all {
			(*sets)[key] = slices.DeleteFunc(slices.Clone(some), func(one set) bool { return !met[one.at] })
		}
		found := follow(c, scans, as).found
		if missed, dynamic = notes(found.At), found.Dynamic; !dynamic && maps.Equal(met, before) {
			return *sets
		}
	}
	return all
}

// unset tells whether an entry of st.session_state is not there yet: somebody who
// is signed in may have it from before, unless nothing ever sets it.
func (f *follower) unset(key string) bool {
	s := &f.session
	switch {
	case s.open || s.named[key]:
		return false
	case f.as == member || f.as == anybody:
		return !s.packages && len(s.sets[key]) == 0
	case f.as == stranger || f.as == passerby:
		return !s.signIn && !slices.ContainsFunc(s.sets[key], func(set set) bool { return s.first[set.at] > Never })
	}
	return false
}

// firstValue is what such an entry comes to in a test.
func (f *follower) firstValue(m *module, test *pytree.Expression, key string) truth {
	first := no
	if !f.unset(key) {
		first = f.firstly(m, test, key, pyread.Empty).Not()
	}
	if first == no && f.becomes(m, test, key, func(e *pytree.Expression) bool { return !pyread.Empty(e) }) {
		return person
	}
	return first
}

// holdsKey answers whether an entry is there; without one it may come with a click.
func (f *follower) holdsKey(m *module, test *pytree.Expression, key string) truth {
	switch {
	case f.later(m, test, key):
		return person
	case !f.unset(key):
		return unknown
	case f.becomes(m, test, key, func(*pytree.Expression) bool { return true }):
		return person
	}
	return no
}

// firstly tells whether the value that a newcomer gives an entry before a test of it
// passes another test.
func (f *follower) firstly(m *module, at *pytree.Expression, key string, test func(*pytree.Expression) bool) truth {
	s := &f.session
	if f.as != stranger && f.as != passerby || s.open || s.signIn || s.named[key] {
		return unknown
	}
	for _, set := range s.sets[key] {
		if s.first[set.at] > Never && !set.behind(m, at) && (set.value == nil || !test(set.value)) {
			return unknown
		}
	}
	return yes
}

// becomes tells whether a click, or what stands behind a test, gives an entry a value
// that passes another test.
func (f *follower) becomes(m *module, at *pytree.Expression, key string, test func(*pytree.Expression) bool) bool {
	return slices.ContainsFunc(f.session.sets[key], func(s set) bool {
		return (f.session.clicked[s.at] > Never || s.behind(m, at)) && (s.value == nil || !pyread.Literal(s.value) || test(s.value))
	})
}

// atFirst is what a newcomer's value comes to in a test that another value, set later,
// may pass otherwise: as the person likes.
func (f *follower) atFirst(m *module, at *pytree.Expression, key string, test func(*pytree.Expression) bool) truth {
	first := f.firstly(m, at, key, test)
	if first == unknown {
		first = f.firstly(m, at, key, func(e *pytree.Expression) bool {
			return e.Kind <= pytree.ConstantExpression && e.Kind >= pytree.TextExpression && !test(e)
		}).Not()
	}
	if len(f.session.sets[key]) == 0 || first == unknown {
		return unknown
	}
	if f.becomes(m, at, key, func(e *pytree.Expression) bool { return test(e) != (first == yes) }) {
		return person
	}
	return first
}

// isAbsent tells whether nothing ever gives an entry a value.
func (f *follower) isAbsent(e *pytree.Expression) bool {
	key, is := pyread.Asked(e)
	s := &f.session
	return is && !s.open && !s.signIn && !s.packages && !s.named[key] && len(s.sets[key]) == 0
}

// isNever tells whether an entry surely never has a text, whoever clicks at what.
func (f *follower) isNever(e *pytree.Expression, text string) bool {
	key, is := pyread.Asked(e)
	otherwise := &pyread.Nothing
	if is && e.Kind == pytree.CallExpression && len(e.Parts) > 2 {
		otherwise = e.Parts[2]
	}
	s := &f.session
	other := func(value *pytree.Expression) bool {
		return value != nil && (value.Kind == pytree.ConstantExpression || value.Kind == pytree.TextExpression && len(value.Parts) == 0 && value.Value != text)
	}
	return is && !s.open && !s.signIn && !s.packages && !s.named[key] && other(otherwise) && !slices.ContainsFunc(s.sets[key], func(set set) bool { return !other(set.value) })
}

// later tells whether a newcomer gives an entry its values only behind a test of it: it
// is not there at the first one, and may be at another.
func (f *follower) later(m *module, test *pytree.Expression, key string) bool {
	s := &f.session
	if f.as != stranger && f.as != passerby || s.open || s.signIn || s.named[key] {
		return false
	}
	is := false
	for _, set := range s.sets[key] {
		if s.first[set.at] > Never {
			if is = set.behind(m, test); !is {
				return false
			}
		}
	}
	return is
}

// behind tells whether an entry gets this value behind a test, in the same function.
func (s set) behind(m *module, test *pytree.Expression) bool {
	at := test.Place.Position()
	return s.at.File == m.path && pyread.Before(at, s.at.Position) && pyread.Around(m.scan.Tree, at) == pyread.Around(m.scan.Tree, s.at.Position)
}

// read adds what a file of the app puts there.
func (s *session) read(c *code, m *module) {
	found := pyread.EntriesOf(m.scan.Tree)
	s.open = s.open || m.scan.Tree == nil || found.Open
	maps.Copy(s.named, found.Named)
	for _, one := range found.Sets {
		s.sets[one.Key] = append(s.sets[one.Key], set{m.unit.spot(one.Of), one.Value})
	}
	pytree.Statements(m.scan.Tree, func(made *pytree.Statement) {
		if made.Kind != pytree.ImportStatement && made.Kind != pytree.FromStatement {
			return
		}
		for i := 0; i < len(made.Names); i += 2 {
			if c.file(m, made.Names[i]) == nil && c.file(m, made.Name) == nil {
				s.packages = s.packages || signers.MayKeep(made.Names[i]) || signers.MayKeep(made.Name)
				s.signIn = s.signIn || signers.Suspect(made.Names[i]) || signers.Suspect(made.Name)
			}
		}
	})
}
