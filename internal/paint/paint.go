// Package paint colours text for a terminal.
package paint

// Style is how text is shown.
type Style string

const (
	Bold  Style = "\x1b[1m"
	Green Style = "\x1b[32m"
	Red   Style = "\x1b[31m"
	Dim   Style = "\x1b[2m"
	reset       = "\x1b[0m"
)

// Text is text in a style, where the output may carry colour.
func Text(colour bool, style Style, text string) string {
	if !colour || text == "" {
		return text
	}
	return string(style) + text + reset
}
