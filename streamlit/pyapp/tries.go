package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// cannotFail tells whether nothing in a block raises, as far as it is known: it asks
// what is known, and imports what st.login needs, which other checks ask for.
func (w *walker) cannotFail(body []*pytree.Statement) bool {
	return !slices.ContainsFunc(body, func(s *pytree.Statement) bool {
		switch s.Kind {
		case pytree.IfStatement:
			return !w.settled(s.Parts[0]) || !w.cannotFail(s.Body) || !w.cannotFail(s.Other)
		case pytree.ReturnStatement, pytree.AssignStatement:
			return slices.ContainsFunc(s.Targets, func(e *pytree.Expression) bool { return e.Kind != pytree.NameExpression }) || slices.ContainsFunc(s.Parts, func(e *pytree.Expression) bool { return !w.settled(e) })
		case pytree.ImportStatement:
			for i := 0; i < len(s.Names); i += 2 {
				if !slices.Contains([]string{"authlib", "streamlit", "httpx"}, s.Names[i]) {
					return true
				}
			}
			return false
		}
		return s.Kind != pytree.OtherStatement || s.Named != &pytree.NoneNamed || len(s.Parts) > 0
	})
}

// settled tells whether the value of an expression is known, and nothing in it hangs on
// a release of Streamlit.
func (w *walker) settled(e *pytree.Expression) bool {
	t, own := w.truth(e), false
	e.Every(func(part *pytree.Expression) {
		own = own || part.Own != "" && (part.Own != "secrets" || w.held.Empty()) || part.Kind == pytree.CallExpression
	})
	return e.Kind == pytree.ConstantExpression || !own && (t == yes || t == no)
}

// mayFail tells whether something in a block fails or not as no file fixes it.
func (w *walker) mayFail(body []*pytree.Statement) bool {
	fails := false
	pytree.Every(body, func(e *pytree.Expression) {
		fails = fails || e.Kind == pytree.CallExpression && w.callHangs(w.scope, w.unit.module, e, 0).Loose()
	})
	return fails
}
