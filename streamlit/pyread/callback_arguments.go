package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// CallbackArguments are args= and kwargs= beside the callback of a widget, nil where there are none or
// None; known: nothing else may bring them.
func CallbackArguments(call *pytree.Expression) (args, kwargs *pytree.Expression, known bool) {
	for i, argument := range call.Parts {
		empty := argument.Kind == pytree.ConstantExpression && argument.Value == "None"
		switch keyword := call.Keyword(i); {
		case keyword == "*" || keyword == "**":
			return nil, nil, false
		case keyword == "args" && !empty:
			args = argument
		case keyword == "kwargs" && !empty:
			kwargs = argument
		}
	}
	return args, kwargs, true
}

// ProviderIn is the provider among keyword arguments of st.login that stand in a dictionary, written out or
// by dict(); nil: there are none. wrong: there are others, and the call fails; known: all of them are.
func ProviderIn(keywords *pytree.Expression) (provider *pytree.Expression, wrong, known bool) {
	switch {
	case keywords == nil:
	case keywords.Kind == pytree.DictExpression:
		named := !slices.ContainsFunc(Column(keywords, 0), func(key *pytree.Expression) bool {
			return key == nil || key.Kind != pytree.TextExpression || len(key.Parts) > 0
		})
		switch wrong = len(keywords.Parts) > 2 || len(keywords.Parts) == 2 && named && keywords.Parts[0].Value != "provider"; {
		case !named:
			return nil, false, false
		case len(keywords.Parts) == 2:
			provider = keywords.Parts[1]
		}
		return provider, wrong, true
	case keywords.Kind == pytree.CallExpression && keywords.Parts[0].Kind == pytree.NameExpression && keywords.Parts[0].Value == "dict" && len(keywords.Parts) == 2 && keywords.Keyword(1) == "provider":
		return keywords.Parts[1], false, true
	}
	return nil, false, false
}
