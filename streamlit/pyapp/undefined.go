package pyapp

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// undefined ends a page at a name that nothing in its file gives a value, or nothing yet.
func (w *walker) undefined(e *pytree.Expression, reach Reach) Reach {
	name := e.Value
	if w.as != stranger || w.tested || w.clicking || w.inClass || e.Kind != pytree.NameExpression || e.Own != "" || strings.HasPrefix(name, "_") {
		return reach
	}
	of, bindings := w.scope.Holder(name)
	fault := reached.Fault{Code: true}
	switch {
	case of == w.unit.scope && of.Given[name]:
		return reach
	case of != nil && of != w.unit.scope:
		w.need(need{name, of}, reach)
		return reach
	case of.MayBe(name, bindings):
		return reach
	case of == nil:
		fault.Message, fault.Fix = fmt.Sprintf("nothing in this file gives the name %s a value, so the page ends here with an error", name), "give it a value above this line, or import it"
		if self := w.ofSelf(name); self != "" {
			fault.Fix = "write " + self + "." + name
		} else if names.Known(name) {
			fault.Fix = "write import " + name + " at the top of this file"
		}
	case len(of.Above.Lookup(name)) > 0:
		fault.Message = fmt.Sprintf("%s is a name of this function's own, since a line of it gives it a value, and is not defined yet where this line reads it: the page ends here with an error", name)
		fault.Fix = "begin the function with global " + name + ", or use another name in it"
		if outer, _ := of.Above.Holder(name); outer.Owner != nil {
			fault.Fix = "begin the function with nonlocal " + name + ", or use another name in it"
		}
	}
	if w.unit.module.opens() {
		return reach
	}
	if fault.Message == "" {
		fault.Message, fault.Fix = name+" is not defined yet where this line reads it, so the page ends here with an error", "define it above this line, on every way that leads here"
	}
	return w.fails(w.unit.spot(e), fault, reach)
}

// opens tells whether a file may have names that it does not show.
func (m *module) opens() bool {
	if m.opening == unknown {
		m.opening = reached.Of(pyread.Opens(m.scan.Tree))
	}
	return m.opening == yes
}
