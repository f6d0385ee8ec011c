package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Opens tells whether a file may have names that it does not show: import *, exec, globals.
func Opens(body []*pytree.Statement) bool {
	opens := false
	pytree.Statements(body, func(s *pytree.Statement) {
		opens = opens || s.Kind == pytree.FromStatement && slices.Contains(s.Names, "*")
	})
	pytree.Every(body, func(e *pytree.Expression) {
		opens = opens || e.Kind == pytree.NameExpression && slices.Contains([]string{"exec", "globals", "vars", "locals", "builtins"}, e.Value)
	})
	return opens
}

// Puts are the names under which a file gives other things something, as in config.AUTH = True,
// and those whose value it changes in place, as in AUTH["on"] = True; "*": any, by setattr and the like.
func Puts(body []*pytree.Statement) map[string]bool {
	puts := map[string]bool{}
	changed := func(e *pytree.Expression) {
		if e.Own == "" && e.Kind <= pytree.AttributeExpression {
			puts[e.Value] = true
			puts["."+e.Value] = puts["."+e.Value] || e.Kind == pytree.AttributeExpression
		}
	}
	pytree.Statements(body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			target.Every(func(e *pytree.Expression) {
				switch {
				case e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "":
					puts[e.Value] = true
					puts["."+e.Value] = puts["."+e.Value] || e.Parts[0].Value != "self" // of a thing, by others
				case e.Kind == pytree.ItemExpression:
					changed(e.Parts[0])
				}
			})
		}
	})
	pytree.Every(body, func(e *pytree.Expression) {
		switch {
		case (e.Kind == pytree.NameExpression || e.Kind == pytree.AttributeExpression) && slices.Contains([]string{"setattr", "vars", "__dict__", "modules"}, e.Value):
			puts["*"] = true
		case ChangesInPlace(e):
			changed(e.Parts[0].Parts[0])
		}
	})
	return puts
}

// Replaces tells whether a file may put another module in the place of one, or add to where Python
// looks for them.
func Replaces(body []*pytree.Statement) bool {
	gives := false
	pytree.Every(body, func(e *pytree.Expression) {
		switch {
		case e.Kind == pytree.NameExpression:
			gives = gives || e.Value == "vars" || e.Value == "__path__"
		case e.Kind == pytree.AttributeExpression:
			gives = gives || e.Value == "modules" || e.Value == "__path__" || e.Value == "__dict__" || e.Value == "insert" && e.Parts[0].Value == "path"
		}
	})
	return gives
}

// Says tells whether a name stands somewhere in a file.
func Says(body []*pytree.Statement, name string) bool {
	says := false
	pytree.Every(body, func(e *pytree.Expression) {
		says = says || e.Kind == pytree.NameExpression && e.Value == name
	})
	return says
}
