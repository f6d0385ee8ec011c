// Package pylook tells what a piece of code says by itself, without following anything: what
// tests exclude, what a list of a file is used for, how an expression reads with other parts.
package pylook

import (
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// With is an expression with another part.
func With(e *pytree.Expression, number int, part *pytree.Expression) *pytree.Expression {
	made := *e
	made.Parts = slices.Clone(e.Parts)
	made.Parts[number] = part
	return &made
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

// Column are the keys or the values of a dictionary.
func Column(dict *pytree.Expression, number int) []*pytree.Expression {
	var all []*pytree.Expression
	for i := number; i < len(dict.Parts); i += 2 {
		all = append(all, dict.Parts[i])
	}
	return all
}

// IsDictOf tells whether a call is dict(x).
func IsDictOf(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Value == "dict" && e.Parts[0].Kind == pytree.NameExpression && len(e.Parts) == 2 && e.Keyword(1) == ""
}

// EntryOf is the value of a key in a dictionary that is written out, or of an
// argument that a class of the app, or dict, is called with.
func EntryOf(e *pytree.Expression, key string) (value *pytree.Expression, certain bool) {
	if e.Kind == pytree.CallExpression {
		for i, argument := range e.Parts {
			if i > 0 && e.Keyword(i) == key {
				return argument, true
			}
		}
		return nil, false
	}
	for i := 0; i+1 < len(e.Parts); i += 2 {
		switch {
		case e.Parts[i] == nil || e.Parts[i].Kind != pytree.TextExpression || len(e.Parts[i].Parts) > 0:
			return nil, false
		case e.Parts[i].Value == key:
			value = e.Parts[i+1]
		}
	}
	return value, true
}

// Around is the innermost function that a place stands in.
func Around(body []*pytree.Statement, at pytoken.Position) *pytree.Statement {
	next := sort.Search(len(body), func(i int) bool { return Before(at, body[i].Place.Position()) })
	if next == 0 {
		return nil
	}
	s := body[next-1]
	if inner := Around(slices.Concat(s.Body, s.Clauses, s.Other, s.Final), at); inner != nil || s.Kind != pytree.FunctionStatement {
		return inner
	}
	return s
}

func Before(a, b pytoken.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// Given is which part of a call is its first argument, or the one of a name; 0: it cannot be told.
func Given(call *pytree.Expression, name string) int {
	if len(call.Parts) > 1 && call.Keyword(1) == "" && call.Parts[1].Kind != pytree.StarExpression {
		return 1
	}
	return max(slices.Index(call.Names, name), 0)
}

// ReadsKey tells whether a call is getattr(x, "key"), or x.get("key") of something.
func ReadsKey(e *pytree.Expression) bool {
	if e.Kind != pytree.CallExpression {
		return false
	}
	called := e.Parts[0]
	switch {
	case called.Kind == pytree.NameExpression && called.Value == "getattr":
		return len(e.Parts) > 2 && e.Parts[2].Kind == pytree.TextExpression
	case called.Kind == pytree.AttributeExpression && called.Value == "get":
		return called.Own == "" && (called.Parts[0].Own == "" || called.Parts[0].Own == "secrets") && len(e.Parts) > 1 && slices.Contains([]pytree.ExpressionKind{pytree.TextExpression, pytree.NameExpression, pytree.ItemExpression}, e.Parts[1].Kind) && len(e.Names) == 0
	}
	return false
}

// Takes tells whether an except names one of these classes.
func Takes(clause *pytree.Statement, classes ...string) bool {
	found := false
	for _, part := range clause.Parts {
		part.Every(func(e *pytree.Expression) { found = found || slices.Contains(classes, e.Value) })
	}
	return found
}

// Tests tells whether an expression asks what streamlit is like.
func Tests(e *pytree.Expression) bool {
	found := false
	e.Every(func(e *pytree.Expression) {
		found = found || e.Kind == pytree.CallExpression && (e.Parts[0].Value == "hasattr" || e.Parts[0].Value == "getattr") || strings.Contains(e.Value, "version") && e.Kind != pytree.TextExpression
	})
	return found
}
