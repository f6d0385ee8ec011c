// Package pytoml knows what Python makes of a TOML file: Streamlit reads its
// secrets with the package toml 0.10.2 up to release 1.65, and with the
// standard library's tomllib (TOML 1.0) since 1.66.
//
// The port of toml 0.10.2 (the files toml010*.go and differences.go) goes when
// Streamlit 1.66 is two years old: it was released on 14 October 2026, so from
// 14 October 2028 on. What older releases read is then what tomllib reads.
package pytoml

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Error says why Python refuses a text, in our own words.
type Error struct {
	Line   int    // from 1; 0: unknown
	Kind   string // the Python exception: "TomlDecodeError", "UnicodeDecodeError", …
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// MaxText is how long a text the port of toml 0.10.2 reads, in bytes: for twice
// as much it takes four times as long, as the original does.
const MaxText = 32 << 10

// ErrTooLong says that a text is longer, and what Python makes of it not known.
var ErrTooLong = errors.New("it is longer than 32 KiB, which is too long to tell what toml 0.10.2 makes of it")

// FromFile is what Python's open(path, encoding="utf-8").read() gives: strict
// UTF-8, any line end as "\n", a byte order mark kept as a character.
func FromFile(data []byte) (string, error) {
	if !utf8.Valid(data) {
		line := 1
		for at := 0; at < len(data); {
			r, size := utf8.DecodeRune(data[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			if r == '\n' {
				line++
			}
			at += size
		}
		return "", &Error{line, "UnicodeDecodeError", "it is not UTF-8"}
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(data), "\r\n", "\n"), "\r", "\n"), nil
}

// bom is what a byte order mark becomes.
const bom = "\ufeff"
