package pytoken

import (
	"errors"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/growth"
)

// Strings side by side are put together up to a bound, which these are beyond.
func TestManyStringsAreLinear(t *testing.T) {
	growth.Linear(t, "strings", 2*maxJoined, func(n int) string { return strings.Repeat("\"a\" ", n) }, func(text string) { _, _ = Tokenize([]byte(text)) })
}

// What is larger than is looked at is said to be, and is not taken for empty.
func TestBoundOfTokens(t *testing.T) {
	if _, err := Tokenize([]byte(strings.Repeat("a;", maxTokens))); !errors.Is(err, checkout.ErrTooLarge) {
		t.Error(err)
	}
}
