package pyapp

import (
	"cmp"
	"path"
	"slices"
)

// Entrance is a place in a script where a sign-in can stand: nothing was shown
// before it, and everything that the script shows comes behind it.
type Entrance struct {
	Behind Position // of the last thing before it; its line may go on. Zero: it comes first
	Beside int      // the line whose indentation it has; 0: it has none
	Module string   // what streamlit is called there; empty: it is not imported yet
}

// Entrances are the places in one file of an app, the best first: behind
// st.set_page_config and the imports, and as late as that.
func Entrances(file, script string, scans map[string]Scan) []Entrance {
	code := newCode(script, scans)
	m := code.modules[file]
	if m == nil || m.scan.tree == nil {
		return nil
	}
	s := still{&follower{code: code, merged: map[Login]int{}, alias: map[Spot]bool{}, found: Followed{reach: map[Spot]Reach{}, tried: map[Spot]bool{}}}, map[*unit]bool{}}
	var found, inside []Entrance
	bare, module := []Entrance{{}}, ""
	for i, at := range m.scan.tree {
		if i == 0 && isText(at) || at.kind == fromStatement && at.name == "__future__" {
			bare = []Entrance{{Behind: at.last()}} // nothing else may come before
			continue
		}
		if !s.statement(m, m.unit.scope, at) {
			inside = s.called(m, at, module)
			break
		}
		module = cmp.Or(nameFor(at), module)
		switch {
		case !imports(at) && !isConfig(at):
		case module == "":
			bare = append(bare, Entrance{Behind: at.last()})
		default:
			found = append(found, Entrance{Behind: at.last(), Module: module})
		}
	}
	slices.Reverse(found)
	slices.Reverse(bare)
	return slices.Concat(inside, found, bare)
}

// called is the place behind st.set_page_config in what a statement does: in the
// function that it calls, or in the block of if __name__ == "__main__".
func (q still) called(m *module, at *statement, module string) []Entrance {
	body := []*statement{at}
	if at.kind == ifStatement && isMain(at.parts[0]) {
		if body = at.body; q.configured(m, body, module) != nil {
			return q.configured(m, body, module)
		}
	}
	for _, each := range body {
		if each.kind == expressionStatement && each.parts[0].kind == callExpression {
			if units := q.find(m.unit.scope, m, each.parts[0].parts[0], 0).units; len(units) == 1 && units[0].module == m && len(units[0].node.targets) == 0 {
				return q.configured(m, units[0].body, module)
			}
		}
		if !q.statement(m, m.unit.scope, each) {
			return nil
		}
	}
	return nil
}

// configured is the place behind a st.set_page_config that stands in a block,
// before anything is shown there.
func (q still) configured(m *module, body []*statement, module string) []Entrance {
	for i, at := range body {
		module = cmp.Or(nameFor(at), module)
		switch {
		case isConfig(at) && module != "" && at.indent > 1:
			return []Entrance{{at.last(), int(at.place.line), module}}
		case i > 0 && isText(at), !isText(at) && !q.statement(m, m.unit.scope, at):
			return nil
		}
	}
	return nil
}

// last is the place of the last statement in a statement.
func (s *statement) last() Position {
	for _, inner := range [][]*statement{s.final, s.other, s.clauses, s.body} {
		if len(inner) > 0 {
			return inner[len(inner)-1].last()
		}
	}
	return s.place.position()
}

// isText tells whether a statement is a text alone, as a docstring is.
func isText(s *statement) bool {
	return s.kind == expressionStatement && s.parts[0].kind == textExpression
}

// isConfig tells whether a statement calls st.set_page_config.
func isConfig(s *statement) bool {
	return s.kind == expressionStatement && s.parts[0].kind == callExpression && s.parts[0].parts[0].own == "set_page_config"
}

// isMain tells whether a test is __name__ == "__main__".
func isMain(test *expression) bool {
	return test.kind == compareExpression && slices.ContainsFunc(test.parts, func(e *expression) bool { return e != nil && e.kind == nameExpression && e.value == "__name__" })
}

// imports tells whether a statement imports, perhaps under a condition.
func imports(s *statement) bool {
	nested := (s.kind == tryStatement || s.kind == ifStatement) && slices.ContainsFunc(s.body, imports)
	return s.kind == importStatement || s.kind == fromStatement || nested
}

// nameFor is the name that a statement gives streamlit.
func nameFor(s *statement) string {
	name := ""
	if s.kind == tryStatement {
		for _, inner := range s.body {
			name = cmp.Or(nameFor(inner), name)
		}
	}
	for i := 0; s.kind == importStatement && i+1 < len(s.names); i += 2 {
		switch {
		case s.names[i] == "streamlit":
			name = cmp.Or(s.names[i+1], s.names[i])
		case path.Dir(s.names[i]) == "streamlit" && s.names[i+1] == "":
			name = cmp.Or(name, "streamlit")
		}
	}
	return name
}
