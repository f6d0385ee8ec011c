package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
)

// list stands before the function whose whole list of containers has a name.
const list = "list of "

// containers finds the names that surely stand for a container wherever they are used
// in a file, and from which of streamlit's functions each comes.
func (s *scanner) containers(tree []*statement) map[string]string {
	found, given := map[string]string{}, map[string]int{}
	note := func(target *expression, from string) {
		if target.kind == nameExpression && from != "" {
			found[target.value] = from
			given[target.value]++
		}
	}
	statements(tree, func(made *statement) {
		if made.kind != assignStatement && made.kind != withStatement && made.kind != forStatement || len(made.parts) != 1 || len(made.targets) != 1 {
			return
		}
		switch target := made.targets[0]; {
		case made.kind == forStatement:
			note(target, each(made.parts[0], found))
		case s.container(made.parts[0], nil) != "":
			note(target, s.container(made.parts[0], nil))
		case made.kind == assignStatement && target.kind == listExpression && several(made.parts[0]) != "":
			for _, part := range target.parts {
				note(part, several(made.parts[0]))
			}
		case made.kind == assignStatement && several(made.parts[0]) != "":
			note(target, list+several(made.parts[0]))
		}
	})
	for name, times := range given {
		if s.bound[name] != times {
			delete(found, name)
		}
	}
	return found
}

// container is what an expression is that surely is a container: "sidebar", or the function it comes from.
func (s *scanner) container(e *expression, known map[string]string) string {
	switch {
	case e.own == "sidebar":
		return "sidebar"
	case e.kind == nameExpression:
		if from := known[e.value]; !strings.HasPrefix(from, list) {
			return from
		}
	case e.kind == callExpression && e.parts[0].kind <= attributeExpression && slices.Contains(names.Containers, e.parts[0].own):
		return e.parts[0].own
	case e.kind == itemExpression && (e.parts[1].kind == constantExpression || e.parts[1].kind == otherExpression && e.parts[1].value == sign):
		return each(e.parts[0], known)
	}
	return ""
}

// each is the function that an element of a list comes from.
func each(e *expression, known map[string]string) string {
	if from, is := strings.CutPrefix(known[e.value], list); is && e.kind == nameExpression {
		return from
	}
	return several(e)
}

// several is the function that gives a list of containers.
func several(e *expression) string {
	if e.kind == callExpression && (e.parts[0].own == "columns" || e.parts[0].own == "tabs") {
		return e.parts[0].own
	}
	return ""
}
