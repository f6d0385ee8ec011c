// Package endings finds files by how their paths end.
package endings

import (
	"iter"
	"slices"
	"strings"
)

// Endings finds files by how their paths end: lib/auth.py by auth.py as well. It
// holds the paths backwards, sorted.
type Endings []string

// New sorts files.
func New(files iter.Seq[string]) Endings {
	var all Endings
	for file := range files {
		all = append(all, backwards(file))
	}
	slices.Sort(all)
	return all
}

// Has tells whether a file is among them.
func (e Endings) Has(file string) bool {
	_, found := slices.BinarySearch(e, backwards(file))
	return found
}

// Of are the files that end so.
func (e Endings) Of(end string) []string {
	var found []string
	end = backwards(end)
	for _, front := range []string{end, end + "/"} {
		at, _ := slices.BinarySearch(e, front)
		for ; at < len(e) && (e[at] == end || front != end && strings.HasPrefix(e[at], front)); at++ {
			found = append(found, backwards(e[at]))
		}
	}
	return found
}

func backwards(path string) string {
	bytes := []byte(path)
	slices.Reverse(bytes)
	return string(bytes)
}
