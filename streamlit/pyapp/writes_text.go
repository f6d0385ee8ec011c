package pyapp

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/written"
)

// string reads strings that stand side by side, f-strings with what is put in.
// The lexer has put their tokens together; here the source is read once more.
func (w *writer) string() val {
	line := w.tokens[w.i].Line
	at := w.offset(w.tokens[w.i].Position)
	out := val{known: true, chunks: []chunk{}, line: line}
	for at < len(w.source) {
		prefix := 0
		for prefix < 3 && at+prefix < len(w.source) && isWord(w.source[at+prefix]) {
			prefix++
		}
		if at+prefix >= len(w.source) || w.source[at+prefix] != '"' && w.source[at+prefix] != '\'' {
			break
		}
		l := &lexer{src: w.source, at: at + prefix, line: line, counted: at + prefix}
		part, ok := w.pieces(l, strings.ToLower(string(w.source[at:at+prefix])))
		out.known = out.known && ok
		out.chunks = append(out.chunks, part...)
		at, line = l.at, l.line
		w.work += len(part)
		// Blanks, and within brackets line ends and comments, stand between strings.
		next, nextLine := at, line
		for next < len(w.source) {
			c := w.source[next]
			if c == '#' {
				for next < len(w.source) && w.source[next] != '\n' {
					next++
				}
				continue
			}
			if c == '\n' {
				nextLine++
			}
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\\' {
				break
			}
			next++
		}
		if nextLine != line && !w.goesOn(at, next) {
			break
		}
		at, line = next, nextLine
	}
	// The tokens of what is put into an f-string stand inside of it.
	end := at
	w.i++
	for w.i < w.end && w.offset(w.tokens[w.i].Position) < end {
		w.i++
	}
	if len(out.chunks) == 0 {
		out.chunks = []chunk{{"", out.line}}
	}
	return out
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

// pieces reads one string.
func (w *writer) pieces(l *lexer, prefix string) ([]chunk, bool) {
	quote := string(l.src[l.at])
	if triple := strings.Repeat(quote, 3); bytes.HasPrefix(l.src[l.at:], []byte(triple)) {
		quote = triple
	}
	l.at += len(quote)
	raw, filled := strings.Contains(prefix, "r"), strings.ContainsAny(prefix, "ft")
	var all []chunk
	var here strings.Builder
	known, line := true, l.line
	flush := func() {
		if here.Len() > 0 {
			all = append(all, chunk{here.String(), line})
			here.Reset()
		}
		line = l.line
	}
	for l.at < len(l.src) {
		c := l.src[l.at]
		switch {
		case bytes.HasPrefix(l.src[l.at:], []byte(quote)):
			l.at += len(quote)
			flush()
			return all, known
		case c == '\\' && raw:
			here.WriteByte(c)
			l.at++
			if l.at < len(l.src) {
				here.WriteByte(l.src[l.at])
				l.at++
			}
		case c == '\\':
			var escaped strings.Builder
			known = l.escape(&escaped) && known
			here.WriteString(escaped.String())
			if escaped.String() == "\n" {
				flush()
			}
		case l.lineEnd():
			here.WriteByte('\n')
			flush()
		case filled && (c == '{' || c == '}') && l.peek(1) == c:
			here.WriteByte(c)
			l.at += 2
		case filled && c == '{':
			here.WriteString(w.filledIn(l, quote))
		default:
			r, size := utf8.DecodeRune(l.src[l.at:])
			here.WriteRune(r)
			l.at += size
		}
	}
	return nil, false
}

// filledIn is what stands in the braces of an f-string, or a mark for it.
func (w *writer) filledIn(l *lexer, quote string) string {
	start := l.at + 1
	l.field(quote)
	end := l.at - 1
	if end <= start || end > len(l.src) {
		return written.Unsure
	}
	code := l.src[start:end]
	given := written.Mark(written.Value{Kind: written.Given})
	tokens, err := tokenize(code)
	if err != nil || len(tokens) == 0 || w.depth > maxBrackets/2 {
		return given // with a conversion or a format
	}
	sub := *w
	sub.source, sub.tokens, sub.lines = code, tokens, lineStarts(code)
	sub.blocks, sub.order, sub.depth = nil, nil, w.depth+2
	value := sub.eval(0, len(tokens)-1)
	w.work = sub.work + len(code)
	if !value.isText() {
		return given
	}
	return value.text()
}
