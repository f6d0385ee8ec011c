package cmd

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/verify"
)

// nearest is the name that a mistyped one may have meant, or nothing.
func nearest(name string, names []string) string {
	name = strings.ToLower(name)
	best, least := "", 4
	for _, known := range names {
		lower := strings.ToLower(known)
		d := spelling.Distance(name, lower)
		if name != "" && strings.HasPrefix(lower, name) {
			d = min(d, 1) // cut off
		}
		for i, c := range lower {
			if c == '-' { // cut off after a word, and mistyped
				d = min(d, spelling.Distance(name, lower[:i])+1)
			}
		}
		if d < least && d < len(known) {
			best, least = known, d
		}
	}
	return best
}

// unknownCheck says that no check has this name, and which one may be meant.
func unknownCheck(message, name string) error {
	var names []string
	for _, check := range verify.Checks() {
		names = append(names, check.ID)
	}
	hint := "authkit explain --list shows all checks"
	if near := nearest(name, names); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return &usageError{message: message, hint: hint}
}
