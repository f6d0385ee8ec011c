package pyapp

import "slices"

// enumMember is one member of a class that is an Enum of the app.
type enumMember struct {
	name  string
	value *expression
	of    *class
}

// read notes the members of a class that is made of Enum.
func (c *class) read(s *statement) {
	for _, base := range s.parts {
		c.enum = c.enum || slices.Contains([]string{"Enum", "StrEnum"}, base.value)
		c.text = c.text || base.value == "StrEnum" || base.kind == nameExpression && base.value == "str"
	}
	for _, made := range s.body {
		if (made.kind == assignStatement || made.kind == changeStatement) && len(made.targets) == 1 && made.targets[0].kind == nameExpression {
			field := field{name: made.targets[0].value}
			if len(made.parts) > 0 {
				field.value = made.parts[0]
			}
			c.fields = append(c.fields, field)
		}
		if c.enum && made.kind == assignStatement && len(made.targets) == 1 && made.targets[0].kind == nameExpression {
			c.members = append(c.members, enumMember{made.targets[0].value, made.parts[0], c})
		}
	}
}

// enum is the class of that kind that an expression names; nil: none.
func (f *follower) enum(in *scope, m *module, e *expression, steps int) *class {
	if e.kind > attributeExpression || e.own != "" {
		return nil
	}
	if found := f.find(in, m, e, steps+1); len(found.classes) == 1 && len(found.units) == 0 && found.classes[0].enum {
		return found.classes[0]
	}
	return nil
}

// listed are the members of an Enum, each as it is written elsewhere: Provider.GOOGLE.
func (c *class) listed(enum *expression) (all []*expression) {
	for _, one := range c.members {
		all = append(all, &expression{kind: attributeExpression, value: one.name, parts: []*expression{enum}, rare: &noneRare, place: enum.place})
	}
	return all
}

// members are those of an Enum that an expression may stand for: Provider.GOOGLE, or
// the name of a loop over them. None: it is something else.
func (f *follower) members(in *scope, m *module, e *expression, steps int) (all []leafMember) {
	if steps > maxSteps || f.tired() {
		return nil
	}
	switch {
	case e.kind == attributeExpression && e.own == "":
		if c := f.enum(in, m, e.parts[0], steps); c != nil {
			for _, one := range c.members {
				if one.name == e.value {
					return []leafMember{{one, in, m}}
				}
			}
		}
	case e.kind == nameExpression && e.own == "":
		b, is := in.only(e.value)
		switch {
		case is && b.value != nil:
			return f.members(b.in, m, b.value, steps+1)
		case is && b.element != nil:
			list, where := f.list(b.in, m, b.element, steps+1)
			for _, element := range list {
				some := []leafMember(nil)
				if b.number > 0 && element != nil && element.kind == listExpression && int(b.number) <= len(element.parts) {
					element = element.parts[b.number-1]
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
	enumMember
	in *scope
	m  *module
}

// ofMember is what a member of an Enum, its value or its name stands for.
func (f *follower) ofMember(in *scope, m *module, e *expression, steps int) (all []leaf) {
	if e.own != "" || e.kind > attributeExpression {
		return nil
	}
	of, part := e, ""
	if e.kind == attributeExpression && (e.value == "value" || e.value == "name") {
		of, part = e.parts[0], e.value
	}
	for _, one := range f.members(in, m, of, steps+1) {
		switch value := one.value; {
		case part == "name":
			all = append(all, leaf{&expression{kind: textExpression, value: one.name, rare: &noneRare}, one.in, one.m})
		case (part == "value" || one.of.text) && value.kind == textExpression:
			all = append(all, leaf{value, one.in, one.m})
		default:
			return nil
		}
	}
	return all
}
