package pyapp

import (
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pylook"
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
		first = f.firstly(m, test, key, empty).Not()
	}
	if first == no && f.becomes(m, test, key, func(e *pytree.Expression) bool { return !empty(e) }) {
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
		return (f.session.clicked[s.at] > Never || s.behind(m, at)) && (s.value == nil || !literal(s.value) || test(s.value))
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
	key, is := asked(e)
	s := &f.session
	return is && !s.open && !s.signIn && !s.packages && !s.named[key] && len(s.sets[key]) == 0
}

// isNever tells whether an entry surely never has a text, whoever clicks at what.
func (f *follower) isNever(e *pytree.Expression, text string) bool {
	key, is := asked(e)
	otherwise := &nothing
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
	return s.at.File == m.path && pylook.Before(at, s.at.Position) && pylook.Around(m.scan.Tree, at) == pylook.Around(m.scan.Tree, s.at.Position)
}

// literal tells whether a value is written out.
func literal(e *pytree.Expression) bool {
	return slices.Contains([]pytree.ExpressionKind{pytree.ConstantExpression, pytree.TextExpression, pytree.DictExpression, pytree.ListExpression}, e.Kind)
}

// empty tells whether a value that is written out is false in a test.
func empty(e *pytree.Expression) bool {
	switch e.Kind {
	case pytree.ConstantExpression:
		return slices.Contains([]string{"None", "False", "0"}, e.Value)
	case pytree.TextExpression:
		return e.Value == "" && len(e.Parts) == 0
	case pytree.DictExpression, pytree.ListExpression:
		return len(e.Parts) == 0
	}
	return false
}

func (s *session) read(c *code, m *module) {
	s.open = s.open || m.scan.Tree == nil
	fine := map[*pytree.Expression]bool{}
	put := func(e, value *pytree.Expression) {
		if key, is := kept(e); is {
			fine[e.Parts[0]] = true
			s.sets[key] = append(s.sets[key], set{m.unit.spot(e.Parts[0]), value})
		}
	}
	pytree.Statements(m.scan.Tree, func(made *pytree.Statement) {
		for _, target := range made.Targets {
			var value *pytree.Expression
			if made.Kind == pytree.AssignStatement && len(made.Parts) > 0 {
				value = made.Parts[0]
			}
			target.Every(func(e *pytree.Expression) {
				if e != target {
					put(e, nil)
				} else {
					put(e, value)
				}
			})
		}
		if made.Kind == pytree.ChangeStatement {
			for _, part := range made.Parts {
				part.Every(func(e *pytree.Expression) { put(e, nil) })
			}
		}
		if made.Kind == pytree.ImportStatement || made.Kind == pytree.FromStatement {
			for i := 0; i < len(made.Names); i += 2 {
				if c.file(m, made.Names[i]) == nil && c.file(m, made.Name) == nil {
					s.packages = s.packages || signers.MayKeep(made.Names[i]) || signers.MayKeep(made.Name)
					s.signIn = s.signIn || signers.Suspect(made.Names[i]) || signers.Suspect(made.Name)
				}
			}
		}
	})
	pytree.Every(m.scan.Tree, func(e *pytree.Expression) {
		switch {
		case e.Kind == pytree.CompareExpression && len(e.Parts) == 2 && e.Parts[1].Own == "session_state" && e.Parts[0].Kind == pytree.TextExpression:
			fine[e.Parts[0]], fine[e.Parts[1]] = true, true
		case e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "session_state" && !slices.Contains([]string{"update", "setdefault", "__setitem__"}, e.Value):
			fine[e.Parts[0]] = true
		case e.Kind == pytree.ItemExpression && e.Parts[0].Own == "session_state" && e.Parts[1].Kind == pytree.TextExpression:
			fine[e.Parts[0]], fine[e.Parts[1]] = true, true
		case e.Kind == pytree.CallExpression && (isGet(e) || calls(e, "pop")):
			fine[e.Parts[1]] = true
		case e.Kind == pytree.CallExpression && calls(e, "setdefault") && len(e.Parts) == 3:
			called := e.Parts[0]
			fine[called.Parts[0]], fine[e.Parts[1]] = true, true
			s.sets[e.Parts[1].Value] = append(s.sets[e.Parts[1].Value], set{m.unit.spot(called.Parts[0]), e.Parts[2]})
		case e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Value == "update" && e.Parts[0].Parts[0].Own == "session_state" && len(e.Names) == len(e.Parts) && !slices.ContainsFunc(e.Names[1:], func(name string) bool { return name == "" || name[0] == '*' }):
			of := e.Parts[0].Parts[0]
			fine[of] = true
			for i, key := range e.Names[1:] {
				s.sets[key] = append(s.sets[key], set{m.unit.spot(of), e.Parts[i+1]})
			}
		}
		s.open = s.open || e.Own == "session_state" && !fine[e]
		if e.Kind == pytree.TextExpression && !fine[e] {
			s.named[e.Value] = true // key="user" of a widget, a list of names
		}
	})
}

// kept is the entry of st.session_state that an expression is.
func kept(e *pytree.Expression) (key string, is bool) {
	switch {
	case e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "session_state":
		return e.Value, true
	case e.Kind == pytree.ItemExpression && e.Parts[0].Own == "session_state":
		return e.Parts[1].Value, e.Parts[1].Kind == pytree.TextExpression
	}
	return "", false
}

// asked is the entry of st.session_state that an expression asks for, by get or otherwise.
func asked(e *pytree.Expression) (key string, is bool) {
	if e.Kind == pytree.CallExpression && isGet(e) {
		return e.Parts[1].Value, true
	}
	return kept(e)
}

// calls tells whether a call is that of a method of st.session_state with a text first.
func calls(e *pytree.Expression, method string) bool {
	called := e.Parts[0]
	return called.Kind == pytree.AttributeExpression && called.Value == method && called.Parts[0].Own == "session_state" && len(e.Parts) > 1 && e.Parts[1].Kind == pytree.TextExpression
}

// isGet tells whether a call is st.session_state.get("…").
func isGet(e *pytree.Expression) bool { return calls(e, "get") }
