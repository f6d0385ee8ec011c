package pyapp

import "slices"

// cannotFail tells whether nothing in a block raises, as far as it is known: it asks
// what is known, and imports what st.login needs, which other checks ask for.
func (w *walker) cannotFail(body []*statement) bool {
	return !slices.ContainsFunc(body, func(s *statement) bool {
		switch s.kind {
		case ifStatement:
			return !w.settled(s.parts[0]) || !w.cannotFail(s.body) || !w.cannotFail(s.other)
		case returnStatement, assignStatement:
			return slices.ContainsFunc(s.targets, func(e *expression) bool { return e.kind != nameExpression }) || slices.ContainsFunc(s.parts, func(e *expression) bool { return !w.settled(e) })
		case importStatement:
			for i := 0; i < len(s.names); i += 2 {
				if !slices.Contains([]string{"authlib", "streamlit", "httpx"}, s.names[i]) {
					return true
				}
			}
			return false
		}
		return s.kind != otherStatement || s.named != &noneNamed || len(s.parts) > 0
	})
}

// settled tells whether the value of an expression is known, and nothing in it hangs on
// a release of Streamlit.
func (w *walker) settled(e *expression) bool {
	t, own := w.truth(e), false
	e.every(func(part *expression) {
		own = own || part.own != "" && (part.own != "secrets" || w.held.Empty()) || part.kind == callExpression
	})
	return e.kind == constantExpression || !own && (t == yes || t == no)
}

// mayFail tells whether something in a block fails or not as no file fixes it.
func (w *walker) mayFail(body []*statement) bool {
	fails := false
	every(body, func(e *expression) {
		fails = fails || e.kind == callExpression && w.callHangs(w.scope, w.unit.module, e, 0) == varies
	})
	return fails
}
