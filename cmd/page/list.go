package page

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/paint"
)

// List lays out the name of every page, with what it is about.
func (s Screen) List() error {
	width := s.width()
	var b strings.Builder
	group := ""
	column := 0
	all := explain.Topics()
	for i, t := range all {
		if t.Group != group {
			if group != "" {
				b.WriteString("\n")
			}
			group, column = t.Group, 0
			for _, other := range all[i:] {
				if other.Group == group {
					column = max(column, len(other.Name))
				}
			}
			column = min(column, width/2)
			b.WriteString(paint.Text(s.Colour, paint.Bold, group) + "\n")
		}
		fmt.Fprintf(&b, "  %-*s  %s\n", column, t.Name, shorten(t.About, width-column-4))
	}
	_, err := fmt.Fprint(s.Out, b.String())
	return err
}

// shorten cuts text to width characters.
func shorten(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:max(width-1, 0)]), " ,;") + "…"
}
