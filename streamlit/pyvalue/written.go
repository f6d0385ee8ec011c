package pyvalue

import (
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// AsWritten is a value as a part of the code. What may not be seen has none there, but for
// the name of a section of [auth].
func (v Value) AsWritten(values *held.Value) *pytree.Expression {
	made := &pytree.Expression{Kind: pytree.OtherExpression, Rare: &pytree.NoneRare}
	text, is := v.Text()
	name, known := values.Section(text)
	all, several := v.Elements()
	switch {
	case v.Soft:
	case is && (!v.Hidden || known && name != ""):
		made.Kind, made.Value = pytree.TextExpression, text.Reveal()
	case v.Kind == None:
		made.Kind, made.Value = pytree.ConstantExpression, "None"
	case v.Kind == Bool:
		made.Kind, made.Value = pytree.ConstantExpression, map[bool]string{true: "True", false: "False"}[v.Truth() == reached.Yes]
	case several && (v.Kind == List || v.Kind == Tuple):
		made.Kind, made.Value = pytree.ListExpression, "("
		for _, one := range all {
			made.Parts = append(made.Parts, one.AsWritten(values))
		}
	}
	return made
}
