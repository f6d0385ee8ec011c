package pyread

import (
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Tests tells whether an expression asks what streamlit is like.
func Tests(e *pytree.Expression) bool {
	found := false
	e.Every(func(e *pytree.Expression) {
		found = found || e.Kind == pytree.CallExpression && (e.Parts[0].Value == "hasattr" || e.Parts[0].Value == "getattr") || strings.Contains(e.Value, "version") && e.Kind != pytree.TextExpression
	})
	return found
}

// Catches tells whether an except takes what a missing name, section or file raises.
func Catches(clause *pytree.Statement) bool {
	return len(clause.Parts) == 0 || Takes(clause, "AttributeError", "NameError", "Exception", "BaseException", "KeyError", "StreamlitAuthError", "StreamlitAPIException", "OSError", "IOError", "FileNotFoundError")
}

// Takes tells whether an except names one of these classes.
func Takes(clause *pytree.Statement, classes ...string) bool {
	found := false
	for _, part := range clause.Parts {
		part.Every(func(e *pytree.Expression) { found = found || slices.Contains(classes, e.Value) })
	}
	return found
}

// longest is up to how many statements a block has that is followed round by round.
const longest = 8

// IsShort tells whether a block is short, is left at its end only, and signs nobody in.
func IsShort(body []*pytree.Statement) bool {
	count, plain := 0, true
	pytree.Statements(body, func(s *pytree.Statement) {
		count++
		plain = plain && s.Kind != pytree.LeaveStatement && s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement
	})
	pytree.Every(body, func(e *pytree.Expression) {
		plain = plain && e.Own != "login" && e.Own != "navigation" && e.Own != "Page"
	})
	return plain && count <= longest
}

// ChangesInPlace tells whether a call is that of a method which changes a list, a dictionary or a set.
func ChangesInPlace(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && slices.Contains([]string{"append", "extend", "insert", "remove", "pop", "clear", "update", "setdefault", "add", "discard", "popitem", "reverse", "sort"}, e.Parts[0].Value)
}

// ChangesOthers tells whether what stands in a function is known outside of it: it
// holds functions or classes, or gives names of outside a value.
func ChangesOthers(body []*pytree.Statement) bool {
	for _, s := range body {
		if s.Kind == pytree.FunctionStatement || s.Kind == pytree.ClassStatement || s.Kind == pytree.OtherStatement && len(s.Names) > 0 {
			return true
		}
		for _, inner := range [][]*pytree.Statement{s.Body, s.Other, s.Final, s.Clauses} {
			if ChangesOthers(inner) {
				return true
			}
		}
	}
	return false
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

// Uses tells whether something of streamlit's is named in the code.
func Uses(trees [][]*pytree.Statement, own string) (uses bool) {
	for _, tree := range trees {
		pytree.Every(tree, func(e *pytree.Expression) { uses = uses || e.Own == own })
	}
	return uses
}
