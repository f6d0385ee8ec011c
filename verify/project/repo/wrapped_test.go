package repo

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

// Base64 is found however it is broken into lines, wherever the breaks fall,
// and by the line in which it begins; a neighbour of it is not.
func TestBase64InLinesIsFound(t *testing.T) {
	short := "vT8Q~nMhZ0b/Xe4RkWq+LyUs2GdJf6PaCo9 iHt1.Kx"
	for _, value := range []string{short, short[:32], short[:16], strings.Repeat(short, 4)} {
		m := newMatcher([]Needle{{Name: "it", Value: secrets.New(value)}})
		for _, end := range []string{"\n", "\r\n", "\n          "} {
			for _, width := range []int{64, 76} {
				for before := range 3 * width {
					text := strings.Repeat("x", before) + value + "xyz"
					if at, found := first(m, broken(text, width, end)); !found || at != before*8/6/width {
						t.Errorf("%d letters in lines of %d ended by %q, behind %d: %t, in line %d", len(value), width, end, before, found, at)
					}
					other := strings.Repeat("x", before) + value[:len(value)-1] + "\x00xyz"
					if at, found := first(m, broken(other, width, end)); found {
						t.Errorf("another one is accused, in line %d", at)
					}
				}
			}
		}
	}
}

// first is the line, counted from 0, in which the first place begins.
func first(m *matcher, text string) (line int, found bool) {
	m.search([]byte(text), func(_, at int) bool {
		line, found = strings.Count(text[:at], "\n"), true
		return false
	})
	return line, found
}

func broken(text string, width int, end string) string {
	encoded := base64.StdEncoding.EncodeToString([]byte(text))
	var lines []string
	for len(encoded) > width {
		lines = append(lines, encoded[:width])
		encoded = encoded[width:]
	}
	return strings.Join(append(lines, encoded), end) + "\n"
}
