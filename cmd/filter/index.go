package filter

import (
	"bytes"
	"slices"
	"sort"
)

// index finds patterns where they begin: by their first two bytes, then one byte
// after the other among those that are left, which are sorted.
type index struct {
	begins  [256]bool
	first   map[[2]byte][]string
	settled bool // see settle
}

func newIndex(patterns set) *index {
	x := &index{first: map[[2]byte][]string{}}
	for _, pattern := range patterns.texts {
		pattern = normal(pattern)
		x.begins[pattern[0]] = true
		key := [2]byte{pattern[0], pattern[1]}
		x.first[key] = append(x.first[key], pattern)
	}
	for _, sorted := range x.first {
		slices.Sort(sorted)
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
	at, left := 0, x.first[[2]byte{folded(text[0]), folded(text[1])}]
	for depth := 0; ; depth++ {
		if len(left) > 0 && len(left[0]) == depth { // the shortest is the first
			length, left = at, left[1:]
		}
		switch {
		case len(left) == 0:
			return length, false
		case at == len(text):
			return length, true
		}
		c, width := folded(text[at]), 1
		if c == ' ' || c == escape {
			c = ' '
			var unfinished bool
			if width, unfinished = gap(text[at:]); unfinished {
				return length, len(narrowed(left, depth, c)) > 0
			}
			if width == 0 {
				return length, false
			}
		}
		at, left = at+width, narrowed(left, depth, c)
	}
}

// narrowed are those of sorted patterns, alike so far, that go on with a byte.
func narrowed(sorted []string, depth int, c byte) []string {
	from := sort.Search(len(sorted), func(i int) bool { return sorted[i][depth] >= c })
	to := sort.Search(len(sorted), func(i int) bool { return sorted[i][depth] > c })
	return sorted[from:to]
}

// widest is how much white space in a row stands for one blank, in bytes: a
// message may be broken into lines, which may be indented and coloured.
const widest = 256

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
	out := make([]byte, 0, len(text))
	for i := range len(text) {
		c := folded(text[i])
		if c == ' ' && i > 0 && folded(text[i-1]) == ' ' {
			continue
		}
		out = append(out, c)
	}
	return string(bytes.Trim(out, " "))
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
