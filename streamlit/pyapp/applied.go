package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pylook"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// smallFunction is up to how many expressions a function is read anew for one call.
const smallFunction = 100

// applied is a small function of the app with what a call of it gives in place of its
// parameters, where that is written out: claim(st.user, "email"). Else it is the function.
func (f *follower) applied(in *scope, m *module, call *pytree.Expression, u *unit) *unit {
	if u.copied || call.Kind != pytree.CallExpression || len(call.Parts) == 1 && len(u.node.Parts) == 0 {
		return u
	}
	if known := f.calls[call]; known != nil {
		return known
	}
	size := 0
	pytree.Every(u.body, func(*pytree.Expression) { size++ })
	given, site, number := map[string]*pytree.Expression{}, callSite{node: call}, 0
	for i, name := range u.node.Names {
		if strings.HasPrefix(name, "*") || i == 0 && (name == "self" || name == "cls") {
			continue
		}
		value, clear := site.argument(number, name)
		if value == nil && clear {
			_, value = u.parameter(name)
		}
		if value != nil && (value.Kind == pytree.TextExpression && len(value.Parts) == 0 || value.Kind == pytree.ConstantExpression || value.Own != "" || plain(value)) {
			given[name] = value
		}
		number++
	}
	if len(given) == 0 || size > smallFunction || changesOthers(u.body) {
		return u
	}
	made := &unit{module: u.module, node: u.node, above: u.above, of: u, run: run{calls: []callSite{{node: call, from: &unit{module: m, scope: in}, reach: Surely}}}, scope: &scope{above: u.scope.above}}
	made.body = pylook.FilledIn(u.body, given)
	f.names(made)
	f.calls[call] = made
	return made
}

// plain tells whether an expression is st.user, st.secrets or st.session_state, or a part
// of them that is named by a text: the same wherever it is written.
func plain(e *pytree.Expression) bool {
	switch {
	case isUser(e.Own) || e.Own == "secrets" || e.Own == "session_state":
		return true
	case e.Kind == pytree.ItemExpression:
		return plain(e.Parts[0]) && e.Parts[1].Kind == pytree.TextExpression
	case e.Kind == pytree.AttributeExpression:
		return e.Own == "" && plain(e.Parts[0])
	}
	return false
}
