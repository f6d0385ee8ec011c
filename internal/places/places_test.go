package places_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/internal/places"
)

// Every place is what counting from the top gives.
func TestPlaces(t *testing.T) {
	for _, text := range []string{
		"", "a", "\n", "a\nbä\n\nc", "\ufeffä = 1\nb", strings.Repeat("ä", 300) + "\n" + strings.Repeat("a\n", 500) + strings.Repeat("é=", 400), strings.Repeat("x", 256), "\ufeff",
	} {
		data := []byte(text)
		all := places.Of(data)
		for offset := 0; offset <= len(data); offset++ {
			if offset < len(data) && !utf8.RuneStart(data[offset]) {
				continue
			}
			before := data[:offset]
			wantLine := bytes.Count(before, []byte("\n")) + 1
			start := bytes.LastIndexByte(before, '\n') + 1
			wantColumn := utf8.RuneCount(bytes.TrimPrefix(before[start:], []byte("\ufeff"))) + 1
			if line, column := all.At(offset); line != wantLine || column != wantColumn {
				t.Fatalf("%.20q at %d: %d:%d, want %d:%d", text, offset, line, column, wantLine, wantColumn)
			}
		}
		if line, _ := all.At(len(data) + 10); line != strings.Count(text, "\n")+1 {
			t.Errorf("%.20q: line %d behind its end", text, line)
		}
	}
}

func TestPlacesAreLinear(t *testing.T) {
	for _, part := range []string{"a\n", "ab"} { // one line that is very long as well
		growth.Linear(t, part, 1<<12, func(n int) string { return strings.Repeat(part, n) }, func(text string) {
			all := places.Of([]byte(text))
			for at := range len(text) {
				all.At(at)
			}
		})
	}
}
