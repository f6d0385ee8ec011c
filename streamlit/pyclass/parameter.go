package pyclass

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Parameter is the place of a parameter of a def among the arguments of a call, and its default; -1: it
// has none of that name. Of a method, Python gives the first one itself.
func Parameter(def *pytree.Statement, method bool, name string) (number int, value *pytree.Expression) {
	if def == nil {
		return -1, nil // the file itself has none
	}
	place, part := 0, 0
	if method && Itself(def) != "" {
		place = -1
	}
	for _, other := range def.Names {
		switch {
		case strings.HasPrefix(other, "*"):
			place = ByNameOnly
			continue
		case other == name:
			return max(place, 0), def.Parts[part]
		}
		place, part = place+1, part+1
	}
	return -1, nil
}

// ByNameOnly is the place of a parameter that no argument without a name comes to.
const ByNameOnly = 1 << 20
