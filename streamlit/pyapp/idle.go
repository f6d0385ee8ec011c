package pyapp

import "github.com/authkit-cli/authkit/streamlit/pytree"

// isLazy tells whether a call of a function does not run it: it makes a coroutine or a generator.
func isLazy(u *unit) bool { return u.node != nil && u.node.Lazy }

// isIdle tells whether a statement only names a function, without calling it, or makes a
// coroutine or a generator that nothing runs. (st.fragment and the like run theirs.)
func (w *walker) isIdle(s *pytree.Statement) bool {
	if s.Kind != pytree.ExpressionStatement {
		return false
	}
	switch e := s.Parts[0]; e.Kind {
	case pytree.NameExpression:
		return e.Own != "" || len(w.find(w.scope, w.unit.module, e, 0).units) > 0
	case pytree.AttributeExpression:
		u := w.find(w.scope, w.unit.module, e, 0).units
		return e.Own == "login" || e.Own == "logout" || len(u) > 0 && w.property(w.scope, w.unit.module, e, 0) == nil && w.lacksAttribute(e).Message == ""
	case pytree.CallExpression:
		units := w.find(w.scope, w.unit.module, e.Parts[0], 0).units
		return len(units) == 1 && isLazy(units[0]) && len(units[0].decorated) == 0
	}
	return false
}

// isNamedOnly tells whether a callback only gives back a function that it names: lambda: st.login.
func isNamedOnly(e *pytree.Expression) bool {
	return e.Kind == pytree.LambdaExpression && e.Parts[len(e.Parts)-1].Own == "login"
}
