package pyclass

import "github.com/authkit-cli/authkit/streamlit/pytree"

// Member is one of a class that is an Enum.
type Member struct {
	Name  string
	Value *pytree.Expression
	Of    *Class
}

// Members are those of an Enum, in the order of the class.
func (c *Class) Members() (all []Member) {
	for _, f := range c.Fields {
		if f.Value != nil && c.Enum {
			all = append(all, Member{f.Name, f.Value, c})
		}
	}
	return all
}

// Canonical is the name of the first member that has the value of one: the others are only names for it.
func (c *Class) Canonical(one Member) string {
	for _, other := range c.Members() {
		if other.Value.Kind == one.Value.Kind && other.Value.Value == one.Value.Value && one.Value.Kind <= pytree.ConstantExpression && len(one.Value.Parts) == 0 {
			return other.Name
		}
	}
	return one.Name
}

// Listed are the members of an Enum, each as it is written elsewhere: Provider.GOOGLE.
func (c *Class) Listed(enum *pytree.Expression) (all []*pytree.Expression) {
	for _, one := range c.Members() {
		all = append(all, &pytree.Expression{Kind: pytree.AttributeExpression, Value: one.Name, Parts: []*pytree.Expression{enum}, Rare: &pytree.NoneRare, Place: enum.Place})
	}
	return all
}
