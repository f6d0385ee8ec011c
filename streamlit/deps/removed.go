package deps

import (
	_ "embed" // the table
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What e2e/versions/removed.py found: PACKAGE MODULE SINCE NAME…, a dot behind a name that "from MODULE import NAME"
// may still find. With a colon behind MODULE, or behind one below it, what follows are names in that.
//
//go:embed removed.txt.gz
var removedPacked string

var removed = lazy.Table{Packed: &removedPacked}

// Removed tells of a module below a package's own, langchain/document_loaders, that the newest release
// of the package has not any more, where the list bounds the package by no older one. What others in the
// list bound it by is not looked at: an install may bring an older release all the same.
func (d Dependencies) Removed(module string) (since string, is bool) {
	top, rest, below := strings.Cut(module, "/")
	name, _, _ := strings.Cut(rest, "/")
	if !below {
		return "", false
	}
	return d.removedFrom(top, func(from, word string) bool { return from == top && strings.TrimSuffix(word, ".") == name })
}

// RemovedName is Removed for a name that is taken from a package, or from one right below it.
func (d Dependencies) RemovedName(module, name string) (since string, is bool) {
	top, _, _ := strings.Cut(module, "/")
	return d.removedFrom(top, func(from, word string) bool { return word == name && (from == module+":" || from == module) })
}

func (d Dependencies) removedFrom(top string, match func(from, word string) bool) (since string, is bool) {
	if d.File == "" || d.Opaque != "" || d.lock != nil || !strings.Contains(removed.Rows(), " "+top+" ") && !strings.Contains(removed.Rows(), " "+top+": ") {
		return "", false // most are the app's own
	}
	bringing := map[string]bool{} // the packages of the list that have such a module of their own
	for line := range strings.Lines(removed.Rows()) {
		words := strings.Fields(line)
		if len(words) < 4 {
			continue
		}
		own, _, _ := strings.Cut(strings.TrimSuffix(words[1], ":"), "/")
		if own != top || !slices.ContainsFunc(d.manifest.requirements, func(r Requirement) bool { return r.Name == words[0] && r.Group == "" && !r.Direct }) {
			continue
		}
		bringing[words[0]] = true
		if d.wanted(words[0]).endless() && slices.ContainsFunc(words[3:], func(word string) bool { return match(words[1], word) }) {
			since = words[2]
		}
	}
	return since, since != "" && len(bringing) == 1
}
