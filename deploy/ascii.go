package deploy

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// asciiJSON writes all letters of a JSON text beyond ASCII as \u escapes.
func asciiJSON(text []byte) []byte {
	var out []byte
	for _, r := range string(text) {
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r >= 0x10000:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
	}
	return out
}

// unescaped is a JSON text as a person would write it: encoding/json hides what
// HTML would read something into.
func unescaped(text []byte) string {
	return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(string(text))
}
