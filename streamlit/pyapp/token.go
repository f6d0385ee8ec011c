package pyapp

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	name kind = iota
	text      // a string literal
	number
	operator
	newline // ends a statement
)

// token is one token of Python, as far as calls and attributes need it.
type token struct {
	kind   kind
	value  string // of a name or operator as written, of a string its content
	format bool   // an f-string, whose content is not known
	Place
}

// Place is a spot in a source file, from 1; columns count characters.
type Place struct{ Line, Column int }

// lexer follows Python's own rules for strings, comments, brackets and line
// ends (Python Language Reference, chapter 2). It takes any bytes and never fails.
type lexer struct {
	src       []byte
	at        int
	line      int
	lineStart int
	depth     int // of brackets: line ends inside do not count
	out       []token
}

func tokenize(source []byte) []token {
	l := &lexer{src: bytes.TrimPrefix(source, []byte("\xef\xbb\xbf")), line: 1}
	for l.at < len(l.src) {
		l.next()
	}
	l.emit(newline, "", l.place())
	return l.out
}

func (l *lexer) place() Place {
	return Place{l.line, utf8.RuneCount(l.src[l.lineStart:l.at]) + 1}
}

func (l *lexer) emit(k kind, value string, at Place) {
	l.out = append(l.out, token{kind: k, value: value, Place: at})
}

func (l *lexer) newLine() {
	l.line++
	l.lineStart = l.at
}

func (l *lexer) next() {
	c := l.src[l.at]
	switch {
	case c == '\n' || c == '\r':
		at := l.place()
		l.at++
		if c == '\r' && l.at < len(l.src) && l.src[l.at] == '\n' {
			l.at++
		}
		if l.depth == 0 {
			l.emit(newline, "", at)
		}
		l.newLine()
	case c == ' ' || c == '\t' || c == '\f':
		l.at++
	case c == '\\' && l.at+1 < len(l.src) && (l.src[l.at+1] == '\n' || l.src[l.at+1] == '\r'):
		l.at += 2
		if l.src[l.at-1] == '\r' && l.at < len(l.src) && l.src[l.at] == '\n' {
			l.at++
		}
		l.newLine()
	case c == '#':
		for l.at < len(l.src) && l.src[l.at] != '\n' && l.src[l.at] != '\r' {
			l.at++
		}
	case c == '"' || c == '\'':
		l.literal("", l.place())
	case c >= '0' && c <= '9':
		at, start := l.place(), l.at
		for l.at < len(l.src) && (isWord(l.src[l.at]) || l.src[l.at] == '.') {
			l.at++
		}
		l.emit(number, string(l.src[start:l.at]), at)
	case isWord(c):
		at, start := l.place(), l.at
		for l.at < len(l.src) && isWord(l.src[l.at]) {
			l.at++
		}
		word := string(l.src[start:l.at])
		if l.at < len(l.src) && (l.src[l.at] == '"' || l.src[l.at] == '\'') && isPrefix(word) {
			l.literal(strings.ToLower(word), at)
			return
		}
		l.emit(name, word, at)
	default:
		at := l.place()
		_, size := utf8.DecodeRune(l.src[l.at:])
		value := string(l.src[l.at : l.at+size])
		l.at += size
		switch value {
		case "(", "[", "{":
			l.depth++
		case ")", "]", "}":
			l.depth = max(l.depth-1, 0)
		case ";":
			l.emit(newline, "", at)
			return
		case "=", "!", "<", ">":
			if l.at < len(l.src) && l.src[l.at] == '=' {
				value += "="
				l.at++
			}
		}
		l.emit(operator, value, at)
	}
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

func isPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "b", "u", "f", "t", "rb", "br", "rf", "fr", "rt", "tr":
		return true
	}
	return false
}

// literal reads a string, with its prefix read already.
func (l *lexer) literal(prefix string, at Place) {
	quote := string(l.src[l.at])
	triple := strings.Repeat(quote, 3)
	if bytes.HasPrefix(l.src[l.at:], []byte(triple)) {
		quote = triple
	}
	l.at += len(quote)
	raw := strings.Contains(prefix, "r")
	var content strings.Builder
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch {
		case bytes.HasPrefix(rest, []byte(quote)):
			l.at += len(quote)
			l.out = append(l.out, token{kind: text, value: content.String(), format: strings.ContainsAny(prefix, "ft"), Place: at})
			return
		case rest[0] == '\\' && len(rest) > 1:
			if raw {
				content.WriteByte('\\')
			}
			content.WriteByte(rest[1])
			l.at += 2
			if rest[1] == '\n' {
				l.newLine()
			}
		case rest[0] == '\n':
			if len(quote) == 1 { // not closed: the line ends it
				l.out = append(l.out, token{kind: text, value: content.String(), format: true, Place: at})
				return
			}
			content.WriteByte('\n')
			l.at++
			l.newLine()
		default:
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError && size == 1 {
				r = unicode.ReplacementChar
			}
			content.WriteRune(r)
			l.at += size
		}
	}
	l.out = append(l.out, token{kind: text, value: content.String(), format: true, Place: at})
}
