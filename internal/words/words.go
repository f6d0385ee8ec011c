// Package words breaks texts for people into lines.
package words

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks a text into lines of at most width columns, at blanks only: an
// address, a flag or an ID in one word stays whole, and may be longer.
func Wrap(text string, width int) []string { return Hang(text, width, "", "") }

// Hang is Wrap with something in front of the first line and of the others,
// which counts as part of the width.
func Hang(text string, width int, first, others string) []string {
	var lines []string
	line, empty := first, true
	for _, word := range strings.Fields(text) {
		if !empty && ansi.StringWidth(line)+1+ansi.StringWidth(word) > width {
			lines = append(lines, line)
			line, empty = others, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	return append(lines, line)
}
