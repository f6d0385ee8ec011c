package secrets

import (
	"errors"
	"fmt"
	"strings"
)

// SyntaxError says where a file stops being TOML and why, in our own words:
// a parser's message may repeat lines of the file.
type SyntaxError struct {
	Position
	Reason string // a clause such as "a quote is opened and not closed"
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return "not valid TOML: " + e.Reason
	}
	return fmt.Sprintf("not valid TOML at line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// ErrTooManyKeys says that a file has more keys, or deeper ones, than are read:
// whether it is TOML is not known.
var ErrTooManyKeys = errors.New("it has more than 4,000 keys or sections, or more than 100 inside each other, which is too many to be read")

// EncodingError says that a file is not UTF-8 text.
type EncodingError struct {
	Position
	Encoding string // "UTF-16 (little-endian)", "not UTF-8", "binary (it holds a NUL byte)"
}

func (e *EncodingError) Error() string { return e.Encoding }

// Reasons why a document cannot be edited. They come wrapped with the key's
// path, as the caller named it.
var (
	// ErrMissing says that there is no such key.
	ErrMissing = errors.New("there is no such key")
	// ErrNotText says that the key holds something else than a string.
	ErrNotText = errors.New("the key holds something else than a text in quotes")
	// ErrExists says that the key is there already.
	ErrExists = errors.New("the key is there already")
	// ErrNotTable says that a key cannot be added, because what should hold it is no section.
	ErrNotTable = errors.New("what should hold the key is not a section")
	// ErrList says that the section is written [[name]], which makes it a list of sections.
	ErrList = errors.New("the section stands in double brackets, which makes it a list: write it in single ones")
	// ErrUnwritable says that a value is not UTF-8, or that a key cannot be
	// written so that every parser reads it alike.
	ErrUnwritable = errors.New("it holds characters that cannot be written safely")
	// ErrBreaks says that a change would make the file invalid or change other values too.
	ErrBreaks = errors.New("the file cannot be changed here without breaking it: change it by hand")
)

func editError(path []string, err error) error {
	return fmt.Errorf("%s: %w", strings.Join(path, "."), err)
}
