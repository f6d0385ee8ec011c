package pyapp

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkout"
)

type kind uint8

const (
	name kind = iota
	text      // a string literal, or several side by side
	number
	operator
	newline // ends a statement
)

// token is one token of Python, as far as calls and attributes need it.
type token struct {
	value string // of a name or operator as written, of a string its content
	Position
	indent int32 // with which a statement begins; -1 inside one
	kind   kind
	open   bool // a string whose content is not known here
}

// Position is a spot in a source file, from 1; columns count characters.
type Position struct{ Line, Column int }

// ErrTooLarge says that a file has more tokens than are looked at.
var ErrTooLarge error = tooLarge{}

// tooLarge wraps checkout.ErrTooLarge.
type tooLarge struct{}

func (tooLarge) Error() string { return "read Python: " + checkout.ErrTooLarge.Error() }
func (tooLarge) Unwrap() error { return checkout.ErrTooLarge }

// maxTokens bounds them: each takes fifty bytes. A file of 20,000 lines has about
// 200,000.
const maxTokens = 300_000

// lexer follows Python's own rules for strings, comments, brackets and line
// ends (Python Language Reference, chapter 2). It takes any bytes; broken tells
// that Python would not.
type lexer struct {
	src      []byte
	at       int
	line     int
	column   int // of the byte at counted, from 0
	counted  int
	brackets []byte     // that are open: line ends inside do not count
	opened   []Position // where
	broken   *SyntaxError
	out      []token

	textAt, textEnd int // the last string, and how many tokens there were at its end
	lineAt, tokenAt int // where the line and the token being read begin
}

func tokenize(source []byte) ([]token, error) {
	l := &lexer{src: bytes.TrimPrefix(source, []byte("\xef\xbb\xbf")), line: 1}
	for l.at < len(l.src) {
		if l.next(); len(l.out) > maxTokens {
			return nil, ErrTooLarge
		}
	}
	l.emit(newline, "", l.place())
	if last := len(l.brackets) - 1; last >= 0 {
		l.refuse(l.opened[last], fmt.Sprintf("the bracket %q is never closed", l.brackets[last]))
	}
	if l.broken != nil {
		return nil, l.broken
	}
	return l.out, nil
}

func (l *lexer) place() Position {
	l.column += utf8.RuneCount(l.src[l.counted:l.at])
	l.counted = l.at
	return Position{l.line, l.column + 1}
}

func (l *lexer) emit(k kind, value string, at Position) {
	indent := int32(-1)
	if last := len(l.out) - 1; k != newline && (last < 0 || l.out[last].kind == newline) {
		if last >= 0 && l.out[last].value == ";" {
			indent = l.out[last].indent // stands in the same block
		} else {
			indent = l.width()
		}
	}
	l.out = append(l.out, token{kind: k, value: value, indent: indent, Position: at})
}

// width is how far a line is indented, from 1; a tab goes on to the next column of
// eight (Python Language Reference, section 2.1.8).
func (l *lexer) width() int32 {
	width := int32(1)
	for _, c := range l.src[min(l.lineAt, l.tokenAt):l.tokenAt] {
		switch c {
		case '\t':
			width += 8 - (width-1)%8
		case '\f':
			width = 1
		default:
			width++
		}
	}
	return width
}

// peek is the byte so far ahead; 0 at the end.
func (l *lexer) peek(ahead int) byte {
	if l.at+ahead < len(l.src) {
		return l.src[l.at+ahead]
	}
	return 0
}

// lineEnd steps over one of Python's three line ends; false: there is none here.
func (l *lexer) lineEnd() bool {
	switch {
	case l.peek(0) == '\r' && l.peek(1) == '\n':
		l.at += 2
	case l.peek(0) == '\n' || l.peek(0) == '\r':
		l.at++
	default:
		return false
	}
	l.line++
	l.column, l.counted, l.lineAt = 0, l.at, l.at
	return true
}

func (l *lexer) next() {
	at := l.place()
	l.tokenAt = l.at
	if l.lineEnd() {
		if len(l.brackets) == 0 {
			l.emit(newline, "", at)
		}
		return
	}
	switch c := l.src[l.at]; {
	case c == ' ' || c == '\t' || c == '\f':
		l.at++
	case c == '\\':
		if l.at++; !l.lineEnd() {
			l.refuse(at, strayCharacter)
		}
	case c == '#':
		for l.at < len(l.src) && l.src[l.at] != '\n' && l.src[l.at] != '\r' {
			l.at++
		}
	case c == '"' || c == '\'':
		l.literal("", at)
	case c >= '0' && c <= '9':
		start := l.at
		for isWord(l.peek(0)) || l.peek(0) == '.' {
			l.at++
		}
		l.emit(number, string(l.src[start:l.at]), at)
	case isWord(c):
		start := l.at
		for isWord(l.peek(0)) {
			l.at++
		}
		word := string(l.src[start:l.at])
		if (l.peek(0) == '"' || l.peek(0) == '\'') && isPrefix(word) {
			l.literal(strings.ToLower(word), at)
			return
		}
		l.emit(name, word, at)
	default:
		l.operator(at)
	}
}

// maxBrackets is how deep Python itself lets brackets stand in each other.
const maxBrackets = 200

const (
	strayCharacter = "a character does not belong in code"
	openString     = "a string is not closed"
)

// refuse ends the reading where Python refuses the file.
func (l *lexer) refuse(at Position, what string) {
	if l.broken == nil {
		l.broken = &SyntaxError{at, what}
	}
	l.at = len(l.src)
}

// operators of more than one character, the longest first.
var operators = []string{"**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", ":=", "->", "**", "//", ">>", "<<", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@="}

func (l *lexer) operator(at Position) {
	for _, long := range operators {
		if bytes.HasPrefix(l.src[l.at:], []byte(long)) {
			l.at += len(long)
			l.emit(operator, long, at)
			return
		}
	}
	c := l.src[l.at]
	l.at++
	switch c {
	case '(', '[', '{':
		l.brackets, l.opened = append(l.brackets, c), append(l.opened, at)
		if len(l.brackets) > maxBrackets {
			l.refuse(at, "there are too many brackets in each other")
		}
	case ')', ']', '}':
		last := len(l.brackets) - 1
		if last < 0 || !strings.Contains("() [] {}", string([]byte{l.brackets[last], c})) {
			l.refuse(at, fmt.Sprintf("the bracket %q closes none", c))
			break
		}
		l.brackets, l.opened = l.brackets[:last], l.opened[:last]
	case ';':
		indent := l.indent()
		l.emit(newline, ";", at)
		l.out[len(l.out)-1].indent = indent
		return
	default:
		if !strings.ContainsRune("+-*/%@&|^~<>=.,:", rune(c)) {
			l.refuse(at, strayCharacter)
		}
	}
	l.emit(operator, string(rune(c)), at)
}

// indent is that of the statement being read.
func (l *lexer) indent() int32 {
	for i := len(l.out) - 1; i >= 0; i-- {
		if l.out[i].indent >= 0 {
			return l.out[i].indent
		}
	}
	return 1
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}
