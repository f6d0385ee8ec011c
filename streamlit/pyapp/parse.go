package pyapp

import (
	"fmt"
	"slices"
)

// SyntaxError is a place where Python stops reading a file.
type SyntaxError struct {
	Position
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// parser builds the tree of a file (Python Language Reference, chapter 10, as of
// 3.14). It takes what any version of Python takes, and rather too much than too
// little: what it refuses, Python refuses.
type parser struct {
	tokens []token
	at     int
	failed *SyntaxError
	unsure bool // the file is beyond what is followed; nothing is said of it
	depth  int
	with   int // the bracket in which items of a with stand; -1: none

	inFunction, inLoop bool
}

// maxDepth bounds expressions in expressions, and what stands in a row to the left.
const maxDepth = 1000

// parse returns the statements of a file; nil without an error when it is too deep.
func parse(tokens []token) ([]*statement, error) {
	p := &parser{tokens: tokens, with: -1}
	body := p.block(1)
	p.newlines()
	switch {
	case p.unsure:
		return nil, nil
	case p.failed != nil:
		return nil, p.failed
	case p.at < len(p.tokens):
		p.fail("the indentation fits no line above")
		return nil, p.failed
	}
	if body == nil {
		body = []*statement{}
	}
	return body, nil
}

func (p *parser) peek(ahead int) token {
	if i := p.at + ahead; i < len(p.tokens) {
		return p.tokens[i]
	}
	return token{kind: newline}
}

func (p *parser) ended() bool { return p.at >= len(p.tokens) }

// is tells whether one of these operators or words stands here.
func (p *parser) is(values ...string) bool { return p.isAt(0, values...) }

func (p *parser) isAt(ahead int, values ...string) bool {
	i := p.at + ahead
	if i < 0 || i >= len(p.tokens) {
		return false
	}
	t := &p.tokens[i]
	return (t.kind == operator || t.kind == name) && slices.Contains(values, t.value)
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
		place := Position{1, 1}
		if last := min(p.at, len(p.tokens)-1); last >= 0 {
			place = p.tokens[last].Position
		}
		p.failed = &SyntaxError{place, fmt.Sprintf(what, arguments...)}
	}
	p.at = len(p.tokens)
}

// giveUp ends the reading without a verdict.
func (p *parser) giveUp() {
	p.unsure = p.failed == nil
	p.at = len(p.tokens)
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
	if t.kind != name || slices.Contains(keywords, t.value) {
		p.fail("a name is missing")
		return ""
	}
	p.at++
	return t.value
}
