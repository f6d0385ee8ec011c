package names

import (
	_ "embed" // the table
	"strings"
)

// What e2e/versions/outdated.py found: MODULE NAME, where NAME is written as in Use.
//
//go:embed outdated.txt
var outdated string

// TakenBy is what a component's module takes from Streamlit when it is imported, though the
// newest release has it not any more; empty: nothing is known of that. A newer release of the
// component may have come since the table was written.
func TakenBy(module string) string {
	_, rest, _ := strings.Cut(outdated, "\n"+module+" ")
	name, _, _ := strings.Cut(rest, "\n")
	return name
}
