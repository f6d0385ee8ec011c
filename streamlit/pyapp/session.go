package pyapp

import (
	"slices"
	"sort"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// session is what an app may put into st.session_state.
type session struct {
	open     bool // names that are not known here
	packages bool // of somebody else, that may use it by themselves
	signIn   bool // one of them signs people in
	named    map[string]bool
	sets     map[string][]set
	first    map[Spot]Reach // how surely a newcomer comes to each
	clicked  map[Spot]Reach // and a stranger who clicks
}

// set is one place where an entry gets a value; nil: one that is not known.
type set struct {
	at    Spot
	value *expression
}

// keeps reads what the app puts into st.session_state, and what of it a newcomer meets.
func (c *code) keeps(scans map[string]Scan) {
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
}

// unset tells whether an entry of st.session_state is not there yet: somebody who
// is signed in may have it from before, unless nothing ever sets it.
func (f *follower) unset(key string) bool {
	s := &f.session
	switch {
	case s.open || s.named[key]:
		return false
	case f.as == member:
		return !s.packages && len(s.sets[key]) == 0
	case f.as == stranger || f.as == passerby:
		return !s.signIn && !slices.ContainsFunc(s.sets[key], func(set set) bool { return s.first[set.at] > Never })
	}
	return false
}

// firstValue is what such an entry comes to in a test.
func (f *follower) firstValue(m *module, test *expression, key string) truth {
	first := no
	if !f.unset(key) {
		first = f.firstly(m, test, key, empty).Not()
	}
	if first == no && f.becomes(m, test, key, func(e *expression) bool { return !empty(e) }) {
		return person
	}
	return first
}

// holdsKey answers whether an entry is there; without one it may come with a click.
func (f *follower) holdsKey(m *module, test *expression, key string) truth {
	switch {
	case f.later(m, test, key):
		return person
	case !f.unset(key):
		return unknown
	case f.becomes(m, test, key, func(*expression) bool { return true }):
		return person
	}
	return no
}

// firstly tells whether the value that a newcomer gives an entry before a test of it
// passes another test.
func (f *follower) firstly(m *module, at *expression, key string, test func(*expression) bool) truth {
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
func (f *follower) becomes(m *module, at *expression, key string, test func(*expression) bool) bool {
	return slices.ContainsFunc(f.session.sets[key], func(s set) bool {
		return (f.session.clicked[s.at] > Never || s.behind(m, at)) && (s.value == nil || !literal(s.value) || test(s.value))
	})
}

// atFirst is what a newcomer's value comes to in a test that another value, set later,
// may pass otherwise: as the person likes.
func (f *follower) atFirst(m *module, at *expression, key string, test func(*expression) bool) truth {
	first := f.firstly(m, at, key, test)
	if first == unknown {
		first = f.firstly(m, at, key, func(e *expression) bool { return e.kind <= constantExpression && e.kind >= textExpression && !test(e) }).Not()
	}
	if len(f.session.sets[key]) == 0 || first == unknown {
		return unknown
	}
	if f.becomes(m, at, key, func(e *expression) bool { return test(e) != (first == yes) }) {
		return person
	}
	return first
}

// isAbsent tells whether nothing ever gives an entry a value.
func (f *follower) isAbsent(e *expression) bool {
	key, is := asked(e)
	s := &f.session
	return is && !s.open && !s.signIn && !s.packages && !s.named[key] && len(s.sets[key]) == 0
}

// isNever tells whether an entry surely never has a text, whoever clicks at what.
func (f *follower) isNever(e *expression, text string) bool {
	key, is := asked(e)
	otherwise := &nothing
	if is && e.kind == callExpression && len(e.parts) > 2 {
		otherwise = e.parts[2]
	}
	s := &f.session
	other := func(value *expression) bool {
		return value != nil && (value.kind == constantExpression || value.kind == textExpression && len(value.parts) == 0 && value.value != text)
	}
	return is && !s.open && !s.signIn && !s.packages && !s.named[key] && other(otherwise) && !slices.ContainsFunc(s.sets[key], func(set set) bool { return !other(set.value) })
}

// later tells whether a newcomer gives an entry its values only behind a test of it: it
// is not there at the first one, and may be at another.
func (f *follower) later(m *module, test *expression, key string) bool {
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
func (s set) behind(m *module, test *expression) bool {
	at := test.place.Position()
	return s.at.File == m.path && before(at, s.at.Position) && around(m.scan.tree, at) == around(m.scan.tree, s.at.Position)
}

// around is the innermost function that a place stands in.
func around(body []*statement, at pytoken.Position) *statement {
	next := sort.Search(len(body), func(i int) bool { return before(at, body[i].place.Position()) })
	if next == 0 {
		return nil
	}
	s := body[next-1]
	if inner := around(slices.Concat(s.body, s.clauses, s.other, s.final), at); inner != nil || s.kind != functionStatement {
		return inner
	}
	return s
}

func before(a, b pytoken.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// literal tells whether a value is written out.
func literal(e *expression) bool {
	return slices.Contains([]expressionKind{constantExpression, textExpression, dictExpression, listExpression}, e.kind)
}

// empty tells whether a value that is written out is false in a test.
func empty(e *expression) bool {
	switch e.kind {
	case constantExpression:
		return slices.Contains([]string{"None", "False", "0"}, e.value)
	case textExpression:
		return e.value == "" && len(e.parts) == 0
	case dictExpression, listExpression:
		return len(e.parts) == 0
	}
	return false
}

func (s *session) read(c *code, m *module) {
	s.open = s.open || m.scan.tree == nil
	fine := map[*expression]bool{}
	put := func(e, value *expression) {
		if key, is := kept(e); is {
			fine[e.parts[0]] = true
			s.sets[key] = append(s.sets[key], set{m.unit.spot(e.parts[0]), value})
		}
	}
	statements(m.scan.tree, func(made *statement) {
		for _, target := range made.targets {
			var value *expression
			if made.kind == assignStatement && len(made.parts) > 0 {
				value = made.parts[0]
			}
			target.every(func(e *expression) {
				if e != target {
					put(e, nil)
				} else {
					put(e, value)
				}
			})
		}
		if made.kind == changeStatement {
			for _, part := range made.parts {
				part.every(func(e *expression) { put(e, nil) })
			}
		}
		if made.kind == importStatement || made.kind == fromStatement {
			for i := 0; i < len(made.names); i += 2 {
				if c.file(m, made.names[i]) == nil && c.file(m, made.name) == nil {
					s.packages = s.packages || signers.MayKeep(made.names[i]) || signers.MayKeep(made.name)
					s.signIn = s.signIn || signers.Suspect(made.names[i]) || signers.Suspect(made.name)
				}
			}
		}
	})
	every(m.scan.tree, func(e *expression) {
		switch {
		case e.kind == compareExpression && len(e.parts) == 2 && e.parts[1].own == "session_state" && e.parts[0].kind == textExpression:
			fine[e.parts[0]], fine[e.parts[1]] = true, true
		case e.kind == attributeExpression && e.parts[0].own == "session_state" && !slices.Contains([]string{"update", "setdefault", "__setitem__"}, e.value):
			fine[e.parts[0]] = true
		case e.kind == itemExpression && e.parts[0].own == "session_state" && e.parts[1].kind == textExpression:
			fine[e.parts[0]], fine[e.parts[1]] = true, true
		case e.kind == callExpression && (isGet(e) || calls(e, "pop")):
			fine[e.parts[1]] = true
		case e.kind == callExpression && calls(e, "setdefault") && len(e.parts) == 3:
			called := e.parts[0]
			fine[called.parts[0]], fine[e.parts[1]] = true, true
			s.sets[e.parts[1].value] = append(s.sets[e.parts[1].value], set{m.unit.spot(called.parts[0]), e.parts[2]})
		case e.kind == callExpression && e.parts[0].kind == attributeExpression && e.parts[0].value == "update" && e.parts[0].parts[0].own == "session_state" && len(e.names) == len(e.parts) && !slices.ContainsFunc(e.names[1:], func(name string) bool { return name == "" || name[0] == '*' }):
			of := e.parts[0].parts[0]
			fine[of] = true
			for i, key := range e.names[1:] {
				s.sets[key] = append(s.sets[key], set{m.unit.spot(of), e.parts[i+1]})
			}
		}
		s.open = s.open || e.own == "session_state" && !fine[e]
		if e.kind == textExpression && !fine[e] {
			s.named[e.value] = true // key="user" of a widget, a list of names
		}
	})
}

// kept is the entry of st.session_state that an expression is.
func kept(e *expression) (key string, is bool) {
	switch {
	case e.kind == attributeExpression && e.parts[0].own == "session_state":
		return e.value, true
	case e.kind == itemExpression && e.parts[0].own == "session_state":
		return e.parts[1].value, e.parts[1].kind == textExpression
	}
	return "", false
}

// asked is the entry of st.session_state that an expression asks for, by get or otherwise.
func asked(e *expression) (key string, is bool) {
	if e.kind == callExpression && isGet(e) {
		return e.parts[1].value, true
	}
	return kept(e)
}

// calls tells whether a call is that of a method of st.session_state with a text first.
func calls(e *expression, method string) bool {
	called := e.parts[0]
	return called.kind == attributeExpression && called.value == method && called.parts[0].own == "session_state" && len(e.parts) > 1 && e.parts[1].kind == textExpression
}

// isGet tells whether a call is st.session_state.get("…").
func isGet(e *expression) bool { return calls(e, "get") }
