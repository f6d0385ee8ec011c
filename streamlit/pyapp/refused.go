package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// refused ends a page at a call that every release of Streamlit refuses, and notes it.
func (w *walker) refused(call *pytree.Expression, reach Reach) Reach {
	called := call.Parts[0]
	if !w.looks() || w.forgives || w.putsThere(called.Value) || w.putsThere(called.Own) {
		return reach
	}
	return w.fails(w.unit.spot(called), reached.Fault{Message: call.Refused.Message, Fix: call.Refused.Fix}, reach)
}

// putsThere tells whether the app itself may put something into streamlit under a name.
func (c *code) putsThere(name string) bool {
	for _, m := range c.modules {
		if slices.Contains(m.scan.Given, "*") || name != "" && slices.Contains(m.scan.Given, name) {
			return true
		}
	}
	return false
}
