package shelltree

import (
	"errors"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
)

// Go cannot recover from a stack that overflows. The parser is asked itself,
// past the bound on a script's size.
func TestNestingIsBounded(t *testing.T) {
	for _, piece := range growth.NestedShell {
		_, _ = parseBounded(strings.Repeat(piece, 1<<20/len(piece)))
	}
	for _, piece := range []string{"$(", "(", "{ ", "\"$(", "if ", "${a:-", "$((", "f() "} {
		if _, err := parseBounded(strings.Repeat(piece, 1<<20/len(piece))); !errors.Is(err, ErrTooDeep) {
			t.Errorf("1 MiB of %q: %v", piece, err)
		}
	}
	// What people write is not taken for hostile.
	for _, piece := range []string{"$(echo ", "( ", "{ ", "if a; then ", "${a:-"} {
		closing := map[string]string{"$(echo ": ")", "( ": ")", "{ ": "; }", "if a; then ": "\nfi", "${a:-": "}"}[piece]
		if _, err := parseBounded(strings.Repeat(piece, 40) + "b" + strings.Repeat(closing, 40)); err != nil {
			t.Errorf("40 times %q: %v", piece, err)
		}
	}
	if _, err := parseBounded(strings.Repeat("# a comment\n", 3000)); err != nil {
		t.Errorf("3000 lines of comment: %v", err)
	}
}
