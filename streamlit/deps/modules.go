package deps

import (
	"cmp"
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

// modules are the words of the table's rows, by their first one.
var modules = lazy.Value[map[string][]string]{Make: func() map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(modulesTable.Rows()) {
		if words := strings.Fields(line); len(words) > 0 {
			rows[words[0]] = append(rows[words[0]], words[1:]...)
		}
	}
	return rows
}}

// Unbrought are, of the modules that the app imports, those which nothing that it asks for brings, each with
// the package to ask for. unsure is a package of which it is not known what it brings; empty: there is none. Of what
// may come along otherwise there are no modules.
func (d Dependencies) Unbrought(imported []string) (lacking map[string]string, unsure string) {
	if d.File == "" || d.Opaque != "" || d.Style != StyleRequirements && d.Style != StyleProject && d.Style != StylePoetry || len(d.manifest.requirements) == 0 || len(imported) == 0 {
		return nil, ""
	}
	lacking = map[string]string{}
	for _, word := range modules.Get()["from"] {
		module, name, other := strings.Cut(word, "=")
		if !other {
			name = module
		}
		if slices.Contains(imported, module) {
			lacking[module] = name
		}
	}
	for _, r := range d.manifest.requirements {
		if holds, err := evaluateMarker(r.Marker, d.Python); err == nil && holds == never {
			continue
		}
		brought, known := modulesOf(r)
		if !known {
			unsure = cmp.Or(unsure, r.Name)
		}
		for _, module := range brought {
			delete(lacking, module)
		}
	}
	return lacking, unsure
}

// modulesOf are those that an install of a requirement may bring; false: that is not known.
func modulesOf(r Requirement) (all []string, known bool) {
	name, rows := r.Name, modules.Get()
	switch {
	case r.Direct || slices.ContainsFunc(r.Extras, isWhole):
		return nil, false
	case name == "streamlit" && slices.Equal(r.Extras, []string{"auth"}):
		return slices.Concat(rows[name], rows["authlib"], rows["httpx"]), true
	case len(r.Extras) > 0:
		name += "+"
	}
	all, known = rows[name]
	return all, known
}

// NotBrought tells of a module that nothing brings, in a message, and what to do.
func (d Dependencies) NotBrought(module, name string) (message, fix string) {
	return fmt.Sprintf("nothing that %s asks for brings the module %s, so the page ends here with an error", d.File, module), d.fix([]string{name})
}

// NamesIn are the words of a text that may name packages, as packages are compared (PEP 503).
func NamesIn(text string) (all []string) {
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return !strings.ContainsRune(letters+digits+"-_.", c) }) {
		all = append(all, normalName(strings.Trim(word, ".")))
	}
	return all
}
