package pytoken

import "strings"

// Newer is what in a file only newer versions of Python read.
type Newer struct {
	Position
	Minor int    // Python 3.Minor is the first that does
	What  string // in words; empty: every version reads the file
}

// Needs notes that something in the source is read from Python 3.minor on only. What needs the
// newest counts, and of that the first.
func (t *Tokens) Needs(minor int, at Position, what string) {
	if minor > t.Newer.Minor {
		t.Newer = Newer{at, minor, what}
	}
}

// fieldNeeds looks at what stands in the braces of an f-string: before Python 3.12 (PEP 701) neither
// the string's own quotes nor a backslash could stand there, and no line could end there.
func (l *lexer) fieldNeeds(code, quote string, at Position) {
	switch {
	case strings.Contains(code, quote):
		l.out.Needs(12, at, "the f-string's own quotes in its braces")
	case strings.Contains(code, `\`):
		l.out.Needs(12, at, "a backslash in the braces of an f-string")
	case len(quote) == 1 && strings.ContainsAny(code, "\r\n"):
		l.out.Needs(12, at, "an end of line in the braces of an f-string")
	}
}
