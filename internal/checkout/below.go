package checkout

import (
	"os"
	"path/filepath"
	"strings"
)

// RepositoryAround is the working tree that a folder lies in; empty when it lies
// in none.
func RepositoryAround(dir string) string {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return ""
	}
	for at := real; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// NameBelow is the name of a path from root on, when it leads through root. Links
// on the way there are followed; from root on they are for the checkout to judge.
func NameBelow(root, path string) (name string, below bool) {
	top, err := os.Stat(root)
	if err != nil {
		return "", false
	}
	at, rest := partsOf(path)
	for followed := 0; len(rest) > 0 && followed <= maxLinks; {
		name := filepath.Join(rest...)
		if info, err := os.Stat(at); err == nil && os.SameFile(info, top) && filepath.IsLocal(name) {
			return name, true
		}
		next := filepath.Join(at, rest[0])
		rest = rest[1:]
		target, err := os.Readlink(next)
		if err != nil { // no link, or nothing
			at = next
			continue
		}
		followed++
		if !filepath.IsAbs(target) {
			target = at + string(filepath.Separator) + target // not cleaned: .. is meant of the real folder
		}
		var further []string
		at, further = partsOf(target)
		rest = append(further, rest...)
	}
	return "", false
}

// partsOf is the root of a path and the names below it.
func partsOf(path string) (root string, names []string) {
	volume := filepath.VolumeName(path)
	names = strings.FieldsFunc(path[len(volume):], func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
	return volume + string(filepath.Separator), names
}
