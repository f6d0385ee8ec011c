package deps

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What packages bring. modules.py of e2e/versions writes the table.
//
//go:embed modules.txt.gz
var modulesPacked string

var modulesTable = lazy.Table{Packed: &modulesPacked}

// Unbrought is the package to ask for where the app imports a module that nothing it asks for brings; empty: something
// may bring it, or it is not known.
func (d Dependencies) Unbrought(module string) (name string) {
	if d.File == "" || d.Opaque != "" || d.Style != StyleRequirements && d.Style != StyleProject && d.Style != StylePoetry || len(d.manifest.requirements) == 0 {
		return ""
	}
	for _, r := range d.manifest.requirements {
		if holds, err := evaluateMarker(r.Marker, d.Python); err == nil && holds == never {
			continue
		}
		if brought, known := modulesOf(r); !known || slices.Contains(brought, module) {
			return ""
		}
	}
	for _, word := range rowsOf("from") {
		if of, by, other := strings.Cut(word, "="); of == module {
			if !other {
				by = of
			}
			return by
		}
	}
	return ""
}

// modulesOf are those that an install of a requirement may bring; false: that is not known.
func modulesOf(r Requirement) (all []string, known bool) {
	if r.Direct || slices.ContainsFunc(r.Extras, isWhole) {
		return nil, false
	}
	name := r.Name
	switch {
	case name == "streamlit" && slices.Equal(r.Extras, []string{"auth"}):
		return slices.Concat(rowsOf(name), rowsOf("authlib"), rowsOf("httpx")), true
	case len(r.Extras) > 0:
		name += "+"
	}
	all = rowsOf(name)
	return all, len(all) > 0
}

// rowsOf are the words behind a name.
func rowsOf(name string) (words []string) {
	for at, text := 0, modulesTable.Rows(); ; {
		start := strings.Index(text[at:], "\n"+name+" ")
		if start < 0 {
			return words
		}
		start += at + len(name) + 2
		at = start + strings.IndexByte(text[start:], '\n')
		words = append(words, strings.Fields(text[start:at])...)
	}
}

// NotBrought tells of a module that nothing brings, in a message, and what to do.
func (d Dependencies) NotBrought(module, name string) (message, fix string) {
	return fmt.Sprintf("nothing that %s asks for brings the module %s, so the page ends here with an error", d.File, module), d.fix([]string{name})
}

// Names tells whether a line of text names a package, however it is written.
func Names(line, name string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(line, func(c rune) bool { return !strings.ContainsRune(letters+digits+"-_.", c) }), func(word string) bool {
		return normalName(strings.Trim(word, ".")) == name
	})
}
