package filter

// Syntax is what a text has to remain valid in when something is blotted out.
type Syntax int

// The syntaxes of authkit's outputs.
const (
	Lines Syntax = iota // lines for people and for runners of CI systems
	JSON
	XML
)

// place is where in a text of a syntax a writer stands.
type place struct {
	syntax   Syntax
	inString bool // of JSON
	escape   int  // what of an escape is to come: bytes, or unknown; 0: it stands in none
}

const (
	unknown       = -1 // behind a backslash, or in front of a semicolon
	unicodeDigits = 4  // behind \u
)

// open tells whether a secret may begin here: not outside of JSON's strings,
// where there are numbers, and not in the middle of an escape, half of which
// would remain.
func (p *place) open() bool {
	return p.escape == 0 && (p.syntax != JSON || p.inString)
}

// pass goes on by one byte.
func (p *place) pass(c byte) {
	switch {
	case p.syntax == JSON:
		p.passJSON(c)
	case p.syntax == XML && c == '&':
		p.escape = unknown
	case p.syntax == XML && c == ';':
		p.escape = 0
	}
}

func (p *place) passJSON(c byte) {
	switch {
	case p.escape == unknown && c == 'u':
		p.escape = unicodeDigits
	case p.escape == unknown:
		p.escape = 0
	case p.escape > 0:
		p.escape--
	case p.inString && c == '\\':
		p.escape = unknown
	case c == '"':
		p.inString = !p.inString
	}
}
