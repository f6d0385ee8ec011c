package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pylook"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// plain tells whether what is made of a class is true in a test.
func (c *class) plain() bool {
	return !c.foreign && c.methods["__bool__"] == nil && c.methods["__len__"] == nil
}

// method is that of the class itself, where nothing but its definition decides what it is; nil: it cannot be told.
func (c *class) method(name string) *unit {
	u := c.methods[name]
	if u == nil || c.foreign || c.odd || c.methods["__new__"] != nil || c.methods["__getattribute__"] != nil || len(u.node.Targets) > 0 || slices.ContainsFunc(c.fields, func(f field) bool { return f.name == name }) {
		return nil
	}
	return u
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
	if value, certain = pylook.EntryOf(l.Expression, key); value != nil || certain || l.Kind != pytree.CallExpression {
		return value, certain
	}
	c := f.classOf(l, steps)
	if c == nil || c.methods["__init__"] != nil {
		return nil, false
	}
	for number, field := range c.fields {
		if field.name != key {
			continue
		}
		given, clear := callSite{node: l.Expression}.argument(number, key)
		if given == nil && clear && !c.foreign {
			given = field.value
		}
		return given, false
	}
	return nil, false
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
	if c == nil || len(all[0].Parts) > 1 || c.methods["__init__"] != nil || c.enum {
		return unknown
	}
	for _, field := range c.fields {
		if field.name == e.Value && field.value != nil {
			return f.truth(all[0].in, all[0].m, field.value, steps+1).Softened()
		}
	}
	return unknown
}
