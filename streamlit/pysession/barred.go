package pysession

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Barred tells of a sign-in that people come to once more who are signed in, logins, since the app asks an entry who
// that is which nothing ever gives a value, and never st.user: its other branch is for nobody. faults are what is told
// of it already, and then it is all.
func (s *Session) Barred(files []string, trees [][]*pytree.Statement, logins []reached.Login, faults []reached.Fault) []reached.Fault {
	if len(faults) > 0 || !s.Whole() || pyread.Uses(trees, "user") || pyread.Uses(trees, "experimental_user") {
		return faults
	}
	for i, tree := range trees {
		pytree.Statements(tree, func(branch *pytree.Statement) {
			if branch.Kind != pytree.IfStatement || len(branch.Other) == 0 || len(faults) > 0 {
				return
			}
			key, holds := pyread.AsksEntry(branch.Parts[0])
			if key == "" || s.Named[key] || len(s.Sets[key]) > 0 {
				return
			}
			runs := branch.Body
			if holds {
				runs = branch.Other
			}
			pytree.Every(runs, func(e *pytree.Expression) {
				at := reached.Spot{File: files[i], Position: e.Place.Position()}
				if e.Own == "login" && len(faults) == 0 && slices.ContainsFunc(logins, func(l reached.Login) bool { return l.Spot == at && l.Comes() }) {
					faults = append(faults, reached.OnceMore(at))
				}
			})
		})
	}
	return faults
}
