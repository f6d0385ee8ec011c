package pytoken

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/pieces"
)

// maxJoined is up to how many bytes strings side by side are put together, and
// manyJoined how many of them: each takes a copy of those before it.
const (
	maxJoined  = 4096
	manyJoined = 200
)

// literal reads a string, with its prefix read already.
func (l *lexer) literal(prefix string, at Position) {
	quote := l.src[l.at : l.at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(l.src[l.at:], triple) {
		quote = triple
	}
	l.at += len(quote)
	start := l.at
	raw, filled, bytesOnly := strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft"), strings.Contains(prefix, "b")
	here := l.out.Count
	if here > 0 && here == l.textEnd {
		here = l.textAt // goes on with the string before it
		l.joined++
	} else {
		l.joined = 0
		l.emit(Text, l.at, at)
	}
	var content pieces.Text
	open := strings.ContainsAny(prefix, "bt")
	for {
		c := l.peek(0)
		switch {
		case l.at >= len(l.src):
			l.refuse(at, openString)
			return
		case strings.HasPrefix(l.src[l.at:], quote):
			l.at += len(quote)
			t := l.out.At(here)
			if t.Value() != "" && (len(t.Value())+content.Length() > maxJoined || l.joined > manyJoined) {
				open = true
				if !strings.HasSuffix(t.Value(), "**") {
					l.out.setText(here, t.Value()+"**", start, l.at-len(quote))
				}
			} else if !bytesOnly {
				l.out.setText(here, t.Value()+content.String(), start, l.at-len(quote))
			}
			t.Open = t.Open || open
			l.textAt, l.textEnd = here, l.out.Count
			return
		case c == '\\' && raw:
			content.Add(`\`)
			l.at++
			if c = l.peek(0); c == '\\' || c == quote[0] {
				content.Add(l.src[l.at : l.at+1])
				l.at++
			} else if l.lineEnd() {
				content.Add("\n")
			}
		case c == '\\' && bytesOnly && (l.peek(1) == 'N' || l.peek(1) == 'u' || l.peek(1) == 'U'):
			l.at += 2
		case c == '\\':
			if !l.escape(&content) {
				open = true
				content.Add("*")
			}
		case l.lineEnd():
			content.Add("\n")
			if len(quote) == 1 {
				l.refuse(at, openString)
			}
		case filled && (c == '{' || c == '}') && l.peek(1) == c:
			content.Add(l.src[l.at : l.at+1])
			l.at += 2
		case filled && c == '{':
			open = true
			content.Add("*") // anything
			if !l.field(quote) {
				content.Add("*")
			}
		default:
			if plain := l.plain(); plain != "" {
				content.Add(plain)
				break
			}
			r, size := utf8.DecodeRuneInString(l.src[l.at:])
			open = open || r == utf8.RuneError && size == 1 // in another encoding
			content.Add(string(r))
			l.at += size
		}
	}
}

// plain steps over what means nothing but itself in every string.
func (l *lexer) plain() string {
	start := l.at
	for l.at < len(l.src) {
		if c := l.src[l.at]; c < ' ' && c != '\t' || c >= utf8.RuneSelf || c == '\\' || c == '"' || c == '\'' || c == '{' || c == '}' {
			break
		}
		l.at++
	}
	return l.src[start:l.at]
}

// field reads the code in the braces of an f-string, and what says how its value
// is written (Python Language Reference, section 2.4.3). plain: it is written as str writes it.
func (l *lexer) field(quote string) (plain bool) {
	start, at := l.at+1, l.place()
	l.operator(at)
	depth := len(l.brackets)
	plain = true
	for l.at < len(l.src) {
		c := l.peek(0)
		switch {
		case len(l.brackets) > depth:
			l.next()
		case c == '}':
			l.fieldNeeds(l.src[start:l.at], quote, at)
			l.operator(l.place())
			return plain
		case c == '!' && l.peek(1) != '=':
			plain = false
			for l.at++; isWord(l.peek(0)); l.at++ {
			}
		case c == ':':
			plain = false
			l.fieldNeeds(l.src[start:l.at], quote, at)
			l.at++
			l.format(quote)
			start = l.at
		default:
			plain = plain && (c != '=' || l.peek(1) == '=')
			l.next()
		}
	}
	return false
}

// format reads what is behind the colon of a field, up to the brace that ends it.
func (l *lexer) format(quote string) {
	for l.at < len(l.src) {
		switch c := l.peek(0); {
		case c == '}' || strings.HasPrefix(l.src[l.at:], quote):
			return
		case c == '{':
			l.field(quote)
		case !l.lineEnd():
			l.at++
		}
	}
}

// escape reads one escape sequence; false: what it stands for is not known here.
func (l *lexer) escape(content *pieces.Text) bool {
	l.at++
	c := l.peek(0)
	if plain, ok := pieces.Escapes.Get()[c]; ok {
		content.Add(plain)
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
		if end := strings.IndexByte(l.src[l.at:], '}'); l.peek(0) == '{' && end >= 0 {
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
		content.Add(`\`)
		return true
	}
	l.at++
	if l.at+digits > len(l.src) {
		return false
	}
	code, err := strconv.ParseUint(l.src[l.at:l.at+digits], base, 32)
	if err != nil {
		return false
	}
	l.at += digits
	content.Add(string(rune(code)))
	return utf8.ValidRune(rune(code))
}
