package quote

import "strings"

// plainInBoth are signs that neither a POSIX shell nor PowerShell reads anything
// into. A comma makes a list in PowerShell, an @ in front a splat.
const plainInBoth = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:+=-"

// Both is a word as it is typed in a POSIX shell and in PowerShell alike, which
// agree on single quotes around anything but quotes, and on double ones around
// what holds no sign of theirs. The few words that can be written in neither way
// come out as Shell writes them.
func Both(word string) string {
	switch {
	case word != "" && strings.Trim(word, plainInBoth) == "":
		return word
	case !strings.ContainsAny(word, "'‘’‚‛"): // PowerShell takes all of these for a single quote
		return "'" + word + "'"
	case !strings.ContainsAny(word, "\"“”„$`\\!"):
		return `"` + word + `"`
	}
	return Shell(word)
}
