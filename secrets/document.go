package secrets

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"

	"github.com/authkit-cli/authkit/internal/places"
)

// Position is a place in a file, from 1; columns count characters, a byte
// order mark none. The zero Position is unknown.
type Position struct{ Line, Column int }

// Kind is what a TOML value is.
type Kind uint8

const (
	KindMissing Kind = iota
	KindString
	KindInteger
	KindFloat
	KindBoolean
	KindTime // dates and times of day
	KindArray
	KindTable
)

func (k Kind) String() string {
	return [...]string{"missing", "string", "integer", "float", "boolean", "time", "array", "table"}[k]
}

// Value is one entry of a Document.
type Value struct {
	Kind  Kind
	Text  Secret   // a string's decoded value, another scalar as it is written; empty for tables and arrays
	Key   Position // where the key stands, or the last part of a table's header
	Start Position // where the value stands; of a table: its header
}

// Document is a TOML file as exact bytes, with what is needed to look values
// up and to change one without touching another byte. It cannot be printed.
type Document struct{ *content }

// content hides behind a pointer: fmt and slog reach into the fields of a
// struct, but print a nested pointer as an address. For a verb that does not
// fit, fmt follows one pointer to a struct or a slice, hence the second one.
type content struct {
	file  *[]byte // as it was, byte order mark included
	bom   int     // 3 when there is one
	lines []int   // where each line begins in text

	places *places.Text // of text
	root   *node

	firstHeader int // where the first [table] begins in text; its end when there is none
}

var utf8BOM = []byte("\xef\xbb\xbf")

// Parse reads TOML as go-toml does. A UTF-8 byte order mark is kept and passed
// over. Errors are *EncodingError or *SyntaxError. Not checked: whether
// Streamlit's older parser agrees (package pytoml).
func Parse(data []byte) (*Document, error) {
	if err := checkEncoding(data); err != nil {
		return nil, err
	}
	c := newContent(bytes.Clone(data))
	root, err := c.parseTree()
	if err != nil {
		return nil, err
	}
	c.root = root
	return &Document{c}, nil
}

func newContent(data []byte) *content {
	c := &content{file: &data, lines: []int{0}}
	if bytes.HasPrefix(data, utf8BOM) {
		c.bom = len(utf8BOM)
	}
	for at, char := range c.text() {
		if char == '\n' {
			c.lines = append(c.lines, at+1)
		}
	}
	c.places = places.Of(c.text())
	return c
}

// text is the document without its byte order mark; offsets count from here.
func (c *content) text() []byte { return (*c.file)[c.bom:] }

// Bytes returns a copy of the file.
func (d *Document) Bytes() []byte { return bytes.Clone(*d.file) }

// HasBOM tells whether the file begins with a byte order mark.
func (d *Document) HasBOM() bool { return d.bom > 0 }

// Lookup finds a value by its keys, decoded: Lookup("auth", "client_id").
func (d *Document) Lookup(path ...string) (Value, bool) {
	n := d.root.find(path)
	if n == d.root {
		return Value{}, false
	}
	return d.valueAt(n)
}

// valueAt is a node as callers see it; false when there is none.
func (c *content) valueAt(n *node) (Value, bool) {
	if n == nil {
		return Value{}, false
	}
	return Value{Kind: n.kind, Text: n.text, Key: c.position(n.keyAt), Start: c.position(n.value.start)}, true
}

// Keys lists the keys of a table in the order of the file; no path means the
// top level. A list of tables ([[name]]) has none.
func (d *Document) Keys(path ...string) []string {
	n := d.root.find(path)
	if n == nil || n.kind != KindTable {
		return nil
	}
	return slices.Clone(n.order)
}

// Strings returns the elements of an array; false when there is none, or when
// an element is no string.
func (d *Document) Strings(path ...string) ([]Secret, bool) {
	n := d.root.find(path)
	if n == nil || n.kind != KindArray || n.mixed {
		return nil, false
	}
	return slices.Clone(n.elements), true
}

// position turns an offset into a place.
func (c *content) position(offset int) Position {
	line, column := c.places.At(offset)
	return Position{Line: line, Column: column}
}

func (d *Document) LogValue() slog.Value         { return slog.StringValue(masked) }
func (d *Document) MarshalText() ([]byte, error) { return []byte(masked), nil }

// Format covers every verb of fmt.
func (d *Document) Format(state fmt.State, _ rune) { state.Write([]byte(masked)) }
