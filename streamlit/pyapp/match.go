package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// match runs the clauses of a match: those that compare with what is written out, one behind
// the other as if and elif do.
func (w *walker) match(s *pytree.Statement, reach Reach) Reach {
	reach = w.expression(s.Parts[0], reach)
	if made := asIf(s); made != nil {
		return w.statement(made, reach)
	}
	inside, is := min(reach, Perhaps), w.truth(s.Parts[0])
	if is == person || is == chance {
		inside = is.Reach(reach)
	}
	for _, clause := range s.Clauses {
		for _, guard := range clause.Parts {
			w.expression(guard, inside)
		}
		since := len(w.changed)
		w.assigns(clause)
		w.chosen(is, func() { w.block(clause.Body, inside) })
		w.join(w.back(since), nil, is)
	}
	return reach
}

// asIf is a match as if and elif; nil: it has clauses that compare with more than what is
// written out.
func asIf(s *pytree.Statement) *pytree.Statement {
	var made *pytree.Statement
	for i := len(s.Clauses) - 1; i >= 0; i-- {
		clause := s.Clauses[i]
		rest := []*pytree.Statement(nil)
		if made != nil {
			rest = []*pytree.Statement{made}
		}
		test := &pytree.Expression{Kind: pytree.ConstantExpression, Value: "True", Rare: &pytree.NoneRare}
		switch {
		case len(clause.Targets) > 0:
			test = &pytree.Expression{Kind: pytree.CompareExpression, Value: "in", Rare: &pytree.NoneRare, Place: s.Parts[0].Place,
				Parts: []*pytree.Expression{s.Parts[0], {Kind: pytree.ListExpression, Value: "(", Parts: clause.Targets, Rare: &pytree.NoneRare}}}
			if len(clause.Targets) == 1 {
				test.Value, test.Parts = "==", []*pytree.Expression{s.Parts[0], clause.Targets[0]}
			}
		case len(clause.Names) != 1 || clause.Names[0] != "_":
			return nil
		}
		if len(clause.Parts) > 0 {
			test = &pytree.Expression{Kind: pytree.AndExpression, Rare: &pytree.NoneRare, Parts: []*pytree.Expression{test, clause.Parts[0]}}
		}
		made = &pytree.Statement{Kind: pytree.IfStatement, Parts: []*pytree.Expression{test}, Named: &pytree.NoneNamed, Compound: &pytree.Compound{Body: clause.Body, Other: rest}, Place: clause.Place}
	}
	return made
}
