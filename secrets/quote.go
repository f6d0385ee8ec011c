package secrets

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Quote writes a value as a TOML string on one line that TOML 1.0 and Python's
// toml 0.10.2, which Streamlit uses up to 1.65, read alike (docs/facts/streamlit.md,
// section 7.5). It holds for a value on a line of its own, not inside braces
// or a list. Characters that editors drop or take for line ends are escaped:
// controls, U+2028, U+2029, U+FEFF. ErrUnwritable when the value is not UTF-8,
// which no TOML file can hold.
func Quote(value string) (string, error) { return surroundings{}.spell(value) }

// surroundings is what the spelling of a value depends on.
type surroundings struct {
	braces bool // it stands inside { … }
	single bool // it replaces one in single quotes
}

// spell prefers double quotes; single ones where they are the file's habit or
// save escapes.
func (s surroundings) spell(value string) (string, error) {
	if !utf8.ValidString(value) {
		return "", fmt.Errorf("%w, since it is not UTF-8 text: set it again as UTF-8", ErrUnwritable)
	}
	literal, basic := "'"+value+"'", `"`+escaper.Replace(value)+`"`
	numbers := strings.ContainsFunc(value, isUnwritable)
	// A literal string has no escapes at all.
	literalFits := !numbers && !strings.ContainsAny(value, "'\n\r") && (!s.braces || survivesBraces(literal))
	// toml 0.10.2 takes a quote right behind the opening one for the end, escaped or not.
	basicFits := !numbers && !strings.HasPrefix(value, `"`) && (!s.braces || survivesBraces(basic))
	switch {
	case literalFits && (s.single || strings.Contains(value, `\`) || !basicFits):
		return literal, nil
	case basicFits:
		return basic, nil
	}
	return s.numbered(value), nil
}

// numbered writes by its number (\u0022) whatever one of the parsers would
// stumble over: what stands in no string as it is, quotes, a u behind a
// backslash, which toml 0.10.2 takes for the beginning of a number, and inside
// braces commas. Two quotes at the start make toml 0.10.2 strip three on both
// sides, so three are there for it.
func (s surroundings) numbered(value string) string {
	var out strings.Builder
	var before rune
	for _, char := range value {
		if isUnwritable(char) || char == '"' || char == 'u' && before == '\\' || char == ',' && s.braces {
			fmt.Fprintf(&out, `\u%04x`, char)
		} else {
			out.WriteString(escaper.Replace(string(char)))
		}
		before = char
	}
	quotes := `"`
	if value == `"` || strings.HasPrefix(value, `""`) {
		quotes = `"""`
	}
	return quotes + out.String() + quotes
}

var escaper = lazy.Replacer{Pairs: []string{`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`}}

func isUnwritable(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// survivesBraces tells whether toml 0.10.2 reads a string inside an inline
// table as written. It cuts the table at every comma, also inside strings, and
// takes a piece for complete when it ends like a value: with the quote it began
// with, or, one table further in, with a closing brace.
func survivesBraces(quoted string) bool {
	for at, char := range quoted {
		if char != ',' {
			continue
		}
		piece := strings.TrimSpace(quoted[:at])
		if last := piece[len(piece)-1]; last == quoted[0] || last == '}' {
			return false
		}
	}
	return true
}

// quoteKey writes a key, bare where that is possible. toml 0.10.2 does not
// decode escapes in keys, and stumbles over blanks, commas and = in some places.
func quoteKey(key string) (string, error) {
	switch {
	case key == "", !utf8.ValidString(key), strings.ContainsAny(key, `\",=`), strings.ContainsFunc(key, isUnwritable), strings.ContainsFunc(key, unicode.IsSpace):
		return "", ErrUnwritable
	case strings.ContainsFunc(key, isNotBare):
		return `"` + key + `"`, nil
	}
	return key, nil
}

func isNotBare(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	return !letter && !(r >= '0' && r <= '9') && r != '_' && r != '-'
}

func quoteKeys(path []string) (string, error) {
	parts := make([]string, len(path))
	for i, key := range path {
		var err error
		if parts[i], err = quoteKey(key); err != nil {
			return "", err
		}
	}
	return strings.Join(parts, "."), nil
}
