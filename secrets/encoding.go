package secrets

import (
	"bytes"
	"unicode/utf8"
)

// checkEncoding refuses what is not UTF-8 text. Windows PowerShell's > and old
// versions of Notepad write UTF-16.
func checkEncoding(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return &EncodingError{Position{1, 1}, "UTF-16 (little-endian)"}
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return &EncodingError{Position{1, 1}, "UTF-16 (big-endian)"}
	}
	if at := bytes.IndexByte(data, 0); at >= 0 {
		if name := markless(data); name != "" {
			return &EncodingError{Position{1, 1}, name}
		}
		return &EncodingError{newContent(data).place(at), "binary (it holds a NUL byte)"}
	}
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return &EncodingError{newContent(data).place(at), "not UTF-8"}
		}
		at += size
	}
	return nil
}

// markless recognises UTF-16 without a byte order mark: mostly ASCII, so every
// second byte is zero.
func markless(data []byte) string {
	if len(data)%2 != 0 {
		return ""
	}
	var zeros [2]int
	for at, char := range data {
		if char == 0 {
			zeros[at%2]++
		}
	}
	switch half := len(data) / 2; {
	case zeros[1] > half*2/3 && zeros[0] == 0:
		return "UTF-16 (little-endian)"
	case zeros[0] > half*2/3 && zeros[1] == 0:
		return "UTF-16 (big-endian)"
	}
	return ""
}

// place is the position of an offset that counts from the very first byte.
func (c *content) place(offset int) Position { return c.position(max(offset-c.bom, 0)) }
