package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// isDialog tells whether a call of a function opens a dialog.
func (u *unit) isDialog() bool { return u.isUnder("dialog", "experimental_dialog") }

// isUnder tells whether a function has one of these decorators of Streamlit.
func (u *unit) isUnder(decorators ...string) bool {
	return u.node != nil && slices.ContainsFunc(u.node.Targets, func(e *pytree.Expression) bool {
		if e.Kind == pytree.CallExpression {
			e = e.Parts[0]
		}
		return slices.Contains(decorators, e.Own)
	})
}

// dialogs ends a page at a call that opens a dialog, where one is surely open in the same run, or
// the call stands in one. u is the function that is called.
func (w *walker) dialogs(called *pytree.Expression, u *unit, reach Reach) Reach {
	if w.as != stranger || reach == Never || w.clicking || isLazy(u) || !u.isDialog() && w.summarize(u).opens.File == "" {
		return reach
	}
	at, inside := w.unit.spot(called), w.unit.isDialog()
	if w.opened.File == "" && !inside {
		if reach == Surely && w.choosing == 0 && !w.tried {
			w.opened = at
		}
		return reach
	} else if w.opened == at && w.summarize(u).sign {
		return reach // a loop, of which the first round has shown it
	}
	if w.fails(at, reached.SecondDialog(inside, w.opened), Surely) == Never {
		return Never
	}
	return reach
}
