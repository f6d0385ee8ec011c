package secrets_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/secrets"
)

func TestReadingSecretsIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	for _, shape := range []struct{ front, part, end string }{
		{"", "[tN]\na = 1\n", ""}, {"", "kN = 1\n", ""}, {"", "a = 1\n", ""}, {"x = {", "kN = 1, ", "z = 1}\n"}, {"[auth]\n", "kN = 'a'\n", ""},
		{"x = [", "\"aN\", ", "]\n"}, {"x = \"", "aN", "\"\n"}, {"x = '''", "a\n", "'''\n"}, {"x = '''", "a\n", ""}, {"", "# a\n", ""}, {"", " ", "[a]\n"},
		{"", "a.", "a = 1\n"}, {"[", "a.", "a]\nb = 1\n"}, {"", "[[t]]\na = 1\n", ""}, {"x = [", "{a = 1}, ", "]\n"}, {"", "            [tN]\n", ""},
	} {
		// Up to MaxKeys go-toml looks for duplicates in ever more time, which shows above some hundreds.
		growth.Linear(t, fmt.Sprintf("%q", shape.part), 1<<6, func(n int) string {
			var text strings.Builder
			for i := range n {
				text.WriteString(strings.ReplaceAll(shape.part, "N", fmt.Sprint(i)))
			}
			return shape.front + text.String() + shape.end
		}, func(text string) {
			d, err := secrets.Parse([]byte(text))
			if err != nil {
				return
			}
			for _, key := range d.Keys() {
				d.Lookup(key)
				for _, inner := range d.Keys(key) {
					d.Lookup(key, inner)
				}
			}
			_, _ = d.Set(secrets.New("new"), "auth", "client_secret")
		})
	}
}

// Too many keys are no syntax error: nobody is told to fix the file.
func TestTooManyKeys(t *testing.T) {
	_, err := secrets.Parse([]byte(strings.Repeat("a = 1\n", 4001)))
	var syntax *secrets.SyntaxError
	if !errors.Is(err, secrets.ErrTooManyKeys) || errors.As(err, &syntax) {
		t.Errorf("%v", err)
	}
}
