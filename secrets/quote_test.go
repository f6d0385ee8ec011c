package secrets

import (
	"errors"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/pelletier/go-toml/v2"
)

func TestQuote(t *testing.T) {
	for value, want := range map[string]string{
		"":                      `""`,
		"plain":                 `"plain"`,
		"Q~8~q.-_":              `"Q~8~q.-_"`,
		"a#b=c[d]{e},f":         `"a#b=c[d]{e},f"`,
		"it's":                  `"it's"`,
		`say "x"`:               `"say \"x\""`,
		`"`:                     `'"'`,
		`""`:                    `'""'`,
		`"first`:                `'"first'`,
		`C:\new`:                `'C:\new'`,
		`end\`:                  `'end\'`,
		`it's \n`:               `"it's \\n"`,
		"two\nlines":            `"two\nlines"`,
		"\r\n":                  `"\r\n"`,
		"\t":                    `"\t"`,
		"é😀":                    `"é😀"`,
		" blank ":               `" blank "`,
		"\x00a\x1b\x7f":         `"\u0000a\u001b\u007f"`,
		"\u0085\u2028\u2029":    `"\u0085\u2028\u2029"`,
		"\ufeffx":               `"\ufeffx"`,
		"no-break\u00a0":        "\"no-break\u00a0\"",
		"a\x00\\":               `"a\u0000\\"`,
		"\x00\\u0041\\n":        `"\u0000\\\u00750041\\n"`,
		"\"it's":                `"\u0022it's"`,
		"\"\n":                  `"\u0022\n"`,
		"\"\"'":                 `"""\u0022\u0022'"""`,
		"\"\x00":                `"\u0022\u0000"`,
		"https://a.b/c?d=e&f#g": `"https://a.b/c?d=e&f#g"`,
	} {
		got, err := Quote(value)
		if err != nil || got != want {
			t.Errorf("%q is written %s: %v", value, got, err)
			continue
		}
		if read, _ := parse(t, "x = "+got).Lookup("x"); read.Text.Reveal() != value {
			t.Errorf("%s is read %q", got, read.Text.Reveal())
		}
	}
	for _, value := range []string{"\xff", "a\xc3"} { // no UTF-8
		if got, err := Quote(value); !errors.Is(err, ErrUnwritable) || got != "" {
			t.Errorf("%q is written %s: %v", value, got, err)
		}
	}
}

// TestQuoteReadsAlike holds every short value, however odd, against both parsers
// that Streamlit has had: go-toml stands for tomllib, and e2e holds pytoml
// against the real toml 0.10.2.
func TestQuoteReadsAlike(t *testing.T) {
	characters := strings.Split("a|\"|'|\\|\n|\r|\t|#|=|,|}|é|u|U|\x00|\u2028", "|")
	values := []string{""}
	for start := 0; len(values) < 3000; {
		end := len(values)
		for _, value := range values[start:end] {
			for _, char := range characters {
				values = append(values, value+char)
			}
		}
		start = end
	}
	for _, value := range values {
		for _, s := range []surroundings{{}, {single: true}, {braces: true}, {braces: true, single: true}} {
			got, err := s.spell(value)
			if err != nil || strings.ContainsFunc(got, isUnwritable) || strings.ContainsAny(got, "\n\r") {
				t.Fatalf("%q is written %s: %v", value, got, err)
			}
			line := "x = " + got + " # '\"\n"
			if s.braces {
				line = "y = {a = {x = " + got + "}, z = 'b'}\n"
			}
			for name, read := range map[string]func(string) (map[string]any, error){"TOML": standard, "toml 0.10.2": pytoml.Parse} {
				values, err := read(line)
				if y, ok := values["y"].(map[string]any); ok && y["z"] == "b" {
					values, _ = y["a"].(map[string]any)
				}
				if err != nil || values["x"] != value {
					t.Errorf("%s reads %q in %s: %v", name, values["x"], line, err)
				}
			}
		}
	}
	t.Logf("figures: %d values in 4 surroundings are read alike by both parsers", len(values))
}

func standard(text string) (values map[string]any, err error) {
	err = toml.Unmarshal([]byte(text), &values)
	return values, err
}
