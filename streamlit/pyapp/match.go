package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// match runs the clauses of a match: those that compare with what is written out, one behind
// the other as if and elif do.
func (w *walker) match(s *pytree.Statement, reach Reach) Reach {
	reach = w.expression(s.Parts[0], reach)
	if made := pyread.AsIf(s); made != nil {
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
