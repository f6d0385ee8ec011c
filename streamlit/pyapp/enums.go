package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// enum is the class of that kind that an expression names; nil: none.
func (f *follower) enum(in *scope, m *module, e *pytree.Expression, steps int) *class {
	if e.Kind > pytree.AttributeExpression || e.Own != "" {
		return nil
	}
	if found := f.find(in, m, e, steps+1); len(found.classes) == 1 && len(found.units) == 0 && found.classes[0].Enum {
		return found.classes[0]
	}
	return nil
}

// members are those of an Enum that an expression may stand for: Provider.GOOGLE, or
// the name of a loop over them. None: it is something else.
func (f *follower) members(in *scope, m *module, e *pytree.Expression, steps int) (all []leafMember) {
	if steps > maxSteps || f.tired() {
		return nil
	}
	switch {
	case e.Kind == pytree.AttributeExpression && e.Own == "":
		if c := f.enum(in, m, e.Parts[0], steps); c != nil {
			for _, one := range c.Members() {
				if one.Name == e.Value {
					return []leafMember{{one, in, m}}
				}
			}
		}
	case e.Kind == pytree.NameExpression && e.Own == "":
		b, is := in.Only(e.Value)
		switch {
		case is && b.Value != nil:
			return f.members(b.In, m, b.Value, steps+1)
		case is && b.Parameter:
			for _, given := range f.handed(b) {
				some := f.members(given.in, given.m, given.Expression, steps+1)
				if all = append(all, some...); some == nil {
					return nil
				}
			}
		case is && b.Element != nil:
			list, where := f.list(b.In, m, b.Element, steps+1)
			for _, element := range list {
				some := []leafMember(nil)
				if b.Number > 0 && element != nil && element.Kind == pytree.ListExpression && int(b.Number) <= len(element.Parts) {
					element = element.Parts[b.Number-1]
				}
				if element != nil {
					some = f.members(where, m, element, steps+1)
				}
				if all = append(all, some...); some == nil {
					return nil
				}
			}
		}
	}
	return all
}

// leafMember is a member, and where its value is read.
type leafMember struct {
	pyclass.Member
	in *scope
	m  *module
}

// ofMember is what a member of an Enum, its value or its name stands for.
func (f *follower) ofMember(in *scope, m *module, e *pytree.Expression, steps int) (all []leaf) {
	if e.Own != "" || e.Kind > pytree.AttributeExpression {
		return nil
	}
	of, part := e, ""
	if e.Kind == pytree.AttributeExpression && (e.Value == "value" || e.Value == "name") {
		of, part = e.Parts[0], e.Value
	}
	for _, one := range f.members(in, m, of, steps+1) {
		switch value := one.Value; {
		case part == "name":
			all = append(all, leaf{&pytree.Expression{Kind: pytree.TextExpression, Value: one.Name, Rare: &pytree.NoneRare}, one.in, one.m})
		case (part == "value" || one.Of.Text) && value.Kind == pytree.TextExpression:
			all = append(all, leaf{value, one.in, one.m})
		default:
			return nil
		}
	}
	return all
}
