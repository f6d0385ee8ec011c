package pyread

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Dotted tells of the first key with dots in each file that the code asks st.secrets for with .get, where the secrets
// have what is meant in a section: the default is all that it ever gets. What the code names without the section as
// well it reads in another way too. (Without .get the page ends, see reached.NoKey.)
func Dotted(all *held.Value, files []string, trees [][]*pytree.Statement) (faults []reached.Fault) {
	asked, named := make([][]*pytree.Expression, len(trees)), map[string]bool{} // by file; by the last parts of the keys
	for i, tree := range trees {
		pytree.Every(tree, func(e *pytree.Expression) {
			if key := topOfSecrets(e); strings.Contains(key, ".") && all.Under(key) == nil && all.Along(strings.Split(key, ".")) {
				asked[i], named[lastPart(key)] = append(asked[i], e), false
			}
		})
	}
	for _, tree := range trees {
		if len(named) == 0 {
			break
		}
		pytree.Every(tree, func(e *pytree.Expression) {
			if _, is := named[e.Value]; is && (e.Kind == pytree.TextExpression || e.Kind == pytree.AttributeExpression) {
				named[e.Value] = true
			}
		})
	}
	for i, some := range asked {
		at := slices.IndexFunc(some, func(e *pytree.Expression) bool { return !named[lastPart(topOfSecrets(e))] })
		if at < 0 {
			continue
		}
		key := topOfSecrets(some[at])
		faults = append(faults, reached.Fault{
			Spot: reached.Spot{File: files[i], Position: some[at].Place.Position()}, Mild: true,
			Message: fmt.Sprintf("st.secrets has no key %q: a dot leads into no section, so the app takes it for missing", key),
			Fix:     reached.AtDots(nil, key, true) + ", and so every other key that has dots",
		})
	}
	return faults
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

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
