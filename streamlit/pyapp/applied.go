package pyapp

import "strings"

// smallFunction is up to how many expressions a function is read anew for one call.
const smallFunction = 100

// applied is a small function of the app with what a call of it gives in place of its
// parameters, where that is written out: claim(st.user, "email"). Else it is the function.
func (f *follower) applied(call *expression, u *unit) *unit {
	if call.kind != callExpression || len(call.parts) == 1 && len(u.node.parts) == 0 {
		return u
	}
	if known := f.calls[call]; known != nil {
		return known
	}
	size := 0
	every(u.body, func(*expression) { size++ })
	given, site, number := map[string]*expression{}, callSite{node: call}, 0
	for i, name := range u.node.names {
		if strings.HasPrefix(name, "*") || i == 0 && (name == "self" || name == "cls") {
			continue
		}
		value, clear := site.argument(number, name)
		if value == nil && clear {
			value = u.node.parts[i]
		}
		if value != nil && (value.kind == textExpression && len(value.parts) == 0 || value.kind == constantExpression || value.own != "" || plain(value)) {
			given[name] = value
		}
		number++
	}
	if len(given) == 0 || size > smallFunction || changesOthers(u.body) {
		return u
	}
	made := &unit{module: u.module, node: u.node, above: u.above, scope: &scope{above: u.scope.above}}
	made.body = filledIn(u.body, given)
	f.names(made)
	f.calls[call] = made
	return made
}

// plain tells whether an expression is st.user, st.secrets or st.session_state, or a part
// of them that is named by a text: the same wherever it is written.
func plain(e *expression) bool {
	switch {
	case isUser(e.own) || e.own == "secrets" || e.own == "session_state":
		return true
	case e.kind == itemExpression:
		return plain(e.parts[0]) && e.parts[1].kind == textExpression
	case e.kind == attributeExpression:
		return e.own == "" && plain(e.parts[0])
	}
	return false
}

// filledIn are statements with values in place of names.
func filledIn(body []*statement, given map[string]*expression) (all []*statement) {
	list := func(from []*expression) (all []*expression) {
		for _, e := range from {
			all = append(all, e.filledIn(given))
		}
		return all
	}
	for _, s := range body {
		made := *s
		made.parts, made.targets = list(s.parts), list(s.targets)
		if s.compound != &noneCompound {
			made.compound = &compound{filledIn(s.body, given), filledIn(s.other, given), filledIn(s.final, given), filledIn(s.clauses, given)}
		}
		all = append(all, &made)
	}
	return all
}

func (e *expression) filledIn(given map[string]*expression) *expression {
	switch {
	case e == nil:
		return nil
	case e.kind == nameExpression && given[e.value] != nil && e.own == "":
		return given[e.value]
	}
	made := *e
	made.parts = make([]*expression, len(e.parts))
	for i, part := range e.parts {
		made.parts[i] = part.filledIn(given)
	}
	return &made
}
