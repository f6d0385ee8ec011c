package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// releasedUses tells how people come to those names. What the app has put there itself,
// or asks for before it uses it, is left out.
func releasedUses(app *code, scans map[string]pyfile.Scan, found Followed) []NameUse {
	given := []string{}
	for _, scan := range scans {
		given = append(given, scan.Given...)
	}
	var uses []NameUse
	for _, file := range app.files {
		for _, use := range scans[file].Names {
			reach, guarded := found.Reach(file, pytoken.Position{Line: use.Line, Column: use.Column})
			if reach > Never && !guarded && !slices.Contains(given, "*") && !slices.Contains(given, use.Name[strings.LastIndex(use.Name, ".")+1:]) {
				uses = append(uses, NameUse{File: file, Use: use, Reach: reach})
			}
		}
	}
	for _, as := range []visitor{member, passerby} {
		if len(uses) == 0 {
			break
		}
		met := follow(app, scans, as).found
		for i, use := range uses {
			reach, _ := met.Reach(use.File, pytoken.Position{Line: use.Line, Column: use.Column})
			uses[i].Always = use.Always || reach == Surely
		}
	}
	return uses
}
