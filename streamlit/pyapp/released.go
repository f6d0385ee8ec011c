package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// releasedUses tells how people come to the names that not every release has, members where they were followed.
func releasedUses(app *code, scans map[string]pyfile.Scan, found, members Followed) (uses []NameUse) {
	given := []string{}
	for _, scan := range scans {
		given = append(given, scan.Given...)
	}
	for _, file := range app.files {
		uses = append(uses, found.Uses(file, scans[file].Names, given)...)
	}
	if len(uses) > 0 && members.At == nil {
		members = follow(app, scans, member).found
	}
	members.Meets(uses)
	if slices.ContainsFunc(uses, func(use NameUse) bool { return !use.Always }) {
		follow(app, scans, passerby).found.Meets(uses)
	}
	return uses
}
