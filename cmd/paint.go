package cmd

const (
	bold  = "\x1b[1m"
	green = "\x1b[32m"
	red   = "\x1b[31m"
	dim   = "\x1b[2m"
	reset = "\x1b[0m"
)

// paint colours text where the output may carry colour (Env.colour).
func paint(colour bool, style, text string) string {
	if !colour || text == "" {
		return text
	}
	return style + text + reset
}
