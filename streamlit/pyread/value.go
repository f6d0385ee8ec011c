package pyread

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Nothing is None.
var Nothing = pytree.Expression{Kind: pytree.ConstantExpression, Value: "None", Rare: &pytree.NoneRare}

// Literal tells whether a value is written out.
func Literal(e *pytree.Expression) bool {
	return slices.Contains([]pytree.ExpressionKind{pytree.ConstantExpression, pytree.TextExpression, pytree.DictExpression, pytree.ListExpression}, e.Kind)
}

// Empty tells whether a value that is written out is false in a test.
func Empty(e *pytree.Expression) bool {
	switch e.Kind {
	case pytree.ConstantExpression:
		return slices.Contains([]string{"None", "False", "0"}, e.Value)
	case pytree.TextExpression:
		return e.Value == "" && len(e.Parts) == 0
	case pytree.DictExpression, pytree.ListExpression:
		return len(e.Parts) == 0
	}
	return false
}

// HasText tells whether an expression is an f-string with a text of its own, which is never empty.
func HasText(e *pytree.Expression) bool {
	return e.Kind == pytree.FormatExpression && strings.Trim(e.Value, "*") != ""
}

// EnvironmentOf tells whether an expression reads a variable of the environment, and what it is
// where nobody set it.
func EnvironmentOf(e *pytree.Expression) (otherwise *pytree.Expression, is bool) {
	if e.Kind != pytree.CallExpression && e.Kind != pytree.ItemExpression || len(e.Parts) < 2 {
		return nil, false
	}
	of := e.Parts[0]
	switch {
	case e.Kind == pytree.ItemExpression:
		return &Nothing, of.Value == "environ"
	case of.Value == "getenv":
	case of.Kind == pytree.AttributeExpression && of.Value == "get" && of.Parts[0].Value == "environ":
	default:
		return nil, false
	}
	if len(e.Parts) > 2 {
		return e.Parts[2], true
	}
	return &Nothing, true
}

// IsLiteral tells whether an expression is written out to its end: texts, numbers, and lists
// and dictionaries of them.
func IsLiteral(e *pytree.Expression) bool {
	switch e.Kind {
	case pytree.TextExpression, pytree.ConstantExpression:
		return e.Own == ""
	case pytree.ListExpression, pytree.DictExpression:
		return !slices.ContainsFunc(e.Parts, func(part *pytree.Expression) bool { return part == nil || !IsLiteral(part) })
	}
	return false
}

// Plain tells whether an expression is st.user, st.secrets or st.session_state, or a part
// of them that is named by a text: the same wherever it is written.
func Plain(e *pytree.Expression) bool {
	switch {
	case pyscan.IsUser(e.Own) || e.Own == "secrets" || e.Own == "session_state":
		return true
	case e.Kind == pytree.ItemExpression:
		return Plain(e.Parts[0]) && e.Parts[1].Kind == pytree.TextExpression
	case e.Kind == pytree.AttributeExpression:
		return e.Own == "" && Plain(e.Parts[0])
	}
	return false
}

// IsBool tells whether an expression is True or False.
func IsBool(e *pytree.Expression) bool {
	return e.Kind == pytree.ConstantExpression && (e.Value == "True" || e.Value == "False")
}

// ComparesBool is how a comparison of some values with True or False comes out, where none of them is
// one; unknown: one may be, or it is another comparison.
func ComparesBool[E any](operator string, with *pytree.Expression, values []E, of func(E) *pytree.Expression) reached.Truth {
	is := slices.Contains([]string{"is", "is not"}, operator)
	if !IsBool(with) || !is && operator != "==" && operator != "!=" || len(values) == 0 {
		return reached.Unknown
	}
	for _, one := range values {
		if !isNoBool(of(one), is) {
			return reached.Unknown
		}
	}
	return reached.Of(operator == "is not" || operator == "!=")
}

// isNoBool tells whether a value surely is neither True nor False. alike: a number that equals one is none either.
func isNoBool(e *pytree.Expression, alike bool) bool {
	switch e.Kind {
	case pytree.TextExpression, pytree.ListExpression, pytree.DictExpression:
		return true
	case pytree.ConstantExpression:
		return e.Value == "None" || alike && !IsBool(e) // else 1 is True
	}
	otherwise, is := EnvironmentOf(e)
	return is && isNoBool(otherwise, alike)
}
