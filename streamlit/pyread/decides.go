package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Decides tells whether a side of an if ends the page, returns, or calls st.login.
func Decides(s *pytree.Statement) bool {
	decides := false
	for _, side := range [][]*pytree.Statement{s.Body, s.Other} {
		pytree.Statements(side, func(inner *pytree.Statement) { decides = decides || inner.Kind == pytree.ReturnStatement })
		pytree.Every(side, func(e *pytree.Expression) {
			decides = decides || e.Own == "login" || slices.Contains(names.Ends, e.Own)
		})
	}
	return decides
}
