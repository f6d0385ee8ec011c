package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// smallFunction is up to how many expressions a function is read anew for one call.
const smallFunction = 100

// manyCopies is how often one function is read anew. Copies call others, whose copies call
// others again: without a bound they double at each step.
const manyCopies = 20

// applied is a small function of the app with what a call of it gives in place of its
// parameters, where that is written out: claim(st.user, "email"). Else it is the function.
func (f *follower) applied(in *scope, m *module, call *pytree.Expression, u *unit) *unit {
	if u.copied || u.copies > manyCopies || call.Kind != pytree.CallExpression || len(call.Parts) == 1 && len(u.node.Parts) == 0 {
		return u
	}
	if known := f.calls[call]; known != nil && known.of == u {
		return known
	}
	size := 0
	pytree.Every(u.body, func(*pytree.Expression) { size++ })
	given, site := map[string]*pytree.Expression{}, callSite{node: call}
	for i, name := range u.node.Names {
		if strings.HasPrefix(name, "*") || i == 0 && u.class != nil && pyclass.Itself(u.node) != "" {
			continue
		}
		number, usual := u.parameter(name)
		value, clear := site.argument(number, name)
		if value == nil && clear {
			value = usual
		}
		if value != nil && (value.Kind == pytree.TextExpression && len(value.Parts) == 0 || value.Kind == pytree.ConstantExpression || value.Own != "" || pyread.Plain(value)) {
			given[name] = value
		}
	}
	if len(given) == 0 || size > smallFunction || pyread.ChangesOthers(u.body) {
		return u
	}
	made := &unit{module: u.module, node: u.node, above: u.above, class: u.class, of: u, run: run{calls: []callSite{{node: call, from: &unit{module: m, scope: in}, reach: Surely}}}, scope: &scope{Above: u.scope.Above}}
	u.copies++
	made.body = pyread.FilledIn(u.body, given)
	f.names(made)
	f.calls[call] = made
	return made
}
