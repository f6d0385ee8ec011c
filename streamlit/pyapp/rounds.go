package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// maxRounds is up to how many rounds of a loop are followed one by one.
const maxRounds = 16

// rounds runs the block of a loop over a list that is written out, once for each of its
// elements, as apps do that ask for the keys they need. is: the loop was such a one.
func (w *walker) rounds(s *pytree.Statement, reach Reach) (after Reach, is bool) {
	if !pyread.IsShort(s.Body) || len(s.Targets) != 1 {
		return reach, false
	}
	rows := w.rows(s.Targets[0], s.Parts[0])
	if len(rows) == 0 || len(rows) > maxRounds {
		return reach, false
	}
	outer := w.scope
	if outer.Now == nil {
		outer.Now = map[string]*holding{}
	}
	for _, row := range rows {
		row.Now = outer.Now
		w.scope = row
		reach = w.block(s.Body, reach)
	}
	w.scope = outer
	s.Targets[0].Every(func(e *pytree.Expression) {
		if e.Kind == pytree.NameExpression {
			w.holds(e.Value, &holding{Grown: true, Last: true})
		}
	})
	return reach, true
}

// rows are the scopes that the block of a loop is read in, one an element; none: they are not known.
func (w *walker) rows(target, over *pytree.Expression) (rows []*scope) {
	list, where := w.list(w.scope, w.unit.module, over, 0)
	for _, element := range list {
		row := &scope{Above: w.scope, Round: true}
		switch {
		case element == nil || element.Kind == pytree.StarExpression:
			return nil
		case target.Kind == pytree.NameExpression:
			row.Bind(target.Value, binding{Value: element, In: where})
		case target.Kind == pytree.ListExpression && element.Kind == pytree.ListExpression && len(target.Parts) == len(element.Parts):
			for i, part := range target.Parts {
				row.Bind(part.Value, binding{Value: element.Parts[i], In: where})
			}
		default:
			return nil
		}
		rows = append(rows, row)
	}
	return rows
}

// growsBy notes that an element is put to a list that was empty.
func (w *walker) growsBy(e *pytree.Expression, reach Reach) {
	called := e.Parts[0]
	if pyread.ChangesInPlace(e) && (called.Value != "append" || called.Parts[0].Kind != pytree.NameExpression) {
		w.changedInPlace(called)
	}
	if called.Kind != pytree.AttributeExpression || called.Value != "append" || len(e.Parts) != 2 || called.Parts[0].Kind != pytree.NameExpression {
		return
	}
	name := called.Parts[0].Value
	if of, _ := w.scope.Holder(name); of == nil || of.Now == nil || of.Now[name] == nil || reach == Never {
		return
	}
	grown := &holding{Grown: true}
	if reach == Surely {
		grown.Values = []*pytree.Expression{{Kind: pytree.ListExpression, Value: "[", Parts: e.Parts[1:], Rare: &pytree.NoneRare, Place: e.Place}}
	}
	w.holds(name, grown)
}
