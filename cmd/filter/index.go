package filter

import (
	"bytes"
	"strings"
)

// index finds patterns where they begin, by their first two bytes.
type index struct {
	begins [256]bool
	first  map[[2]byte][]string
}

func newIndex(patterns set) *index {
	x := &index{first: map[[2]byte][]string{}}
	for _, pattern := range patterns.texts {
		pattern = normal(pattern)
		x.begins[pattern[0]] = true
		key := [2]byte{pattern[0], pattern[1]}
		x.first[key] = append(x.first[key], pattern)
	}
	return x
}

// at tells how many bytes at the beginning of a text are a secret. more: the
// text ends where it may still become one, or a longer one.
func (x *index) at(text []byte) (length int, more bool) {
	if !x.begins[folded(text[0])] {
		return 0, false
	}
	if len(text) == 1 {
		return 0, true
	}
	for _, pattern := range x.first[[2]byte{folded(text[0]), folded(text[1])}] {
		n, unfinished := match(text, pattern)
		length, more = max(length, n), more || unfinished
	}
	return length, more
}

// widest is how much white space in a row stands for one blank, in bytes: a
// message may be broken into lines, which may be indented and coloured.
const widest = 256

// match tells how many bytes of text are the pattern, and whether the text ends
// before that can be told.
func match(text []byte, pattern string) (length int, unfinished bool) {
	at := 0
	for i := range len(pattern) {
		switch {
		case at == len(text):
			return 0, true
		case pattern[i] == ' ':
			width, unfinished := gap(text[at:])
			if width == 0 || unfinished {
				return 0, unfinished
			}
			at += width
		case folded(text[at]) != pattern[i]:
			return 0, false
		default:
			at++
		}
	}
	return at, false
}

// gap is how many bytes of white space a text begins with, changes of colour
// among them.
func gap(text []byte) (width int, unfinished bool) {
	blanks := 0
	for width < min(len(text), widest) {
		switch c := text[width]; {
		case c == escape:
			colour := len(text[width:]) - len(bytes.TrimLeft(text[width+1:], "[0123456789;"))
			if width+colour == len(text) {
				return 0, true
			}
			if text[width+colour] != 'm' {
				return 0, false
			}
			width += colour + 1
		case folded(c) == ' ':
			blanks++
			width++
		case blanks == 0:
			return 0, false
		default:
			return width, false
		}
	}
	return width, width == len(text)
}

const escape = 0x1b

// normal is a text as it is compared: in small letters, with one blank for any
// white space. Only ASCII is folded, so that lengths stay.
func normal(text string) string {
	var out strings.Builder
	for i := range len(text) {
		c := folded(text[i])
		if c == ' ' && i > 0 && folded(text[i-1]) == ' ' {
			continue
		}
		out.WriteByte(c)
	}
	return strings.Trim(out.String(), " ")
}

func folded(c byte) byte {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == '\n', c == '\r', c == '\t':
		return ' '
	}
	return c
}
