package pytoken

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/pieces"
)

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
	indents  []indentation // of the blocks around the line
	out      Tokens

	textAt, textEnd int // the last string, and how many tokens there were at its end
	joined          int // strings that were put to it
	lineAt, tokenAt int // where the line and the token being read begin
}

func newLexer(source []byte) *lexer {
	text := strings.TrimPrefix(string(source), "\xef\xbb\xbf")
	return &lexer{src: text, line: 1, out: Tokens{source: text}}
}

// Lex takes a source apart. The error says that it is not Python, or wraps
// checkout.ErrTooLarge.
func Lex(source []byte) (*Tokens, error) {
	l := newLexer(source)
	for l.at < len(l.src) {
		if l.next(); l.out.Count > maxTokens {
			return nil, ErrTooLarge
		}
	}
	l.emit(Newline, l.at, l.place())
	if last := len(l.brackets) - 1; last >= 0 {
		l.refuse(l.opened[last], fmt.Sprintf("the bracket %q is never closed", l.brackets[last]))
	}
	if l.broken != nil {
		return nil, l.broken
	}
	return &l.out, nil
}

// Tokenize takes a source apart, as Lex does, into a plain list.
func Tokenize(source []byte) ([]Token, error) {
	tokens, err := Lex(source)
	if err != nil {
		return nil, err
	}
	all := make([]Token, tokens.Count)
	for i, t := range tokens.Each() {
		all[i] = Token{t.Kind, t.Value(), t.Place.Position(), t.Indent}
	}
	return all, nil
}

// Lines takes a source apart one line after the other, each into the same list.
func Lines(source []byte) iter.Seq2[*Tokens, error] {
	return func(yield func(*Tokens, error) bool) {
		l := newLexer(source)
		for l.at < len(l.src) && l.broken == nil {
			l.next()
			last := l.out.At(l.out.Count - 1)
			if l.out.Count == 0 || l.at < len(l.src) && (last.Kind != Newline || last.Value() == ";") {
				continue
			}
			if !yield(&l.out, nil) {
				return
			}
			l.restart()
		}
		if l.broken != nil {
			yield(nil, l.broken)
		}
	}
}

// restart lets go of all tokens, between two lines.
func (l *lexer) restart() {
	l.textEnd, l.out.Count = 0, 0
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
func (l *lexer) emit(k Kind, start int, at Position) {
	indent := int32(-1)
	if last := l.out.At(l.out.Count - 1); k != Newline && last.Kind == Newline {
		if last.Value() == ";" {
			indent = last.Indent // stands in the same block
		} else {
			indent = l.width()
			l.agrees(indent, at)
		}
	}
	l.out.add(Packed{Kind: k, start: int32(start), end: int32(l.at), Indent: indent, Place: Place{int32(at.Line), int32(at.Column)}})
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

// indentation is how far a line is indented, with tabs of eight columns and of one.
type indentation struct{ wide, narrow int32 }

// agrees refuses a line whose place among the blocks hangs on the width of a tab.
func (l *lexer) agrees(wide int32, at Position) {
	line := indentation{wide, 1}
	for _, c := range []byte(l.src[min(l.lineAt, l.tokenAt):l.tokenAt]) {
		if line.narrow++; c == '\f' {
			line.narrow = 1
		}
	}
	for len(l.indents) > 0 && l.indents[len(l.indents)-1].wide > wide {
		l.indents = l.indents[:len(l.indents)-1]
	}
	above := indentation{}
	if len(l.indents) > 0 {
		above = l.indents[len(l.indents)-1]
	}
	if (line.wide == above.wide) != (line.narrow == above.narrow) || line.narrow < above.narrow {
		l.refuse(at, "tabs and blanks are mixed in the indentation")
	}
	if line.wide > above.wide {
		l.indents = append(l.indents, line)
	}
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
			l.emit(Newline, l.at, at)
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
		l.emit(Number, start, at)
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
		l.emit(Name, start, at)
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
		l.broken = &SyntaxError{Position: at, What: what}
	}
	l.at = len(l.src)
}

// operators of more than one character, the longest first.
var operators = []string{"**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", ":=", "->", "**", "//", ">>", "<<", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@="}

func (l *lexer) operator(at Position) {
	for _, long := range operators {
		if strings.HasPrefix(l.src[l.at:], long) {
			l.at += len(long)
			l.emit(Operator, l.at-len(long), at)
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
		l.emit(Newline, l.at-1, at)
		l.out.At(l.out.Count - 1).Indent = indent
		return
	default:
		if !strings.ContainsRune("+-*/%@&|^~<>=.,:", rune(c)) {
			l.refuse(at, strayCharacter)
		}
	}
	l.emit(Operator, l.at-1, at)
}

// indent is that of the statement being read.
func (l *lexer) indent() int32 {
	return l.out.IndentBefore(l.out.Count)
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}
