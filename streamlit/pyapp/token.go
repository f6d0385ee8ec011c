package pyapp

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/pieces"
)

type kind uint8

const (
	name kind = iota
	text      // a string literal, or several side by side
	number
	operator
	newline // ends a statement
)

// token is one token of Python, as far as calls and attributes need it. A large
// file has very many of them.
type token struct {
	start, end int32 // of its value in the source; end < 0: it is a text of its own
	place      spot
	indent     int32 // with which a statement begins; -1 inside one
	kind       kind
	open       bool  // a string whose content is not known here
	depth      uint8 // of brackets around it, maxBrackets at most
	imported   bool  // it is of an import statement
}

// Position is a spot in a source file, from 1; columns count characters.
type Position struct{ Line, Column int }

// spot is a Position that takes less room.
type spot struct{ line, column int32 }

func (s spot) position() Position { return Position{int(s.line), int(s.column)} }

// tokens is a list that neither moves as it grows nor has to be kept to its end:
// it lies in pieces.
type tokens struct {
	source string
	texts  []string // that do not stand in the source as they are
	pieces [][]token
	count  int
}

const pieceSize = 512

// word is a token with its value at hand.
type word struct {
	*token
	of *tokens
}

// value is a name or an operator as written, and of a string its content.
func (w word) value() string {
	if w.end < 0 {
		return w.of.texts[w.start]
	}
	return w.of.source[w.start:w.end]
}

// at is one of the tokens.
func (t *tokens) at(i int) word {
	if i < 0 || i >= t.count {
		return word{&outside, t}
	}
	return word{&t.pieces[i/pieceSize][i%pieceSize], t}
}

// outside stands before the first token and behind the last.
var outside = token{kind: newline}

// setText gives a string its content. It mostly is what stands in the source from
// start to end, which is not copied.
func (t *tokens) setText(i int, text string, start, end int) {
	at := t.at(i)
	if t.source[start:end] == text {
		at.start, at.end = int32(start), int32(end)
		return
	}
	at.start, at.end = int32(len(t.texts)), -1
	t.texts = append(t.texts, text)
}

func (t *tokens) add(added token) {
	if t.count == len(t.pieces)*pieceSize {
		t.pieces = append(t.pieces, make([]token, 0, pieceSize))
	}
	last := &t.pieces[len(t.pieces)-1]
	*last = append(*last, added)
	t.count++
}

// forget lets the room go of what stands before a token, in whole pieces.
func (t *tokens) forget(before int) {
	for i := before/pieceSize - 1; i >= 0 && t.pieces[i] != nil; i-- {
		t.pieces[i] = nil
	}
}

// is tells whether one of these operators or words stands at a place.
func (t *tokens) is(i int, values ...string) bool {
	at := t.at(i)
	return (at.kind == operator || at.kind == name) && slices.Contains(values, at.value())
}

// indentBefore is the indentation of the line that ends before a token.
func (t *tokens) indentBefore(at int) int32 {
	for i := at - 1; i >= 0; i-- {
		if indent := t.at(i).indent; indent >= 0 {
			return indent
		}
	}
	return 1
}

// each goes over all of them.
func (t *tokens) each() iter.Seq2[int, word] {
	return func(yield func(int, word) bool) {
		for i := range t.count {
			if !yield(i, t.at(i)) {
				return
			}
		}
	}
}

// ErrTooLarge says that a file has more tokens than are looked at.
var ErrTooLarge error = tooLarge{}

// tooLarge wraps checkout.ErrTooLarge.
type tooLarge struct{}

func (tooLarge) Error() string { return "read Python: " + checkout.ErrTooLarge.Error() }
func (tooLarge) Unwrap() error { return checkout.ErrTooLarge }

// maxTokens bounds them: each takes 24 bytes. A file of 20,000 lines has about
// 200,000.
const maxTokens = 300_000

// lexer follows Python's own rules for strings, comments, brackets and line
// ends (Python Language Reference, chapter 2). It takes any bytes; broken tells
// that Python would not.
type lexer struct {
	src      string
	at       int
	line     int
	column   int // of the byte at counted, from 0
	counted  int
	brackets []byte     // that are open: line ends inside do not count
	opened   []Position // where
	broken   *SyntaxError
	out      tokens

	textAt, textEnd int // the last string, and how many tokens there were at its end
	joined          int // strings that were put to it
	lineAt, tokenAt int // where the line and the token being read begin
}

func newLexer(source []byte) *lexer {
	text := strings.TrimPrefix(string(source), "\xef\xbb\xbf")
	return &lexer{src: text, line: 1, out: tokens{source: text}}
}

func tokenize(source []byte) (*tokens, error) {
	l := newLexer(source)
	for l.at < len(l.src) {
		if l.next(); l.out.count > maxTokens {
			return nil, ErrTooLarge
		}
	}
	l.emit(newline, l.at, l.place())
	if last := len(l.brackets) - 1; last >= 0 {
		l.refuse(l.opened[last], fmt.Sprintf("the bracket %q is never closed", l.brackets[last]))
	}
	if l.broken != nil {
		return nil, l.broken
	}
	return &l.out, nil
}

// restart lets go of all tokens, between two lines.
func (l *lexer) restart() {
	l.textEnd, l.out.count = 0, 0
	if len(l.out.pieces) > 0 {
		l.out.pieces = l.out.pieces[:1]
		l.out.pieces[0] = l.out.pieces[0][:0]
	}
}

func (l *lexer) place() Position {
	l.column += utf8.RuneCountInString(l.src[l.counted:l.at])
	l.counted = l.at
	return Position{l.line, l.column + 1}
}

// emit adds the token that begins there in the source and ends here.
func (l *lexer) emit(k kind, start int, at Position) {
	indent := int32(-1)
	if last := l.out.at(l.out.count - 1); k != newline && last.kind == newline {
		if last.value() == ";" {
			indent = last.indent // stands in the same block
		} else {
			indent = l.width()
		}
	}
	l.out.add(token{kind: k, start: int32(start), end: int32(l.at), indent: indent, place: spot{int32(at.Line), int32(at.Column)}})
}

// width is how far a line is indented, from 1; a tab goes on to the next column of
// eight (Python Language Reference, section 2.1.8).
func (l *lexer) width() int32 {
	width := int32(1)
	for _, c := range []byte(l.src[min(l.lineAt, l.tokenAt):l.tokenAt]) {
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
			l.emit(newline, l.at, at)
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
		l.emit(number, start, at)
	case isWord(c):
		start := l.at
		for isWord(l.peek(0)) {
			l.at++
		}
		word := l.src[start:l.at]
		if (l.peek(0) == '"' || l.peek(0) == '\'') && pieces.IsPrefix(word) {
			l.literal(strings.ToLower(word), at)
			return
		}
		l.emit(name, start, at)
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
		if strings.HasPrefix(l.src[l.at:], long) {
			l.at += len(long)
			l.emit(operator, l.at-len(long), at)
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
		l.emit(newline, l.at-1, at)
		l.out.at(l.out.count - 1).indent = indent
		return
	default:
		if !strings.ContainsRune("+-*/%@&|^~<>=.,:", rune(c)) {
			l.refuse(at, strayCharacter)
		}
	}
	l.emit(operator, l.at-1, at)
}

// indent is that of the statement being read.
func (l *lexer) indent() int32 {
	return l.out.indentBefore(l.out.count)
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}
