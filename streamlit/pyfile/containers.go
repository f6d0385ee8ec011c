package pyfile

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// list stands before the function whose whole list of containers has a name.
const list = "list of "

// containers finds the names that surely stand for a container wherever they are used
// in a file, and from which of streamlit's functions each comes.
func (s *scanner) containers(tree []*pytree.Statement) map[string]string {
	found, given := map[string]string{}, map[string]int{}
	note := func(target *pytree.Expression, from string) {
		if target.Kind == pytree.NameExpression && from != "" {
			found[target.Value] = from
			given[target.Value]++
		}
	}
	pytree.Statements(tree, func(made *pytree.Statement) {
		if made.Kind != pytree.AssignStatement && made.Kind != pytree.WithStatement && made.Kind != pytree.ForStatement || len(made.Parts) != 1 || len(made.Targets) != 1 {
			return
		}
		switch target := made.Targets[0]; {
		case made.Kind == pytree.ForStatement:
			note(target, each(made.Parts[0], found))
		case s.container(made.Parts[0], nil) != "":
			note(target, s.container(made.Parts[0], nil))
		case made.Kind == pytree.AssignStatement && target.Kind == pytree.ListExpression && several(made.Parts[0]) != "":
			for _, part := range target.Parts {
				note(part, several(made.Parts[0]))
			}
		case made.Kind == pytree.AssignStatement && several(made.Parts[0]) != "":
			note(target, list+several(made.Parts[0]))
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
func (s *scanner) container(e *pytree.Expression, known map[string]string) string {
	switch {
	case e.Own == "sidebar":
		return "sidebar"
	case e.Kind == pytree.NameExpression:
		if from := known[e.Value]; !strings.HasPrefix(from, list) {
			return from
		}
	case e.Kind == pytree.CallExpression && e.Parts[0].Kind <= pytree.AttributeExpression && slices.Contains(names.Containers, e.Parts[0].Own):
		return e.Parts[0].Own
	case e.Kind == pytree.ItemExpression && (e.Parts[1].Kind == pytree.ConstantExpression || e.Parts[1].Kind == pytree.OtherExpression && e.Parts[1].Value == pytree.Sign):
		return each(e.Parts[0], known)
	}
	return ""
}

// each is the function that an element of a list comes from.
func each(e *pytree.Expression, known map[string]string) string {
	if from, is := strings.CutPrefix(known[e.Value], list); is && e.Kind == pytree.NameExpression {
		return from
	}
	return several(e)
}

// several is the function that gives a list of containers.
func several(e *pytree.Expression) string {
	if e.Kind == pytree.CallExpression && (e.Parts[0].Own == "columns" || e.Parts[0].Own == "tabs") {
		return e.Parts[0].Own
	}
	return ""
}
