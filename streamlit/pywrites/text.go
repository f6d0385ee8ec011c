package pywrites

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// string reads strings that stand side by side, f-strings with what is put in.
// The lexer has put their tokens together; here the source is read once more.
func (w *writer) string() val {
	line := w.tokens[w.i].Line
	at := w.offset(w.tokens[w.i].Position)
	out := val{known: true, chunks: []chunk{}, line: line}
	for at < len(w.source) {
		prefix := 0
		for prefix < 3 && at+prefix < len(w.source) && strings.IndexByte("rRbBuUfFtT", w.source[at+prefix]) >= 0 {
			prefix++
		}
		if at+prefix >= len(w.source) || w.source[at+prefix] != '"' && w.source[at+prefix] != '\'' {
			break
		}
		r := &reader{source: w.source, at: at + prefix, line: line}
		part, ok := w.pieces(r, strings.ToLower(string(w.source[at:at+prefix])))
		out.known = out.known && ok
		out.chunks = append(out.chunks, part...)
		at, line = r.at, r.line
		w.work += len(part)
		next, nextLine := w.blanks(at, line)
		if nextLine != line && !w.goesOn(at, next) {
			break
		}
		at, line = next, nextLine
	}
	// The tokens of what is put into an f-string stand inside of it.
	w.i++
	for w.i < w.end && w.offset(w.tokens[w.i].Position) < at {
		w.i++
	}
	if len(out.chunks) == 0 {
		out.chunks = []chunk{{"", out.line}}
	}
	return out
}

// blanks steps over what may stand between strings: blanks, line ends, comments.
func (w *writer) blanks(at, line int) (int, int) {
	for at < len(w.source) {
		switch c := w.source[at]; {
		case c == '#':
			for at < len(w.source) && w.source[at] != '\n' {
				at++
			}
		case c == '\n':
			at, line = at+1, line+1
		case c == ' ' || c == '\t' || c == '\r' || c == '\\':
			at++
		default:
			return at, line
		}
	}
	return at, line
}

// goesOn tells whether no statement ends between two places.
func (w *writer) goesOn(from, to int) bool {
	for i := w.i; i < w.end; i++ {
		if at := w.offset(w.tokens[i].Position); at >= from {
			return at >= to
		}
	}
	return false
}

// reader is a place in the source.
type reader struct {
	source   []byte
	at, line int
}

func (r *reader) starts(text string) bool { return bytes.HasPrefix(r.source[r.at:], []byte(text)) }

// lineEnd steps over a line end; false: there is none.
func (r *reader) lineEnd() bool {
	switch {
	case r.starts("\r\n"):
		r.at += 2
	case r.starts("\n"), r.starts("\r"):
		r.at++
	default:
		return false
	}
	r.line++
	return true
}

// pieces reads one string.
func (w *writer) pieces(r *reader, prefix string) ([]chunk, bool) {
	quote := string(r.source[r.at])
	if triple := strings.Repeat(quote, 3); r.starts(triple) {
		quote = triple
	}
	r.at += len(quote)
	raw, filled := strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft")
	var all []chunk
	var here strings.Builder
	known, line := true, r.line
	flush := func() {
		if here.Len() > 0 {
			all = append(all, chunk{here.String(), line})
			here.Reset()
		}
		line = r.line
	}
	for r.at < len(r.source) {
		c := r.source[r.at]
		switch {
		case r.starts(quote):
			r.at += len(quote)
			flush()
			return all, known
		case c == '\\' && raw:
			here.WriteByte(c)
			if r.at++; r.at < len(r.source) && !r.lineEnd() {
				here.WriteByte(r.source[r.at])
				r.at++
			}
		case c == '\\':
			text, ok := r.escape()
			known = known && ok
			here.WriteString(text)
			if text == "\n" {
				flush()
			}
		case r.lineEnd():
			here.WriteByte('\n')
			flush()
		case filled && (r.starts("{{") || r.starts("}}")):
			here.WriteByte(c)
			r.at += 2
		case filled && c == '{':
			here.WriteString(w.filledIn(r, quote))
		default:
			char, size := utf8.DecodeRune(r.source[r.at:])
			here.WriteRune(char)
			r.at += size
		}
	}
	return nil, false
}

// escape reads one escape sequence; false: what it stands for is not known here.
func (r *reader) escape() (string, bool) {
	r.at++
	if r.at >= len(r.source) || r.lineEnd() {
		return "", true
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[r.source[r.at]]
	if end := r.at + 1 + digits; digits > 0 && end <= len(r.source) {
		if code, err := strconv.ParseUint(string(r.source[r.at+1:end]), 16, 32); err == nil {
			r.at = end
			return string(rune(code)), true
		}
	}
	c := r.source[r.at]
	plain := strings.IndexByte(`\'"abfnrtv`, c)
	r.at++
	switch {
	case plain >= 0:
		return string("\\'\"\a\b\f\n\r\t\v"[plain]), true
	case c == 'N' || c >= '0' && c <= '9' || digits > 0:
		return "", false
	}
	return `\` + string(c), true
}

// filledIn is what stands in the braces of an f-string, or a mark for it.
func (w *writer) filledIn(r *reader, quote string) string {
	given := written.Mark(written.Value{Kind: written.Given})
	start := r.at + 1
	closed := r.field(quote)
	end := r.at - 1
	if !closed || end <= start {
		return written.Unsure
	}
	code := r.source[start:end]
	tokens, err := pytoken.Tokenize(code)
	if err != nil || len(tokens) == 0 || w.depth > maxNested/2 {
		return given // with a conversion or a format
	}
	sub := *w
	sub.source, sub.tokens, sub.lines = code, tokens, lineStarts(code)
	sub.blocks, sub.order, sub.depth, sub.last = nil, nil, w.depth+2, pytoken.Position{}
	value := sub.eval(0, len(tokens)-1)
	w.work = sub.work + len(code)
	if !value.isText() {
		return given
	}
	return value.text()
}

// field steps over braces with what stands in them; false: they are not closed.
func (r *reader) field(quote string) bool {
	depth, inner := 0, byte(0)
	for ; r.at < len(r.source); r.at++ {
		c := r.source[r.at]
		switch {
		case inner != 0:
			if c == inner {
				inner = 0
			}
		case r.starts(quote) && len(quote) == 3:
			return false
		case c == '"' || c == '\'':
			inner = c
		case c == '{' || c == '(' || c == '[':
			depth++
		case c == '}' || c == ')' || c == ']':
			if depth--; depth == 0 {
				r.at++
				return true
			}
		case c == '\n':
			r.line++
		}
	}
	return false
}
