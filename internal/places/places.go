// Package places turns byte offsets of a text into lines and columns. It looks
// at the text once: whoever asks for the place of every key of a large file does
// not count from the top each time.
package places

import "unicode/utf8"

// step is how many bytes lie between two marks.
const step = 256

// Text is a text whose places can be asked for.
type Text struct {
	text  []byte
	marks []mark // at every step-th byte
}

// mark is a place: lines counted from 0, characters before it on its line.
type mark struct{ line, column int }

// Of looks at a text. A byte order mark in front counts for no column.
func Of(text []byte) *Text {
	t := &Text{text: text, marks: make([]mark, 0, len(text)/step+1)}
	var at mark
	for start := 0; start <= len(text); start += step {
		t.marks = append(t.marks, at)
		at = t.from(at, start, min(start+step, len(text)))
	}
	return t
}

// At is the line and the column, both from 1, of an offset; columns count characters.
func (t *Text) At(offset int) (line, column int) {
	offset = min(max(offset, 0), len(t.text))
	nearest := offset / step
	at := t.from(t.marks[nearest], nearest*step, offset)
	return at.line + 1, at.column + 1
}

// from walks from one offset to another.
func (t *Text) from(at mark, start, end int) mark {
	for i := start; i < end; i++ {
		switch c := t.text[i]; {
		case c == '\n':
			at = mark{line: at.line + 1}
		case utf8.RuneStart(c) && !(i == 0 && hasBOM(t.text)):
			at.column++
		}
	}
	return at
}

func hasBOM(text []byte) bool {
	return len(text) >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf
}
