package deps

import (
	_ "embed" // the table
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// Names that nothing is installed by: modules of Python, and modules whose package has another name, each with
// that. e2e/versions/no_packages.py writes the table.
//
//go:embed no_packages.txt.gz
var noPackagesPacked string

var noPackages = lazy.Table{Packed: &noPackagesPacked}

// noPackage tells of the first line of requirements that asks for a name by which nothing is installed: there the
// install ends, and nothing of the list is installed. An index of somebody's own may have one.
func (d Dependencies) noPackage() (found []Problem) {
	for _, r := range d.manifest.requirements {
		if slices.Contains([]string{"streamlit", "authlib", "httpx"}, r.Name) {
			continue // most lists have no other, and need no table unpacked
		}
		holds, err := evaluateMarker(r.Marker, d.Python)
		if err != nil || holds != always || r.Group != "" || r.Direct || r.Line == 0 || r.form != formLine || path.Ext(r.File) != ".txt" {
			continue
		}
		_, behind, is := noPackages.Find(r.Name)
		if !is {
			continue
		} else if d.manifest.hasIndex() {
			return nil
		}
		line := "line " + strconv.Itoa(r.Line) + " of " + r.File
		p := Problem{
			ID: checkid.DepsStreamlit, Severity: Error, File: r.File, Line: r.Line, Column: r.Column,
			Message: "nothing can be installed by the name " + r.Name + ", so the install ends there with an error, and nothing that " + r.File + " asks for is there",
			Fix:     "delete " + line + ": " + r.Name + " comes with Python",
		}
		if meant, is := strings.CutPrefix(behind, "="); is {
			meant, _, _ = strings.Cut(meant, " ")
			p.Fix = "write " + meant + " in place of " + line
		}
		return []Problem{p}
	}
	return nil
}

// hasIndex tells whether a file of the list names another place to install from.
func (m *manifest) hasIndex() bool {
	for _, data := range m.data {
		for line := range strings.Lines(string(data)) {
			if option := optionForm.Get().FindStringSubmatch(strings.TrimSpace(line)); option != nil && slices.Contains([]string{"-i", "--index-url", "--extra-index-url", "-f", "--find-links"}, option[1]) {
				return true
			}
		}
	}
	return false
}
