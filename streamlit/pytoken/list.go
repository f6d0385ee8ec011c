package pytoken

import (
	"iter"
	"slices"
)

// Tokens is a list that neither moves as it grows nor has to be kept to its end:
// it lies in pieces.
type Tokens struct {
	source string
	texts  []string // that do not stand in the source as they are
	pieces [][]Packed
	Count  int // of the tokens
	Newer  Newer
}

const pieceSize = 512

// Word is a token with its value at hand.
type Word struct {
	*Packed
	of *Tokens
}

// Value is a name or an operator as written, and of a string its content.
func (w Word) Value() string {
	if w.end < 0 {
		return w.of.texts[w.start]
	}
	return w.of.source[w.start:w.end]
}

// At is one of the tokens.
func (t *Tokens) At(i int) Word {
	if i < 0 || i >= t.Count {
		return Word{&outside, t}
	}
	return Word{&t.pieces[i/pieceSize][i%pieceSize], t}
}

// outside stands before the first token and behind the last.
var outside = Packed{Kind: Newline}

// setText gives a string its content. It mostly is what stands in the source from
// start to end, which is not copied.
func (t *Tokens) setText(i int, text string, start, end int) {
	at := t.At(i)
	if t.source[start:end] == text {
		at.start, at.end = int32(start), int32(end)
		return
	}
	at.start, at.end = int32(len(t.texts)), -1
	t.texts = append(t.texts, text)
}

func (t *Tokens) add(added Packed) {
	if t.Count == len(t.pieces)*pieceSize {
		t.pieces = append(t.pieces, make([]Packed, 0, pieceSize))
	}
	last := &t.pieces[len(t.pieces)-1]
	*last = append(*last, added)
	t.Count++
}

// Forget lets the room go of what stands before a token, in whole pieces.
func (t *Tokens) Forget(before int) {
	for i := before/pieceSize - 1; i >= 0 && t.pieces[i] != nil; i-- {
		t.pieces[i] = nil
	}
}

// Is tells whether one of these operators or words stands at a place.
func (t *Tokens) Is(i int, values ...string) bool {
	at := t.At(i)
	return (at.Kind == Operator || at.Kind == Name) && slices.Contains(values, at.Value())
}

// IndentBefore is the indentation of the line that ends before a token.
func (t *Tokens) IndentBefore(at int) int32 {
	for i := at - 1; i >= 0; i-- {
		if indent := t.At(i).Indent; indent >= 0 {
			return indent
		}
	}
	return 1
}

// Each goes over all of them.
func (t *Tokens) Each() iter.Seq2[int, Word] {
	return func(yield func(int, Word) bool) {
		for i := range t.Count {
			if !yield(i, t.At(i)) {
				return
			}
		}
	}
}
