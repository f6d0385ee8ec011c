package pytoml

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
)

// toml 0.10.2 is quadratic, and so is its port: longer texts are left alone.
func TestReadingIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	for _, shape := range []struct{ front, part, end string }{
		{"a = [", "\"a,\", ", "]\n"}, {"a = {", "a = \"a,", "\"}\n"}, {"a", "=a", "\n"}, {"a = ", "\"\\", "\n"}, {"a = \"\"\"", "a\\\n", "\"\"\"\n"}, {"", "a = 1\n", ""}, {"", "# a\n", ""},
	} {
		growth.Linear(t, fmt.Sprintf("%q", shape.part), MaxText/2, func(n int) string {
			return shape.front + strings.Repeat(shape.part, n/len(shape.part)) + shape.end
		}, func(text string) { _, _ = Parse(text) })
	}
	if _, err := Parse(strings.Repeat("# a\n", MaxText/4)); err != nil {
		t.Error(err)
	}
	if _, err := Parse(strings.Repeat("# a\n", MaxText/4) + "\n"); !errors.Is(err, ErrTooLong) {
		t.Error(err)
	}
}
