package pyread

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Dotted tells of keys with dots that the code asks st.secrets for, with or without a default, where the secrets
// have what is meant in a section: a dot leads into none, so the key is never there.
func Dotted(all *held.Value, files []string, trees [][]*pytree.Statement) (faults []reached.Fault) {
	for i, tree := range trees {
		met := false
		pytree.Every(tree, func(e *pytree.Expression) {
			key := ""
			switch {
			case e.Kind == pytree.CallExpression && len(e.Parts) > 1 && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Value == "get" && e.Parts[0].Parts[0].Own == "secrets" && e.Parts[1].Kind == pytree.TextExpression:
				key = e.Parts[1].Value
			case e.Kind == pytree.ItemExpression && e.Parts[0].Own == "secrets" && e.Parts[1].Kind == pytree.TextExpression:
				key = e.Parts[1].Value
			}
			if met || !strings.Contains(key, ".") {
				return
			}
			at, path := all, strings.Split(key, ".")
			for _, part := range path {
				if at != nil {
					at = at.Under(part)
				}
			}
			if at == nil || all.Under(key) != nil {
				return
			}
			met = true
			faults = append(faults, reached.Fault{
				Spot: reached.Spot{File: files[i], Position: e.Place.Position()}, Mild: true,
				Message: fmt.Sprintf("st.secrets has no key %q: a dot leads into no section, so the app takes it for missing", key),
				Fix:     "write st.secrets[\"" + strings.Join(path, `"]["`) + "\"], here and wherever else a key has dots",
			})
		})
	}
	return faults
}
