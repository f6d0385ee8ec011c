package pyapp

import (
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// misfits ends a page at a call of a function or class of the app with arguments that it does not take.
func (w *walker) misfits(call *pytree.Expression, u *unit, itself string, reach Reach) Reach {
	given, plain := pyfile.Arguments(call)
	if !plain || w.forgives {
		return reach
	}
	name := call.Parts[0].Value
	var message, fix string
	classes, made := w.things(w.scope, w.unit.module, call.Parts[0], 0)
	if len(classes) == 1 && !made && w.abstract(classes[0]) != "" {
		message, fix = "has the abstract method "+w.abstract(classes[0])+", so that nothing can be made of it", "make a thing of a class that defines "+w.abstract(classes[0])
	} else if u != nil {
		message, fix = pyclass.Misfit(u.node, u.class != nil, itself, given)
	} else if len(classes) == 1 && !made {
		message, fix = w.unmade(classes[0], given)
	}
	if message == "" || call.Parts[0].Kind == pytree.AttributeExpression && w.givenElsewhere(name) {
		return reach
	}
	return w.fails(w.unit.spot(call.Parts[0]), reached.Fault{Code: true, Message: name + " " + message + ", so the page ends here with an error", Fix: fix}, reach)
}

// abstract is a method of a class without which nothing can be made of it; empty: there is none.
func (f *follower) abstract(c *class) string {
	line, whole := f.lineOf(c)
	if !whole || !slices.ContainsFunc(line, func(one *class) bool { return one.ABC }) {
		return ""
	}
	for _, one := range line {
		for _, name := range slices.Sorted(maps.Keys(one.methods)) {
			u, _ := f.inLine(c, name)
			given := slices.ContainsFunc(line, func(one *class) bool { _, is := one.Field(name); return is })
			if !given && slices.ContainsFunc(u.node.Targets, func(e *pytree.Expression) bool { return e.Value == "abstractmethod" }) {
				return name
			}
		}
	}
	return ""
}

// unmade tells why a class without an __init__ of its own refuses arguments.
func (f *follower) unmade(c *class, given []names.Argument) (message, fix string) {
	line, whole := f.lineOf(c)
	if u, _ := f.inLine(c, "__init__"); u != nil || !whole {
		return "", ""
	}
	fields, known := f.parametersOf(c)
	switch {
	case known:
		return names.Misfit(fields, given, 0)
	case len(given) > 0 && !slices.ContainsFunc(line, func(one *class) bool { return one.Data }):
		return "takes no arguments, and is called with some", "take them away, or give the class an __init__ that takes them"
	}
	return "", ""
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
