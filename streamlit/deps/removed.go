package deps

import (
	_ "embed" // the table
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What e2e/versions/removed.py found: PACKAGE MODULE SINCE NAME…
//
//go:embed removed.txt.gz
var removedPacked string

var removed = lazy.Table{Packed: &removedPacked}

// Removed tells of a module below a package's own, langchain/document_loaders, that the newest release
// of the package has not any more, where the list bounds the package by no older one. What others in the
// list bound it by is not looked at: an install may bring an older release all the same.
func (d Dependencies) Removed(module string) (since string, is bool) {
	top, rest, below := strings.Cut(module, "/")
	if !below || d.File == "" || d.Opaque != "" || d.lock != nil || !strings.Contains(removed.Rows(), " "+top+" ") {
		return "", false // most are the app's own
	}
	name, _, _ := strings.Cut(rest, "/")
	bringing := map[string]bool{} // the packages of the list that have such a module of their own
	for line := range strings.Lines(removed.Rows()) {
		words := strings.Fields(line)
		if len(words) < 4 || words[1] != top || !slices.ContainsFunc(d.manifest.requirements, func(r Requirement) bool { return r.Name == words[0] && r.Group == "" && !r.Direct }) {
			continue
		}
		bringing[words[0]] = true
		if slices.Contains(words[3:], name) && d.wanted(words[0]).endless() {
			since = words[2]
		}
	}
	return since, since != "" && len(bringing) == 1
}
