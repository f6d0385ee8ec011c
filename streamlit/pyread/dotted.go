package pyread

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Dotted tells of the first key with dots in each file that the code asks st.secrets for with .get, where the secrets
// have what is meant in a section: the default is all that it ever gets. (Without .get the page ends, see
// reached.NoKey.)
func Dotted(all *held.Value, files []string, trees [][]*pytree.Statement) (faults []reached.Fault) {
	for i, tree := range trees {
		met := false
		pytree.Every(tree, func(e *pytree.Expression) {
			key := topOfSecrets(e)
			if met || !strings.Contains(key, ".") || all.Under(key) != nil {
				return
			}
			at := all
			for part := range strings.SplitSeq(key, ".") {
				if at = at.Under(part); at == nil {
					return
				}
			}
			met = true
			faults = append(faults, reached.Fault{
				Spot: reached.Spot{File: files[i], Position: e.Place.Position()}, Mild: true,
				Message: fmt.Sprintf("st.secrets has no key %q: a dot leads into no section, so the app takes it for missing", key),
				Fix:     reached.AtDots(nil, key) + "; so with every other key that has dots",
			})
		})
	}
	return faults
}

// topOfSecrets is the key that an expression asks for at the top of st.secrets, with .get; empty: it is no such one.
func topOfSecrets(e *pytree.Expression) string {
	if e.Kind != pytree.CallExpression || len(e.Parts) < 2 || e.Parts[0].Kind != pytree.AttributeExpression {
		return ""
	}
	if called, key := e.Parts[0], e.Parts[1]; called.Value == "get" && called.Parts[0].Own == "secrets" && key.Kind == pytree.TextExpression && len(key.Parts) == 0 {
		return key.Value
	}
	return ""
}
