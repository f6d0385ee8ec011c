package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// misfits ends a page at a call of a function or class of the app with arguments that it does not take.
func (w *walker) misfits(call *pytree.Expression, u *unit, bound bool, reach Reach) Reach {
	given, plain := pyfile.Arguments(call)
	if !plain || w.forgives {
		return reach
	}
	name := call.Parts[0].Value
	var message, fix string
	if u != nil {
		optional := func(parameter int) bool { return u.node.Parts[parameter] != nil }
		message, fix = names.Misfit(u.node.Names, optional, given, bound)
	} else if b, is := w.scope.only(name); is && call.Parts[0].Kind == pytree.NameExpression && b.class != nil && b.class.bare() && len(given) > 0 {
		message, fix = "takes no arguments, and is called with some", "take them away, or give the class an __init__ that takes them"
	}
	if message == "" || call.Parts[0].Kind == pytree.AttributeExpression && w.givenElsewhere(name) {
		return reach
	}
	return w.fails(w.unit.spot(call.Parts[0]), reached.Fault{Code: true, Message: name + " " + message + ", so the page ends here with an error", Fix: fix}, reach)
}

// bare tells whether a class is made without arguments.
func (c *class) bare() bool {
	return !c.foreign && !c.odd && c.methods["__init__"] == nil && c.methods["__new__"] == nil && !slices.ContainsFunc(c.fields, func(f field) bool { return strings.HasPrefix(f.name, "__") })
}

// givenElsewhere tells whether some file may give a thing or a module something under a name.
func (c *code) givenElsewhere(name string) bool {
	for _, m := range c.modules {
		if m.gives(name) {
			return true
		}
	}
	return false
}
