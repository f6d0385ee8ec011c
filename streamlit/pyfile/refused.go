package pyfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Arguments are those of a call, where all of them are written out.
func Arguments(call *pytree.Expression) (all []names.Argument, plain bool) {
	all = make([]names.Argument, 0, len(call.Parts)-1)
	for i, part := range call.Parts[1:] {
		one := names.Argument{Keyword: call.Keyword(i + 1)}
		if part == nil || strings.HasPrefix(one.Keyword, "*") || part.Kind == pytree.StarExpression {
			return nil, false
		}
		if part.Kind == pytree.TextExpression && len(part.Parts) == 0 && one.Keyword != "" && names.Matters(one.Keyword) {
			one.Text = part.Value
		}
		all = append(all, one)
	}
	return all, true
}

// refuses notes at a call of one of streamlit's functions that every release refuses it,
// and tells whether some releases do.
func (s *scanner) refuses(call *pytree.Expression, name string) (given []names.Argument, some bool) {
	given, plain := Arguments(call)
	if !plain || name == "dialog" && len(given) == 0 { // of which decorator tells
		return nil, false
	}
	message, fix, some := names.Refused(name, given)
	if message != "" {
		call.Rarer().Refused = &pytree.Refusal{Message: message, Fix: fix}
	}
	return given, some
}

// lists notes where a list of columns or tabs is used as one of them, or is given another
// number of names than it has.
func lists(made *pytree.Statement) {
	for i, part := range made.Parts {
		if part == nil {
			continue
		}
		of := several(part)
		switch {
		case of == "" || part.Refused != nil:
		case made.Kind == pytree.WithStatement:
			part.Rarer().Refused = &pytree.Refusal{
				Message: "st." + of + " gives a list, which with does not take, so the page ends here with an error",
				Fix:     "take one of the list, as in with st." + of + "(…)[0]:",
			}
		case made.Kind == pytree.AssignStatement && i == 0:
			for _, target := range made.Targets {
				has, known := length(part)
				if !known || target.Kind != pytree.ListExpression || len(target.Parts) == has || slices.ContainsFunc(target.Parts, func(e *pytree.Expression) bool { return e.Kind == pytree.StarExpression }) {
					continue
				}
				part.Rarer().Refused = &pytree.Refusal{
					Message: fmt.Sprintf("st.%s gives a list of %d here, and %d names stand before it, so the page ends here with an error", of, has, len(target.Parts)),
					Fix:     fmt.Sprintf("write %d names before the =, one for each of the list", has),
				}
			}
		}
	}
}

// length is how many columns or tabs a call gives.
func length(call *pytree.Expression) (count int, known bool) {
	given, plain := Arguments(call)
	at := slices.IndexFunc(given, func(a names.Argument) bool { return a.Keyword == "" || a.Keyword == "spec" || a.Keyword == "tabs" })
	if !plain || at < 0 {
		return 0, false
	}
	switch spec := call.Parts[at+1]; spec.Kind {
	case pytree.ListExpression:
		return len(spec.Parts), len(spec.Parts) > 0 && !slices.ContainsFunc(spec.Parts, func(e *pytree.Expression) bool { return e.Kind == pytree.StarExpression })
	case pytree.ConstantExpression:
		count, err := strconv.Atoi(spec.Value)
		return count, err == nil && count > 0
	}
	return 0, false
}

// Parameters are those of a function, in the order of its def.
func Parameters(def *pytree.Statement) (all []names.Parameter) {
	number := 0 // of those that may have a default
	for _, name := range def.Names {
		one := names.Parameter{Name: name}
		if !strings.HasPrefix(name, "*") {
			one.Optional = def.Parts[number] != nil
			number++
		}
		all = append(all, one)
	}
	return all
}
