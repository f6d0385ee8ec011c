package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// With is an expression with another part.
func With(e *pytree.Expression, number int, part *pytree.Expression) *pytree.Expression {
	made := *e
	made.Parts = slices.Clone(e.Parts)
	made.Parts[number] = part
	return &made
}

// FilledIn are statements with values in place of names.
func FilledIn(body []*pytree.Statement, given map[string]*pytree.Expression) (all []*pytree.Statement) {
	list := func(from []*pytree.Expression) (all []*pytree.Expression) {
		for _, e := range from {
			all = append(all, WithGiven(e, given))
		}
		return all
	}
	for _, s := range body {
		made := *s
		made.Parts, made.Targets = list(s.Parts), list(s.Targets)
		if s.Compound != &pytree.NoneCompound {
			made.Compound = &pytree.Compound{Body: FilledIn(s.Body, given), Other: FilledIn(s.Other, given), Final: FilledIn(s.Final, given), Clauses: FilledIn(s.Clauses, given)}
		}
		all = append(all, &made)
	}
	return all
}

func WithGiven(e *pytree.Expression, given map[string]*pytree.Expression) *pytree.Expression {
	switch {
	case e == nil:
		return nil
	case e.Kind == pytree.NameExpression && given[e.Value] != nil && e.Own == "":
		return given[e.Value]
	}
	made := *e
	made.Parts = make([]*pytree.Expression, len(e.Parts))
	for i, part := range e.Parts {
		made.Parts[i] = WithGiven(part, given)
	}
	return &made
}

// Argument is the one of a call that a parameter gets; clear: it gets none. skip is how many of the
// first ones belong to somebody else.
func Argument(call *pytree.Expression, skip, number int, name string) (given *pytree.Expression, clear bool) {
	position := 0
	for i, argument := range call.Parts {
		switch given := call.Keyword(i); {
		case i <= skip:
		case given == "*" || given == "**":
			return nil, false
		case given == name:
			return argument, false
		case given == "":
			if position == number {
				return argument, false
			}
			position++
		}
	}
	return nil, true
}

// Given is which part of a call is its first argument, or the one of a name; 0: it cannot be told.
func Given(call *pytree.Expression, name string) int {
	if len(call.Parts) > 1 && call.Keyword(1) == "" && call.Parts[1].Kind != pytree.StarExpression {
		return 1
	}
	return max(slices.Index(call.Names, name), 0)
}

// Callback is the call that a widget makes of its callback, with what args= and kwargs= say; nil: that
// is not written out.
func Callback(widget, callback *pytree.Expression) *pytree.Expression {
	made := &pytree.Expression{Kind: pytree.CallExpression, Parts: []*pytree.Expression{callback}, Rare: &pytree.Rare{Names: []string{""}}, Place: widget.Place}
	add := func(keyword string, part *pytree.Expression) {
		made.Parts, made.Names = append(made.Parts, part), append(made.Names, keyword)
	}
	for i, part := range widget.Parts {
		switch keyword := widget.Keyword(i); {
		case keyword == "args" && part.Kind == pytree.ListExpression:
			for _, one := range part.Parts {
				if one.Kind == pytree.StarExpression {
					return nil
				}
				add("", one)
			}
		case keyword == "kwargs" && part.Kind == pytree.DictExpression:
			for i := 0; i+1 < len(part.Parts); i += 2 {
				if key := part.Parts[i]; key == nil || key.Kind != pytree.TextExpression || len(key.Parts) > 0 {
					return nil
				}
				add(part.Parts[i].Value, part.Parts[i+1])
			}
		case keyword == "args", keyword == "kwargs", keyword == "*", keyword == "**":
			return nil
		}
	}
	return made
}
