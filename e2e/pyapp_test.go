//go:build e2e

package e2e

import (
	"os"
	"strconv"
	"testing"
)

// TestPyapp asks Python's own parser about sources that were made up and about
// real ones (Python's library, Streamlit itself and what it needs): what
// authkit's scan of an app finds in them is what stands there.
func TestPyapp(t *testing.T) {
	made, found := 300, 150
	if os.Getenv("AUTHKIT_ALL") != "" {
		made, found = 3000, 3000
	}
	heldAgainstPython(t, "./streamlit/pyapp", nil, "pyapp/ask.py", strconv.FormatInt(*tomlSeed, 10), strconv.Itoa(made), strconv.Itoa(found))
}

// TestPyappSyntax asks Python which of many sources it refuses, and where. Most
// are real ones with one thing changed that people get wrong.
func TestPyappSyntax(t *testing.T) {
	made, found := 50, 100
	if os.Getenv("AUTHKIT_ALL") != "" {
		made, found = 500, 3000
	}
	comparedWith(t, "./streamlit/pyapp", "^TestSyntax$", "-syntax", nil, "pyapp/syntax.py", strconv.FormatInt(*tomlSeed, 10), strconv.Itoa(made), strconv.Itoa(found))
}
