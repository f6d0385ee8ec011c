package pyapp

import "github.com/authkit-cli/authkit/streamlit/pyfile"

// releasedUses tells how people come to the names that not every release has.
func releasedUses(app *code, scans map[string]pyfile.Scan, found Followed) (uses []NameUse) {
	given := []string{}
	for _, scan := range scans {
		given = append(given, scan.Given...)
	}
	for _, file := range app.files {
		uses = append(uses, found.Uses(file, scans[file].Names, given)...)
	}
	if len(uses) > 0 {
		follow(app, scans, member).found.Meets(uses)
		follow(app, scans, passerby).found.Meets(uses)
	}
	return uses
}
