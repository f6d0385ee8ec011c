package cmd

import (
	"strings"

	"github.com/authkit-cli/authkit/verify"
)

// nearest is the name that a mistyped one may have meant, or nothing.
func nearest(name string, names []string) string {
	name = strings.ToLower(name)
	best, least := "", 4
	for _, known := range names {
		lower := strings.ToLower(known)
		d := distance(name, lower)
		if name != "" && strings.HasPrefix(lower, name) {
			d = min(d, 1) // cut off
		}
		for i, c := range lower {
			if c == '-' { // cut off after a word, and mistyped
				d = min(d, distance(name, lower[:i])+1)
			}
		}
		if d < least && d < len(known) {
			best, least = known, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete, replace or swap with the next
// (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(replace, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
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
