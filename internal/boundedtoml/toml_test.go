package boundedtoml_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/internal/growth"
)

// many makes a text of one part n times, numbered.
func many(front, part, end string) func(n int) string {
	return func(n int) string {
		var text strings.Builder
		text.WriteString(front)
		for i := range n {
			text.WriteString(strings.ReplaceAll(part, "N", fmt.Sprint(i)))
		}
		return text.String() + end
	}
}

var shapes = map[string]func(n int) string{
	"keys":                 many("", "kN = 1\n", ""),
	"sections":             many("", "[tN]\n", ""),
	"lists of sections":    many("", "[[t]]\na = 1\n", ""),
	"keys in braces":       many("x = {", "kN = 1, ", "z = 1}\n"),
	"braces in a list":     many("x = [", "{a = 1}, ", "]\n"),
	"a deep key":           many("", "a.", "a = 1\n"),
	"a deep section":       many("[", "a.", "a]\nb = 1\n"),
	"deep braces":          func(n int) string { return "a = " + strings.Repeat("{a = ", n) + "1" + strings.Repeat("}", n) + "\n" },
	"deep lists":           func(n int) string { return "a = " + strings.Repeat("[", n) + strings.Repeat("]", n) + "\n" },
	"keys with dots":       many("", "a.kN = 1\n", ""),
	"texts in a list":      many("x = [", "\"a\", ", "]\n"),
	"one long text":        many("x = \"", "a", "\"\n"),
	"one text of lines":    many("x = '''", "a\n", "'''\n"),
	"comments":             many("", "# a\n", ""),
	"what is not TOML":     many("", "[[\n", ""),
	"a quote is not ended": many("x = \"", "a = ", ""),
}

func TestReadingIsLinear(t *testing.T) {
	for name, shape := range shapes {
		growth.Linear(t, name, 1<<10, shape, func(text string) {
			var into map[string]any
			_ = boundedtoml.Unmarshal([]byte(text), &into)
		})
	}
}

// What is refused is refused for its size, and everything below it is read.
func TestBounds(t *testing.T) {
	for name, n := range map[string]int{
		"keys": boundedtoml.MaxKeys, "sections": boundedtoml.MaxKeys, "lists of sections": boundedtoml.MaxKeys / 2,
		"keys in braces": boundedtoml.MaxKeys - 2, "keys with dots": boundedtoml.MaxKeys / 2,
	} {
		var into map[string]any
		if err := boundedtoml.Unmarshal([]byte(shapes[name](n)), &into); err != nil {
			t.Errorf("%d %s: %v", n, name, err)
		}
		if err := boundedtoml.Unmarshal([]byte(shapes[name](n+1)), &into); !errors.Is(err, boundedtoml.ErrTooMany) {
			t.Errorf("%d %s: %v", n+1, name, err)
		}
	}
	for _, name := range []string{"a deep key", "a deep section", "deep braces", "deep lists"} {
		if err := boundedtoml.Within([]byte(shapes[name](2 * boundedtoml.MaxKeys))); !errors.Is(err, boundedtoml.ErrTooMany) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
