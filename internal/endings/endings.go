// Package endings finds files by how their paths end.
package endings

import (
	"iter"
	"slices"
	"strings"
)

// Paths finds files by how their paths end: lib/auth.py by auth.py as well. It
// holds the paths backwards, sorted.
type Paths []string

// Of makes one of some files.
func Of(files iter.Seq[string]) Paths {
	var all Paths
	for file := range files {
		all = append(all, backwards(file))
	}
	slices.Sort(all)
	return all
}

// Has tells whether a file is one of them.
func (e Paths) Has(file string) bool {
	_, found := slices.BinarySearch(e, backwards(file))
	return found
}

// Find are the files that end so.
func (e Paths) Find(end string) []string {
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
