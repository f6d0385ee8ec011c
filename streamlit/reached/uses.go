package reached

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Uses are those of a file's names that people come to. given are what the app puts into Streamlit itself, or
// asks for before it uses it, which is left out; * is all.
func (f Followed) Uses(file string, all []names.Use, given []string) (uses []NameUse) {
	for _, use := range all {
		reach, guarded := f.Reach(file, pytoken.Position{Line: use.Line, Column: use.Column})
		if reach > Never && !guarded && !slices.Contains(given, "*") && !slices.Contains(given, use.Name[strings.LastIndex(use.Name, ".")+1:]) {
			uses = append(uses, NameUse{File: file, Use: use, Reach: reach})
		}
	}
	return uses
}

// Meets notes which of them a visitor surely comes to.
func (f Followed) Meets(uses []NameUse) {
	for i, use := range uses {
		reach, _ := f.Reach(use.File, pytoken.Position{Line: use.Line, Column: use.Column})
		uses[i].Always = use.Always || reach == Surely
	}
}

// Lone tells whether strangers come to a sign-in, and to no other that works.
func (f Followed) Lone(call Login) bool {
	return slices.ContainsFunc(f.Offered, func(l Login) bool { return l.Spot == call.Spot && l.Comes() }) &&
		!slices.ContainsFunc(f.Logins, func(l Login) bool { return l.Wrong == "" && l.Reach > Never })
}
