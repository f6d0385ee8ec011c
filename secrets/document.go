package secrets

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"unicode/utf8"
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
// struct, but print a nested pointer as an address.
type content struct {
	data []byte // as it was, byte order mark included
	bom  int    // 3 when there is one
	root *node
}

var utf8BOM = []byte("\xef\xbb\xbf")

// Parse reads TOML as go-toml does. A UTF-8 byte order mark is kept and passed
// over. Errors are *EncodingError or *SyntaxError. Not checked: whether
// Streamlit's older parser agrees (package pytoml).
func Parse(data []byte) (*Document, error) {
	if err := checkEncoding(data); err != nil {
		return nil, err
	}
	c := &content{data: bytes.Clone(data)}
	if bytes.HasPrefix(data, utf8BOM) {
		c.bom = len(utf8BOM)
	}
	root, err := parseTree(c.text())
	if err != nil {
		return nil, err
	}
	c.root = root
	return &Document{c}, nil
}

// text is the document without its byte order mark; offsets count from here.
func (c *content) text() []byte { return c.data[c.bom:] }

// Bytes returns a copy of the file.
func (d *Document) Bytes() []byte { return bytes.Clone(d.data) }

// HasBOM tells whether the file begins with a byte order mark.
func (d *Document) HasBOM() bool { return d.bom > 0 }

// Lookup finds a value by its keys, decoded: Lookup("auth", "client_id").
func (d *Document) Lookup(path ...string) (Value, bool) {
	n := d.root.find(path)
	if n == nil || n == d.root {
		return Value{}, false
	}
	return Value{Kind: n.kind, Text: n.text, Key: d.position(n.keyAt), Start: d.position(n.start)}, true
}

// Keys lists the keys of a table in the order of the file; no path means the top level.
func (d *Document) Keys(path ...string) []string {
	n := d.root.find(path)
	if n == nil || n.kind != KindTable {
		return nil
	}
	return slices.Clone(n.order)
}

// Strings returns the elements of an array of strings; false when there is none or one holds something else.
func (d *Document) Strings(path ...string) ([]Secret, bool) {
	n := d.root.find(path)
	if n == nil || n.kind != KindArray || n.mixed {
		return nil, false
	}
	return slices.Clone(n.elements), true
}

// position turns an offset into a place.
func (c *content) position(offset int) Position {
	before := c.text()[:min(offset, len(c.text()))]
	line := bytes.LastIndexByte(before, '\n') + 1
	return Position{Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(before[line:]) + 1}
}

func (d *Document) String() string               { return masked }
func (d *Document) GoString() string             { return masked }
func (d *Document) LogValue() slog.Value         { return slog.StringValue(masked) }
func (d *Document) MarshalText() ([]byte, error) { return []byte(masked), nil }

// Format covers every verb.
func (d *Document) Format(state fmt.State, _ rune) { state.Write([]byte(masked)) } //nolint:errcheck // fmt has nowhere to tell

// checkEncoding refuses what is not UTF-8 text.
func checkEncoding(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return &EncodingError{Position{1, 1}, "UTF-16 (little-endian)"}
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return &EncodingError{Position{1, 1}, "UTF-16 (big-endian)"}
	}
	if at := bytes.IndexByte(data, 0); at >= 0 {
		if len(data)%2 == 0 && bytes.Count(data, []byte{0}) > len(data)/3 {
			return &EncodingError{Position{1, 1}, "UTF-16 without a byte order mark"}
		}
		return &EncodingError{rawPosition(data, at), "binary (it holds a NUL byte)"}
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return &EncodingError{rawPosition(data, at), "not UTF-8"}
		}
		at += size
	}
	return nil
}

func rawPosition(data []byte, offset int) Position {
	c := content{data: data}
	if bytes.HasPrefix(data, utf8BOM) {
		c.bom = len(utf8BOM)
	}
	return c.position(max(offset-c.bom, 0))
}
