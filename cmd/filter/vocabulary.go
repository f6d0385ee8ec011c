package filter

import "strings"

// vocabulary is authkit's own texts. Most secrets hold two bytes that never
// stand side by side there, which is told without a search.
type vocabulary struct {
	texts string
	pairs *[1 << 16]bool
}

func newVocabulary(texts string) vocabulary {
	v := vocabulary{normal(texts), new([1 << 16]bool)}
	for i := 1; i < len(v.texts); i++ {
		v.pairs[pair(v.texts[i-1:])] = true
	}
	return v
}

// holds tells whether a text stands there.
func (v vocabulary) holds(text string) bool {
	text = normal(text)
	for i := 1; i < len(text); i++ {
		if !v.pairs[pair(text[i-1:])] {
			return false
		}
	}
	return strings.Contains(v.texts, text)
}

func pair(text string) int { return int(text[0])<<8 | int(text[1]) }
