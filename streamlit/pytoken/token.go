// Package pytoken takes Python sources apart into tokens, as Python itself does.
package pytoken

// Kind is what a token is.
type Kind uint8

// Kinds of tokens.
const (
	Name Kind = iota
	Text      // a string literal, or several side by side
	Number
	Operator
	Newline // ends a statement
)

// Packed is one token of Python in little room: a large file has very many of them.
type Packed struct {
	start, end int32 // of its value in the source; end < 0: it is a text of its own
	Place      Place
	Indent     int32 // with which a statement begins; -1 inside one
	Kind       Kind
	Open       bool  // a string whose content is not known here
	Depth      uint8 // of brackets around it, maxBrackets at most: this and the next are noted by the reader of the list
	Imported   bool  // it is of an import statement
}

// LongestName is how long a path can be on the systems that run apps, and more: what a
// source imports by a longer name is no file.
const LongestName = 4096

// Position is a spot in a source file, from 1; columns count characters.
type Position struct{ Line, Column int }

// Place is a Position that takes less room.
type Place struct{ Line, Column int32 }

// Position is the same place.
func (s Place) Position() Position { return Position{int(s.Line), int(s.Column)} }

// Token is one token of Python: a name, an operator, a number, strings side by
// side as one text, or the end of a statement. What stands in the braces of an
// f-string comes behind its text.
type Token struct {
	Kind  Kind
	Value string
	Position
	Indent int32 // with which a statement begins; -1 inside one
}
