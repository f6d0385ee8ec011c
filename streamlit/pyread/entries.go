package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Entries are what a file puts into st.session_state.
type Entries struct {
	Open  bool            // names that are not known here
	Named map[string]bool // texts that may be names: key="user" of a widget
	Sets  []EntrySet
}

// EntrySet is one place where an entry gets a value; nil: one that is not known.
type EntrySet struct {
	Key       string
	Of, Value *pytree.Expression // st.session_state there, and the value
	Lost      bool               // it stands behind st.login() in one block, or is what that gives: the browser leaves, and comes back without it
	Gone      bool               // del: it is taken away there
	Fills     bool               // each run comes to this, of the file or of the function, and gives the value where there is none
}

// fillsIn are the statements of blocks that each run of them comes to, and that give an entry a value where it has
// none: the entry by the statement, or by the call of setdefault.
func fillsIn(body []*pytree.Statement, found map[any]string) {
	for _, s := range body {
		switch {
		case s.Kind == pytree.FunctionStatement:
			fillsIn(s.Body, found)
		case s.Kind == pytree.IfStatement && s.Parts[0].Kind == pytree.CompareExpression && s.Parts[0].Value == "not in" && s.Parts[0].Parts[0].Kind == pytree.TextExpression && s.Parts[0].Parts[1].Own == "session_state":
			for _, inner := range s.Body {
				found[inner] = s.Parts[0].Parts[0].Value
			}
		case (s.Kind == pytree.ExpressionStatement || s.Kind == pytree.AssignStatement) && len(s.Parts) > 0 && s.Parts[0].Kind == pytree.CallExpression && Calls(s.Parts[0], "setdefault"):
			found[s.Parts[0]] = s.Parts[0].Parts[1].Value
		}
	}
}

// lost are the statements of a block that stand behind st.login().
func lost(body []*pytree.Statement, found map[*pytree.Statement]bool) {
	behind := false
	for _, s := range body {
		found[s] = behind || s.Kind == pytree.AssignStatement && SignsIn(s.Parts[0])
		behind = found[s] || s.Kind == pytree.ExpressionStatement && SignsIn(s.Parts[0])
		for _, inner := range [][]*pytree.Statement{s.Body, s.Other, s.Final, s.Clauses} {
			lost(inner, found)
		}
	}
}

// SignsIn tells whether an expression is a call of st.login, which gives None.
func SignsIn(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Own == "login"
}

// EntriesOf reads them.
func EntriesOf(body []*pytree.Statement) Entries {
	s := Entries{Named: map[string]bool{}}
	behind, filling := map[*pytree.Statement]bool{}, map[any]string{}
	now, gone, fill := false, false, ""
	lost(body, behind)
	fillsIn(body, filling)
	add := func(key string, of, value *pytree.Expression) {
		s.Sets = append(s.Sets, EntrySet{key, of, value, now, gone, fill == key && key != ""})
	}
	fine := map[*pytree.Expression]bool{}
	put := func(e, value *pytree.Expression) {
		if key, is := Kept(e); is {
			fine[e.Parts[0]] = true
			add(key, e.Parts[0], value)
		}
	}
	pytree.Statements(body, func(made *pytree.Statement) {
		fill, now, gone = filling[made], behind[made], made.Kind == pytree.ChangeStatement && made.Name == "" && len(made.Parts) == 0
		for _, target := range made.Targets {
			var value *pytree.Expression
			if made.Kind == pytree.AssignStatement && len(made.Parts) > 0 {
				if value = made.Parts[0]; SignsIn(value) {
					value = &Nothing
				}
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
	})
	now, gone, fill = false, false, ""
	pytree.Every(body, func(e *pytree.Expression) {
		if ChangesInPlace(e) {
			put(e.Parts[0].Parts[0], nil)
		}
		switch {
		case e.Kind == pytree.CompareExpression && len(e.Parts) == 2 && e.Parts[1].Own == "session_state" && e.Parts[0].Kind == pytree.TextExpression:
			fine[e.Parts[0]], fine[e.Parts[1]] = true, true
		case e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "session_state" && !slices.Contains([]string{"update", "setdefault", "__setitem__"}, e.Value):
			fine[e.Parts[0]] = true
		case e.Kind == pytree.ItemExpression && e.Parts[0].Own == "session_state" && e.Parts[1].Kind == pytree.TextExpression:
			fine[e.Parts[0]], fine[e.Parts[1]] = true, true
		case e.Kind == pytree.CallExpression && (IsGet(e) || Calls(e, "pop")):
			fine[e.Parts[1]] = true
		case e.Kind == pytree.CallExpression && Calls(e, "setdefault") && len(e.Parts) == 3:
			called := e.Parts[0]
			fill = filling[e]
			fine[called.Parts[0]], fine[e.Parts[1]] = true, true
			add(e.Parts[1].Value, called.Parts[0], e.Parts[2])
			fill = ""
		case e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Value == "update" && e.Parts[0].Parts[0].Own == "session_state" && len(e.Names) == len(e.Parts) && !slices.ContainsFunc(e.Names[1:], func(name string) bool { return name == "" || name[0] == '*' }):
			of := e.Parts[0].Parts[0]
			fine[of] = true
			for i, key := range e.Names[1:] {
				add(key, of, e.Parts[i+1])
			}
		}
		s.Open = s.Open || e.Own == "session_state" && !fine[e]
		if e.Kind == pytree.TextExpression && !fine[e] && !e.Key {
			s.Named[e.Value] = true // key="user" of a widget, a list of names
		}
	})
	return s
}
