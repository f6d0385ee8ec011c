package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pylook"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// The longest loop that is followed round by round.
const (
	maxRounds    = 16
	maxRoundBody = 8 // statements
)

// rounds runs the block of a loop over a list that is written out, once for each of its
// elements, as apps do that ask for the keys they need. is: the loop was such a one.
func (w *walker) rounds(s *pytree.Statement, reach Reach) (after Reach, is bool) {
	if !isPlain(s.Body) || len(s.Targets) != 1 {
		return reach, false
	}
	loop := &pytree.Expression{Kind: pytree.ComprehensionExpression, Parts: []*pytree.Expression{nil, s.Targets[0], s.Parts[0]}, Rare: &pytree.Rare{Names: []string{"", "for", "in"}}}
	rows, is := w.rows(w.scope, w.unit.module, loop, 0)
	if !is || len(rows) == 0 || len(rows) > maxRounds {
		return reach, false
	}
	outer := w.scope
	if outer.now == nil {
		outer.now = map[string]*holding{}
	}
	for _, row := range rows {
		row.now = outer.now
		w.scope = row
		reach = w.block(s.Body, reach)
	}
	w.scope = outer
	s.Targets[0].Every(func(e *pytree.Expression) {
		if e.Kind == pytree.NameExpression {
			w.holds(e.Value, &holding{grown: true}) // the last of them
		}
	})
	return reach, true
}

// isPlain tells whether a block is short, is left at its end only, and signs nobody in.
func isPlain(body []*pytree.Statement) bool {
	count, plain := 0, true
	pytree.Statements(body, func(s *pytree.Statement) {
		count++
		plain = plain && s.Kind != pytree.LeaveStatement && s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement
	})
	pytree.Every(body, func(e *pytree.Expression) {
		plain = plain && e.Own != "login" && e.Own != "navigation" && e.Own != "Page"
	})
	return plain && count <= maxRoundBody
}

// growsBy notes that an element is put to a list that was empty.
func (w *walker) growsBy(e *pytree.Expression, reach Reach) {
	called := e.Parts[0]
	if pylook.ChangesInPlace(e) && called.Value != "append" {
		w.changedInPlace(called)
	}
	if called.Kind != pytree.AttributeExpression || called.Value != "append" || len(e.Parts) != 2 || called.Parts[0].Kind != pytree.NameExpression {
		return
	}
	name := called.Parts[0].Value
	if of, _ := w.scope.holder(name); of == nil || of.now == nil || of.now[name] == nil || reach == Never {
		return
	}
	grown := &holding{grown: true}
	if reach == Surely {
		grown.values = []*pytree.Expression{{Kind: pytree.ListExpression, Value: "[", Parts: e.Parts[1:], Rare: &pytree.NoneRare, Place: e.Place}}
	}
	w.holds(name, grown)
}
