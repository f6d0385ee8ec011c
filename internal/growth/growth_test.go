package growth_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
)

// What is linear passes, also beside other work; the sum is there to be computed.
func TestLinear(t *testing.T) {
	growth.Linear(t, "bytes", 1<<12, func(n int) string { return strings.Repeat("a", n) }, func(text string) {
		if strings.Count(text, "a") != len(text) {
			t.Error("it counts wrongly")
		}
	})
}
