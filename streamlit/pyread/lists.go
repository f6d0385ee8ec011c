package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Grows tells whether a list gets more after it was made.
func Grows(tree []*pytree.Statement, name string) bool {
	grows := false
	pytree.Every(tree, func(e *pytree.Expression) {
		if e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Parts[0].Kind == pytree.NameExpression && e.Parts[0].Parts[0].Value == name {
			grows = grows || slices.Contains([]string{"append", "extend", "insert", "update", "setdefault"}, e.Parts[0].Value)
		}
	})
	pytree.Statements(tree, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			grows = grows || target.Kind == pytree.ItemExpression && target.Parts[0].Kind == pytree.NameExpression && target.Parts[0].Value == name
			grows = grows || s.Kind == pytree.ChangeStatement && target.Kind == pytree.NameExpression && target.Value == name
		}
	})
	return grows
}

// Hands tells whether a file gives what stands under a name to somebody else: as an argument, or under another name.
func Hands(tree []*pytree.Statement, name string) bool {
	hands := false
	is := func(e *pytree.Expression) bool { return e != nil && e.Kind == pytree.NameExpression && e.Value == name }
	pytree.Every(tree, func(e *pytree.Expression) {
		hands = hands || e.Kind == pytree.CallExpression && e.Parts[0].Own != "navigation" && slices.ContainsFunc(e.Parts[1:], is)
	})
	pytree.Statements(tree, func(s *pytree.Statement) {
		hands = hands || s.Kind == pytree.AssignStatement && is(s.Parts[0])
	})
	return hands
}

// Column are the keys or the values of a dictionary.
func Column(dict *pytree.Expression, number int) []*pytree.Expression {
	var all []*pytree.Expression
	for i := number; i < len(dict.Parts); i += 2 {
		all = append(all, dict.Parts[i])
	}
	return all
}

// Nth is what stands at a number, from 1, in each of some rows, and nil where a row has none; 0: the rows themselves.
func Nth(rows []*pytree.Expression, number int) []*pytree.Expression {
	all := slices.Clone(rows)
	for i, row := range all {
		if number == 0 {
			continue
		}
		if all[i] = nil; row != nil && row.Kind == pytree.ListExpression && number <= len(row.Parts) {
			all[i] = row.Parts[number-1]
		}
	}
	return all
}
