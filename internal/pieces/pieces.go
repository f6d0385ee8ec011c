// Package pieces puts the content of a string of Python together out of pieces, and
// copies none where there is one.
package pieces

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Text is the content of a string of code. Most strings are one piece of the source,
// which is not copied.
type Text struct {
	only string
	all  strings.Builder
}

// Add puts a piece behind those before.
func (p *Text) Add(piece string) {
	if p.only == "" && p.all.Len() == 0 {
		p.only = piece
		return
	}
	p.all.WriteString(p.only)
	p.all.WriteString(piece)
	p.only = ""
}

// Length is that of all that was added, in bytes.
func (p *Text) Length() int { return len(p.only) + p.all.Len() }

// String is all that was added.
func (p *Text) String() string {
	if p.only != "" {
		return p.only
	}
	return p.all.String()
}

// IsPrefix tells whether a word may stand in front of the quote of a string.
func IsPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "b", "u", "f", "t", "rb", "br", "rf", "fr", "rt", "tr":
		return true
	}
	return false
}

// Escapes are those of one character behind a backslash.
var Escapes = lazy.Value[map[byte]string]{Make: func() map[byte]string {
	return map[byte]string{
		'\\': "\\", '\'': "'", '"': `"`, 'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v",
	}
}}
