package pyapp

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/lazy"
)

func isPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "b", "u", "f", "t", "rb", "br", "rf", "fr", "rt", "tr":
		return true
	}
	return false
}

// maxJoined is up to how many bytes strings side by side are put together.
const maxJoined = 4096

// literal reads a string, with its prefix read already.
func (l *lexer) literal(prefix string, at Position) {
	quote := string(l.src[l.at])
	if triple := strings.Repeat(quote, 3); bytes.HasPrefix(l.src[l.at:], []byte(triple)) {
		quote = triple
	}
	l.at += len(quote)
	raw, filled, bytesOnly := strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft"), strings.Contains(prefix, "b")
	here := len(l.out)
	if here > 0 && here == l.textEnd {
		here = l.textAt // goes on with the string before it
	} else {
		l.emit(text, "", at)
	}
	var content strings.Builder
	open := strings.ContainsAny(prefix, "bt")
	for {
		c := l.peek(0)
		switch {
		case l.at >= len(l.src):
			l.refuse(at, openString)
			return
		case bytes.HasPrefix(l.src[l.at:], []byte(quote)):
			l.at += len(quote)
			t := &l.out[here]
			if t.value != "" && len(t.value)+content.Len() > maxJoined {
				open = true
			} else if !bytesOnly {
				t.value += content.String()
			}
			t.open = t.open || open
			l.textAt, l.textEnd = here, len(l.out)
			return
		case c == '\\' && raw:
			content.WriteByte(c)
			l.at++
			if c = l.peek(0); c == '\\' || c == quote[0] {
				content.WriteByte(c)
				l.at++
			} else if l.lineEnd() {
				content.WriteByte('\n')
			}
		case c == '\\' && bytesOnly && (l.peek(1) == 'N' || l.peek(1) == 'u' || l.peek(1) == 'U'):
			l.at += 2
		case c == '\\':
			open = !l.escape(&content) || open
		case l.lineEnd():
			content.WriteByte('\n')
			if len(quote) == 1 {
				l.refuse(at, openString)
			}
		case filled && (c == '{' || c == '}') && l.peek(1) == c:
			content.WriteByte(c)
			l.at += 2
		case filled && c == '{':
			open = true
			content.WriteByte('*') // anything
			l.field(quote)
		default:
			r, size := utf8.DecodeRune(l.src[l.at:])
			open = open || r == utf8.RuneError && size == 1 // in another encoding
			content.WriteRune(r)
			l.at += size
		}
	}
}

// field reads the code in the braces of an f-string, and what says how its value
// is written (Python Language Reference, section 2.4.3).
func (l *lexer) field(quote string) {
	l.operator(l.place())
	depth := len(l.brackets)
	for l.at < len(l.src) {
		c := l.peek(0)
		switch {
		case len(l.brackets) > depth:
			l.next()
		case c == '}':
			l.operator(l.place())
			return
		case c == '!' && l.peek(1) != '=':
			for l.at++; isWord(l.peek(0)); l.at++ {
			}
		case c == ':':
			l.at++
			l.format(quote)
		default:
			l.next()
		}
	}
}

// format reads what is behind the colon of a field, up to the brace that ends it.
func (l *lexer) format(quote string) {
	for l.at < len(l.src) {
		switch c := l.peek(0); {
		case c == '}' || bytes.HasPrefix(l.src[l.at:], []byte(quote)):
			return
		case c == '{':
			l.field(quote)
		case !l.lineEnd():
			l.at++
		}
	}
}

var plainEscapes = lazy.Value[map[byte]byte]{Make: func() map[byte]byte {
	return map[byte]byte{
		'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
	}
}}

// escape reads one escape sequence; false: what it stands for is not known here.
func (l *lexer) escape(content *strings.Builder) bool {
	l.at++
	c := l.peek(0)
	if plain, ok := plainEscapes.Get()[c]; ok {
		content.WriteByte(plain)
		l.at++
		return true
	}
	digits, base := 0, 16
	switch c {
	case '\n', '\r':
		l.lineEnd()
		return true
	case 'x':
		digits = 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	case 'N': // by its name in Unicode
		l.at++
		if end := bytes.IndexByte(l.src[l.at:], '}'); l.peek(0) == '{' && end >= 0 {
			l.at += end + 1
		}
		return false
	case '0', '1', '2', '3', '4', '5', '6', '7':
		base, digits = 8, 1
		for digits < 3 && l.peek(digits) >= '0' && l.peek(digits) <= '7' {
			digits++
		}
		l.at--
	default:
		content.WriteByte('\\')
		return true
	}
	l.at++
	if l.at+digits > len(l.src) {
		return false
	}
	code, err := strconv.ParseUint(string(l.src[l.at:l.at+digits]), base, 32)
	if err != nil {
		return false
	}
	l.at += digits
	content.WriteRune(rune(code))
	return utf8.ValidRune(rune(code))
}
