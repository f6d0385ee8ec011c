package pyread

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// RunsPages tells whether an app surely runs the page that st.navigation gives by .run() of it;
// open: it may run one in a way that is not seen here.
func RunsPages(trees [][]*pytree.Statement) (runs, open bool) {
	made, called, idle := map[string]bool{}, map[*pytree.Expression]bool{}, map[*pytree.Expression]bool{}
	isMenu := func(e *pytree.Expression) bool {
		return e != nil && e.Kind == pytree.CallExpression && (e.Parts[0].Own == "navigation" || e.Parts[0].Own == "Page")
	}
	for _, tree := range trees {
		pytree.Statements(tree, func(s *pytree.Statement) {
			if s.Kind == pytree.ExpressionStatement && len(s.Parts) == 1 {
				idle[s.Parts[0]] = true
			}
			for _, target := range s.Targets {
				if s.Kind == pytree.AssignStatement && (isMenu(s.Parts[0]) || s.Parts[0].Kind == pytree.ListExpression && slices.ContainsFunc(s.Parts[0].Parts, isMenu)) {
					target.Every(func(e *pytree.Expression) { made[e.Value] = true })
				}
			}
		})
		pytree.Every(tree, func(e *pytree.Expression) {
			if e.Kind == pytree.CallExpression {
				called[e.Parts[0]] = true
			} else if e.Kind == pytree.BindExpression && isMenu(e.Parts[1]) {
				made[e.Parts[0].Value] = true
			}
		})
	}
	for _, tree := range trees {
		pytree.Every(tree, func(e *pytree.Expression) {
			switch {
			case e.Kind == pytree.TextExpression && e.Value == "run", e.Kind == pytree.AttributeExpression && e.Value == "run" && !called[e] && !idle[e]:
				open = true
			case e.Kind == pytree.AttributeExpression && e.Value == "run" && e.Own == "" && called[e]:
				runs = runs || isMenu(e.Parts[0]) || e.Parts[0].Kind <= pytree.AttributeExpression && made[e.Parts[0].Value]
			}
		})
	}
	return runs, open
}

// NamesPages tells whether a file names pages, which are run whenever they are shown.
func NamesPages(tree []*pytree.Statement) bool {
	names := false
	pytree.Every(tree, func(e *pytree.Expression) { names = names || e.Own == "Page" })
	return names
}

// ModuleOf is the module in the file that a text names.
func ModuleOf(text string) string {
	return strings.TrimSuffix(strings.TrimLeft(strings.ReplaceAll(text, `\`, "/"), "./"), ".py")
}
