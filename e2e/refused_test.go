//go:build e2e

package e2e

import (
	"os"
	"strconv"
	"testing"
)

// TestRefusedCalls asks the real Streamlit which of many calls, right and wrong ones, end
// the page with an error. What authkit tells of has to be one of these.
func TestRefusedCalls(t *testing.T) {
	calls := 60
	if os.Getenv("AUTHKIT_ALL") != "" {
		calls = 3000
	}
	comparedWith(t, "./streamlit/pyapp", "^TestRefusedCalls$", "-refused", nil, "pyapp/refused.py", strconv.FormatInt(*tomlSeed, 10), strconv.Itoa(calls))
}
