package repo

import "strings"

// Programs break base64 into lines: base64 after 76 characters, openssl after
// 64, and YAML indents them. So two neighbouring pieces are looked for, short
// enough that no two line ends fall into them: one of the two is whole.
const (
	lineOfBase64 = 64
	roomForEnds  = 64 // what line ends and indents in the middle of a pattern may take, in bytes
)

// inLines are the patterns that find base64 which may be broken into lines.
func inLines(core, before, after string) []pattern {
	size := min(len(core), lineOfBase64) / 2
	if size < shortest {
		return nil
	}
	var both []pattern
	for _, at := range []int{0, size} {
		both = append(both, pattern{
			bytes: []byte(core[at : at+size]), before: before, after: after,
			front: core[:at], back: core[at+size:], wrapped: true,
		})
	}
	return both
}

// reach is how much text a pattern takes at most, with what stands around it.
func (p *pattern) reach() int {
	reach := len(p.front) + len(p.bytes) + len(p.back) + 2
	if p.wrapped {
		reach += roomForEnds
	}
	return reach
}

// standsInLines tells whether front, back and the neighbours stand around a
// piece that was found, line ends aside.
func (p *pattern) standsInLines(text []byte, start, end int) (int, bool) {
	room := roomForEnds
	next := func(at, step int) int { // the next place that is no line end
		for room > 0 && at >= 0 && at < len(text) && isLineEnd(text[at]) {
			at += step
			room--
		}
		return at
	}
	for i := len(p.front) - 1; i >= 0; i-- {
		if start = next(start-1, -1); start < 0 || text[start] != p.front[i] {
			return 0, false
		}
	}
	for i := range len(p.back) {
		if end = next(end, 1); end >= len(text) || text[end] != p.back[i] {
			return 0, false
		}
		end++
	}
	if p.before != "" {
		if at := next(start-1, -1); at < 0 || strings.IndexByte(p.before, text[at]) < 0 {
			return 0, false
		}
	}
	if p.after != "" {
		if at := next(end, 1); at >= len(text) || strings.IndexByte(p.after, text[at]) < 0 {
			return 0, false
		}
	}
	return start, true
}

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' || c == ' ' || c == '\t' }
