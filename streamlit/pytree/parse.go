package pytree

import (
	"fmt"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// parser builds the tree of a file (Python Language Reference, chapter 10, as of
// 3.14). It takes what any version of Python takes, and rather too much than too
// little: what it refuses, Python refuses.
type parser struct {
	tokens    *pytoken.Tokens
	constants map[string]*Expression
	at        int
	failed    *pytoken.SyntaxError
	unsure    bool // the file is beyond what is followed; nothing is said of it
	depth     int
	size      int // of what was made, and up to which it may grow
	room      int
	with      int // the bracket in which items of a with stand; -1: none

	inFunction, inLoop bool
	yields             bool // so does the function that is read
	inAsync, async     bool // in a function that may wait; one is about to begin
}

// What takes more room than an expression does, in such: a statement, what holds
// others or names arguments, a name that gets a value, code with a scope of its own,
// OfUse: a use of streamlit.
const (
	ofStatement = 2
	ofBlock     = 1
	ofName      = 3
	ofScope     = 5
	OfUse       = 5
)

// maxDepth bounds expressions in expressions, and what stands in a row to the left.
const maxDepth = 1000

// newer notes that what stands here is read from Python 3.minor on only.
func (p *parser) newer(minor int, what string) {
	p.tokens.Needs(minor, p.peek(0).Place.Position(), what)
}

// Parse returns the statements of a file, and how many there are with their parts;
// nil without an error when it is too deep. It lets the tokens go that it is behind.
func Parse(tokens *pytoken.Tokens, room int) (body []*Statement, size int, err error) {
	p := &parser{tokens: tokens, room: room, constants: map[string]*Expression{}, with: -1}
	body = p.block(1)
	p.newlines()
	switch {
	case p.size > room && p.failed == nil:
		return nil, p.size, pytoken.ErrTooLarge
	case p.unsure:
		return nil, 0, nil
	case p.failed != nil:
		return nil, 0, p.failed
	case !p.ended():
		p.fail("the indentation fits no line above")
		return nil, 0, p.failed
	}
	if body == nil {
		body = []*Statement{}
	}
	return body, p.size, nil
}

func (p *parser) peek(ahead int) pytoken.Word { return p.tokens.At(p.at + ahead) }

func (p *parser) ended() bool { return p.at >= p.tokens.Count }

// is tells whether one of these operators or words stands here.
func (p *parser) is(values ...string) bool { return p.isAt(0, values...) }

func (p *parser) isAt(ahead int, values ...string) bool {
	return p.tokens.Is(p.at+ahead, values...)
}

// take steps over an operator or a word, if it is there.
func (p *parser) take(value string) bool {
	if !p.is(value) {
		return false
	}
	p.at++
	return true
}

// need steps over an operator or a word that has to be there.
func (p *parser) need(value string) {
	if !p.take(value) {
		p.fail("%q is missing", value)
	}
}

// fail notes the first thing that Python refuses, and ends the reading.
func (p *parser) fail(what string, arguments ...any) {
	if p.failed == nil && !p.unsure {
		place := pytoken.Position{Line: 1, Column: 1}
		if last := min(p.at, p.tokens.Count-1); last >= 0 {
			place = p.tokens.At(last).Place.Position()
		}
		p.failed = &pytoken.SyntaxError{Position: place, What: fmt.Sprintf(what, arguments...)}
	}
	p.at = p.tokens.Count
}

// giveUp ends the reading without a verdict.
func (p *parser) giveUp() {
	p.unsure = p.failed == nil
	p.at = p.tokens.Count
}

// deeper bounds how deep the reading goes; the caller takes one off again.
func (p *parser) deeper() bool {
	if p.depth++; p.depth > maxDepth {
		p.giveUp()
		return false
	}
	return true
}

var keywords = []string{
	"False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
	"global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
}

// word takes a name that is no keyword.
func (p *parser) word() string {
	t := p.peek(0)
	if t.Kind != pytoken.Name || slices.Contains(keywords, t.Value()) {
		p.fail("a name is missing")
		return ""
	}
	p.at++
	return t.Value()
}
