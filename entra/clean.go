package entra

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the length, in characters, at which text from the network is cut.
const maxText = 300

// Clean makes text from the network fit to show: Plain, cut off after 300
// characters. Secrets are not looked for; see ErrorAnswer.
func Clean(text string) string {
	text = Plain(text)
	length := 0
	for i := range text {
		if length == maxText {
			return strings.TrimRight(text[:i], " ") + "…"
		}
		length++
	}
	return text
}

// Plain drops terminal escape sequences, control characters, invisible
// characters, marks that reorder text, and what is not UTF-8, and folds white
// space into single blanks.
func Plain(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	blank := false
	for len(text) > 0 {
		if n := escapeSequence(text); n > 0 {
			text = text[n:]
			continue
		}
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		switch {
		case r == utf8.RuneError && size <= 1:
			continue // not UTF-8
		case unicode.IsSpace(r):
			blank = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			continue // Cf holds the bidirectional overrides, the zero-width characters and the BOM
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain tells whether a text surely is as Plain would leave it: most are.
func isPlain(text string) bool {
	before := byte(' ')
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return text == "" || before != ' '
}

// escapeSequence is the length of the terminal escape sequence text begins
// with, 0 when there is none (ECMA-48: CSI, the string sequences, two-character
// escapes; also with the one-character forms of the introducers).
func escapeSequence(text string) int {
	rest, introducer := "", byte(0)
	switch {
	case len(text) >= 2 && text[0] == 0x1b:
		introducer, rest = text[1], text[2:]
	case strings.HasPrefix(text, "\u009b"):
		introducer, rest = '[', text[2:]
	case strings.HasPrefix(text, "\u009d"), strings.HasPrefix(text, "\u0090"):
		introducer, rest = ']', text[2:]
	default:
		return 0
	}
	begin := len(text) - len(rest)
	switch introducer {
	case '[':
		for i := range len(rest) {
			if rest[i] >= 0x40 && rest[i] <= 0x7e {
				return begin + i + 1
			}
			if rest[i] < 0x20 || rest[i] > 0x7e {
				return begin + i // broken off
			}
		}
		return len(text)
	case ']', 'P', '^', '_', 'X':
		for i := range len(rest) {
			switch {
			case rest[i] == 0x07:
				return begin + i + 1
			case strings.HasPrefix(rest[i:], "\x1b\\"), strings.HasPrefix(rest[i:], "\u009c"):
				return begin + i + 2
			case rest[i] == '\n':
				return begin + i // broken off
			}
		}
		return len(text)
	}
	if introducer >= 0x20 && introducer <= 0x7e {
		return begin
	}
	return 0
}
