// Package shell reads what a small POSIX script writes to files: echo, printf,
// cat and tee with here-documents, redirections and plain variables. It runs
// nothing. What it does not understand makes a document unknown, never wrong.
package shell

import (
	"strings"
)

// Marks around the name of a variable whose value only the container knows.
const (
	MarkStart = '\ue000'
	MarkEnd   = '\ue001'
)

func mark(name string) string { return string(MarkStart) + name + string(MarkEnd) }

// token is a word, an operator or a line end.
type token struct {
	op    string // empty: a word
	word  string // with its variables put in
	raw   string // the first word of a command, to tell keywords from quoted words
	line  int
	lines int // line ends inside of the word
	body  *body
}

// body is the text of a here-document.
type body struct {
	text     string
	first    int // the number of its first line
	quoted   bool
	unclosed int // the line that holds the end mark, but not at its start
}

// reader cuts a script into tokens.
type reader struct {
	text      string
	at        int
	line      int
	variables map[string]string
	pending   []*token // here-documents whose bodies follow
}

var operators = []string{"<<<", "<<-", "&>>", ";;", "&&", "||", "<<", ">>", "&>", ">&", "<&", ">|", ";", "&", "|", "(", ")", "<", ">"}

// next is the next token; op "end" ends the script.
func (r *reader) next() token {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == ' ' || c == '\t' || c == '\r':
			r.at++
		case strings.HasPrefix(r.text[r.at:], "\\\n"):
			r.at += 2
			r.line++
		case strings.HasPrefix(r.text[r.at:], "\\\r\n"):
			r.at += 3
			r.line++
		case c == '#':
			for r.at < len(r.text) && r.text[r.at] != '\n' {
				r.at++
			}
		case c == '\n':
			t := token{op: "\n", line: r.line}
			r.at++
			r.line++
			r.bodies()
			return t
		default:
			for _, op := range operators {
				if strings.HasPrefix(r.text[r.at:], op) {
					t := token{op: op, line: r.line}
					r.at += len(op)
					return t
				}
			}
			return r.word()
		}
	}
	return token{op: "end", line: r.line}
}

// word reads a word with its quotes.
func (r *reader) word() token {
	t := token{line: r.line}
	start := r.at
	var out strings.Builder
	for r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\r', '\n', ';', '&', '|', '<', '>', '(', ')':
			t.word, t.raw, t.lines = out.String(), r.text[start:r.at], r.line-t.line
			return t
		case '\'':
			inside := r.until('\'')
			out.WriteString(inside)
		case '"':
			r.at++
			out.WriteString(r.expand('"'))
		case '\\':
			r.at++
			if r.at < len(r.text) {
				if r.text[r.at] == '\n' {
					r.line++
				} else {
					out.WriteByte(r.text[r.at])
				}
				r.at++
			}
		case '$':
			if strings.HasPrefix(r.text[r.at:], "$'") {
				r.at++
				out.WriteString(unescape(r.until('\'')))
			} else {
				out.WriteString(r.variable())
			}
		case '`':
			r.until('`')
			out.WriteString(mark(""))
		default:
			out.WriteByte(c)
			r.at++
		}
	}
	t.word, t.raw, t.lines = out.String(), r.text[start:], r.line-t.line
	return t
}

// until reads from one quote to the next of its kind.
func (r *reader) until(quote byte) string {
	r.at++
	start := r.at
	for r.at < len(r.text) && r.text[r.at] != quote {
		if r.text[r.at] == '\n' {
			r.line++
		}
		r.at++
	}
	inside := r.text[start:r.at]
	r.at = min(r.at+1, len(r.text))
	return inside
}

// expand reads text in which variables are put in, up to a quote, or to the
// end when end is 0.
func (r *reader) expand(end byte) string {
	var out strings.Builder
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == end && end != 0:
			r.at++
			return out.String()
		case c == '\\' && r.at+1 < len(r.text):
			switch next := r.text[r.at+1]; {
			case next == '\n':
				r.line++
			case next == '$' || next == '`' || next == '\\' || next == end:
				out.WriteByte(next)
			default:
				out.WriteString(r.text[r.at : r.at+2])
			}
			r.at += 2
		case c == '$':
			out.WriteString(r.variable())
		case c == '`':
			r.until('`')
			out.WriteString(mark(""))
		default:
			if c == '\n' {
				r.line++
			}
			out.WriteByte(c)
			r.at++
		}
	}
	return out.String()
}

// variable reads what a $ begins.
func (r *reader) variable() string {
	r.at++
	if r.at == len(r.text) {
		return "$"
	}
	switch c := r.text[r.at]; {
	case c == '{' || c == '(':
		inside := r.balanced(c, map[byte]byte{'{': '}', '(': ')'}[c])
		if c == '(' {
			return mark("")
		}
		name := inside[:nameLength(inside)]
		if value, known := r.variables[name]; known && name == inside {
			return value
		}
		return mark(name)
	case nameLength(r.text[r.at:]) > 0:
		name := r.text[r.at:][:nameLength(r.text[r.at:])]
		r.at += len(name)
		if value, known := r.variables[name]; known {
			return value
		}
		return mark(name)
	case strings.IndexByte("@*#?$!-0123456789", c) >= 0:
		r.at++
		return mark("")
	}
	return "$"
}

// balanced reads to the closing partner of the sign at hand.
func (r *reader) balanced(open, closing byte) string {
	depth, start := 0, r.at+1
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '\n':
			r.line++
		case open:
			depth++
		case closing:
			depth--
		}
		r.at++
		if depth == 0 {
			return r.text[start : r.at-1]
		}
	}
	return ""
}

func nameLength(text string) int {
	n := 0
	for n < len(text) && (text[n] == '_' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || n > 0 && text[n] >= '0' && text[n] <= '9') {
		n++
	}
	return n
}

// bodies reads the here-documents that were announced on the line before.
func (r *reader) bodies() {
	for _, t := range r.pending {
		end, tabs := t.word, t.op == "<<-"
		b := &body{first: r.line, quoted: t.raw != t.word}
		t.body = b
		var lines strings.Builder
		for r.at < len(r.text) {
			line, rest, _ := strings.Cut(r.text[r.at:], "\n")
			r.at = len(r.text) - len(rest)
			r.line++
			line = strings.TrimSuffix(line, "\r")
			if tabs {
				line = strings.TrimLeft(line, "\t")
			}
			if line == end {
				b.text = lines.String()
				break
			}
			if strings.TrimSpace(line) == end && b.unclosed == 0 {
				b.unclosed = r.line - 1
			}
			lines.WriteString(line + "\n")
			if r.at == len(r.text) {
				b.text = lines.String()
				break
			}
		}
		if b.unclosed > 0 && r.at < len(r.text) {
			b.unclosed = 0 // it was a line of the document
		}
		if !b.quoted {
			inner := reader{text: b.text, line: b.first, variables: r.variables}
			b.text = inner.expand(0)
		}
	}
	r.pending = nil
}

// unescape does what printf, echo -e and $'…' do with backslashes.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\"`, `"`, `\'`, "'", `\a`, "\a", `\b`, "\b", `\f`, "\f", `\v`, "\v", `\c`, "").Replace(text)
}
