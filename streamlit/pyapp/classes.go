package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// plain tells whether what is made of a class is true in a test.
func (f *follower) plain(c *class) bool {
	_, whole := f.lineOf(c)
	is, _ := f.inLine(c, "__bool__")
	size, _ := f.inLine(c, "__len__")
	return whole && is == nil && size == nil
}

// method is that of all these classes under a name, where nothing but its definition decides what
// it is; nil: it cannot be told.
func (f *follower) method(classes []*class, name string) *unit {
	var found *unit
	for _, c := range classes {
		line, whole := f.lineOf(c)
		u, of := f.inLine(c, name)
		if u == nil || !whole || found != nil && u != found || !pyread.RunsAtOnce(u.node) {
			return nil
		}
		for _, one := range line[:slices.Index(line, of)+1] {
			if _, is := one.Field(name); is || len(one.Sets[name]) > 0 {
				return nil
			}
		}
		found = u
	}
	return found
}

// property is the method of the app that an attribute runs; nil: it is none.
func (f *follower) property(in *scope, m *module, e *pytree.Expression, steps int) *unit {
	if e.Kind != pytree.AttributeExpression || e.Own != "" || e.Parts[0].Own != "" || len(f.methods[e.Value]) == 0 {
		return nil
	}
	found := f.find(in, m, e, steps+1).units
	if len(found) != 1 || !slices.ContainsFunc(found[0].node.Targets, func(decorator *pytree.Expression) bool {
		return decorator.Value == "property" || decorator.Value == "cached_property"
	}) {
		return nil
	}
	return found[0]
}

// entry is the value of a key in a dictionary, or of a field that a class is called with.
func (f *follower) entry(l leaf, key string, steps int) (value *pytree.Expression, certain bool) {
	if value, certain = pyread.EntryOf(l.Expression, key); value != nil || certain || l.Kind != pytree.CallExpression {
		return value, certain
	}
	c := f.classOf(l, steps)
	if c == nil || c.methods["__init__"] != nil {
		return nil, false
	}
	parameters, known := f.parametersOf(c)
	number := slices.IndexFunc(parameters, func(p names.Parameter) bool { return p.Name == key })
	if number < 0 || !known {
		return nil, false
	} else if parameters[0].Name == "*" {
		number = pyclass.ByNameOnly
	}
	given, clear := callSite{node: l.Expression}.argument(number, key)
	line, _ := f.lineOf(c)
	if slices.ContainsFunc(line, func(one *class) bool { return len(one.Sets[key]) > 0 }) {
		return nil, false
	}
	for _, one := range line {
		if field, is := one.Field(key); is && given == nil && clear {
			return field.Default(), false
		}
	}
	return given, false
}

// classOf is the class of the app that a call makes something of.
func (f *follower) classOf(l leaf, steps int) *class {
	if l.Kind != pytree.CallExpression {
		return nil
	}
	if found := f.find(l.in, l.m, l.Parts[0], steps+1); len(found.classes) == 1 && len(found.units) == 0 {
		return found.classes[0]
	}
	return nil
}

// ofClass answers by the value that a class has for a field, which settings that are read
// from the environment may replace.
func (f *follower) ofClass(in *scope, m *module, e *pytree.Expression, steps int) truth {
	if e.Kind != pytree.AttributeExpression || e.Own != "" || f.puts("."+e.Value) {
		return unknown
	}
	all := f.stands(in, m, e.Parts[0], steps+1)
	if len(all) != 1 {
		return unknown
	}
	c := f.classOf(all[0], steps)
	if c == nil || len(all[0].Parts) > 1 || c.methods["__init__"] != nil || c.Enum {
		return unknown
	}
	for _, field := range c.Fields {
		if field.Name == e.Value && field.Value != nil {
			return f.truth(all[0].in, all[0].m, field.Value, steps+1).Softened()
		}
	}
	return unknown
}
