package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// undefined ends a page at a name that nothing in its file gives a value, or nothing yet.
func (w *walker) undefined(e *pytree.Expression, reach Reach) Reach {
	name := e.Value
	if !w.looks() || w.inClass || e.Kind != pytree.NameExpression || e.Own != "" || strings.HasPrefix(name, "_") {
		return reach
	}
	of, bindings := w.scope.Holder(name)
	fault := reached.Fault{}
	switch {
	case of == w.unit.scope && of.Given[name]:
		return reach
	case of != nil && of != w.unit.scope:
		w.need(need{name, of}, reach)
		return reach
	case of.MayBe(name, bindings):
		return reach
	case of == nil:
		fault = reached.Undefined(name, w.ofSelf(name))
	case len(of.Above.Lookup(name)) > 0:
		outer, _ := of.Above.Holder(name)
		fault = reached.NotOuter(name, outer.Owner != nil)
	default:
		fault = reached.NotYet(name)
	}
	if w.unit.module.opens() {
		return reach
	}
	return w.fails(w.unit.spot(e), fault, reach)
}

// opens tells whether a file may have names that it does not show.
func (m *module) opens() bool {
	if m.opening == unknown {
		m.opening = reached.Of(m.scan.Generic || pyread.Opens(m.scan.Tree))
	}
	return m.opening == yes
}
