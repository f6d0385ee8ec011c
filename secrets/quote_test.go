package secrets

import (
	"errors"
	"strings"
	"testing"
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
	for _, value := range []string{
		"\xff", "a\xc3", "a\x00\\", // no UTF-8, or an escape by number next to a backslash
		"\"it's", "\"\n", "\"\"'", "\"\x00", // begins with the quote and does not fit into single ones
	} {
		if got, err := Quote(value); !errors.Is(err, ErrUnwritable) || got != "" {
			t.Errorf("%q is written %s: %v", value, got, err)
		}
	}
}

// TestQuoteStaysInTheSafeSubset holds every spelling against facts: streamlit, section 7.5.
func TestQuoteStaysInTheSafeSubset(t *testing.T) {
	characters := strings.Split("a|\"|'|\\|\n|\r|\t|#|=|,|}|é|u", "|")
	values := []string{""}
	for start := 0; len(values) < 20000; {
		end := len(values)
		for _, value := range values[start:end] {
			for _, char := range characters {
				values = append(values, value+char)
			}
		}
		start = end
	}
	refused := 0
	for _, value := range values {
		for _, single := range []bool{false, true} {
			got, err := surroundings{single: single}.spell(value)
			if err != nil {
				refused++
				if !strings.HasPrefix(value, `"`) || !strings.ContainsAny(value, "'\n\r") {
					t.Errorf("%q is refused", value)
				}
				continue
			}
			inside := got[1 : len(got)-1]
			switch {
			case got[0] != got[len(got)-1], strings.ContainsAny(got, "\n\r"):
				t.Errorf("%q is written %s", value, got)
			case got[0] == '\'' && (inside != value || strings.Contains(value, "'")):
				t.Errorf("%q is written %s", value, got)
			case got[0] == '"' && (strings.HasPrefix(value, `"`) || !onlyEscapes(inside)):
				t.Errorf("%q is written %s", value, got)
			}
			if read, _ := parse(t, "x = "+got+" # '\"\n").Lookup("x"); read.Text.Reveal() != value {
				t.Errorf("%s is read %q", got, read.Text.Reveal())
			}
		}
	}
	if refused == 0 {
		t.Error("nothing was refused: are the characters the right ones?")
	}
}

// onlyEscapes tells whether the inside of a basic string has no escapes but the safe ones.
func onlyEscapes(inside string) bool {
	for at := 0; at < len(inside); at++ {
		switch inside[at] {
		case '"':
			return false
		case '\\':
			at++
			if at == len(inside) || !strings.Contains(`"\nrt`, inside[at:at+1]) {
				return false
			}
		}
	}
	return true
}
