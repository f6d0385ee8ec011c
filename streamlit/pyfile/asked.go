package pyfile

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// asked notes where the code only asks whether st.login is there, as people do who
// hold getattr(st, "login", None): that is no use of it.
func (s *scanner) asked(tree []*pytree.Statement) {
	places := map[pytoken.Position]bool{}
	var test func(e *pytree.Expression)
	test = func(e *pytree.Expression) {
		switch {
		case e.Own == "login":
			e.Rarer().Asked = true
			places[e.Place.Position()] = true
		case e.Kind == pytree.NotExpression || e.Kind == pytree.AndExpression || e.Kind == pytree.OrExpression:
			for _, part := range e.Parts {
				test(part)
			}
		}
	}
	pytree.Statements(tree, func(s *pytree.Statement) {
		if s.Kind == pytree.IfStatement || s.Kind == pytree.WhileStatement {
			test(s.Parts[0])
		}
	})
	pytree.Every(tree, func(e *pytree.Expression) {
		switch {
		case e.Kind == pytree.CallExpression && len(e.Parts) == 2 && e.Parts[0].Value == "callable":
			test(e.Parts[1])
		case e.Kind == pytree.CompareExpression:
			test(e.Parts[0])
			test(e.Parts[1])
		case e.Kind == pytree.NotExpression || e.Kind == pytree.ChoiceExpression:
			test(e.Parts[0])
		}
	})
	s.scan.LoginCalls = slices.DeleteFunc(s.scan.LoginCalls, func(call pyscan.LoginCall) bool {
		return places[pytoken.Position{Line: call.Line, Column: call.Column}]
	})
}
