package spelling

import "strings"

// Nearest is the name that a mistyped one may have meant, or nothing.
func Nearest(name string, names []string) string {
	name = strings.ToLower(name)
	best, least := "", min(4, len(name)/2+1) // of a short name, little is left to recognise
	for _, known := range names {
		lower := strings.ToLower(known)
		d := Distance(name, lower)
		if name != "" && strings.HasPrefix(lower, name) {
			d = min(d, 1) // cut off
		}
		for i, c := range lower {
			if c == '-' { // cut off after a word, and mistyped
				d = min(d, Distance(name, lower[:i])+1)
			}
		}
		if d < least && d < len(known) {
			best, least = known, d
		}
	}
	return best
}
