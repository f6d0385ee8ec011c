package pyapp

import (
	"slices"
	"strings"
)

// session is what an app may put into st.session_state.
type session struct {
	open bool // names that are not known here
	sets map[string]bool
}

// neverSet tells whether nothing in the app gives an entry of st.session_state a
// value, nor a package that may do so on its own.
func (f *follower) neverSet(key string) bool {
	if f.session == nil {
		f.session = &session{sets: map[string]bool{}}
		for _, m := range f.modules {
			f.session.read(f, m)
		}
	}
	return !f.session.open && !f.session.sets[key]
}

func (s *session) read(f *follower, m *module) {
	s.open = s.open || m.scan.tree == nil
	statements(m.scan.tree, func(made *statement) {
		given := made.targets
		if made.kind == changeStatement {
			given = slices.Concat(given, made.parts)
		}
		for _, target := range given {
			target.every(s.given)
		}
		if made.kind == importStatement || made.kind == fromStatement {
			for i := 0; i < len(made.names); i += 2 {
				s.open = s.open || f.file(m, made.names[i]) == nil && f.file(m, made.name) == nil && (mayKeep(made.names[i]) || mayKeep(made.name))
			}
		}
	})
	fine := map[*expression]bool{}
	every(m.scan.tree, func(e *expression) {
		switch {
		case e.kind == compareExpression && len(e.parts) == 2 && e.parts[1].own == "session_state" && e.parts[0].kind == textExpression:
			fine[e.parts[0]], fine[e.parts[1]] = true, true
		case e.kind == attributeExpression && e.parts[0].own == "session_state" && !slices.Contains([]string{"update", "setdefault", "__setitem__"}, e.value):
			fine[e.parts[0]] = true
		case e.kind == itemExpression && e.parts[0].own == "session_state" && e.parts[1].kind == textExpression:
			fine[e.parts[0]], fine[e.parts[1]] = true, true
		case e.kind == callExpression && isGet(e):
			fine[e.parts[1]] = true
		}
		s.open = s.open || e.own == "session_state" && !fine[e]
		if e.kind == textExpression && !fine[e] {
			s.sets[e.value] = true // key="user" of a widget, a list of names
		}
	})
}

// given notes what is on the left of an assignment.
func (s *session) given(e *expression) {
	switch {
	case e.kind == attributeExpression && e.parts[0].own == "session_state":
		s.sets[e.value] = true
	case e.kind == itemExpression && e.parts[0].own == "session_state":
		s.sets[e.parts[1].value] = true
	}
}

// isGet tells whether a call is st.session_state.get("…").
func isGet(e *expression) bool {
	called := e.parts[0]
	return called.kind == attributeExpression && called.value == "get" && called.parts[0].own == "session_state" && len(e.parts) > 1 && e.parts[1].kind == textExpression
}

// mayKeep tells whether a package may use st.session_state by itself.
func mayKeep(name string) bool {
	name = strings.ToLower(name)
	return name != "streamlit" && strings.Contains(name, "streamlit") || strings.HasPrefix(name, "st_") || suspect(name)
}
