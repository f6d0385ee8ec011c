package startup

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// StartOf is the one script that runs all of some files, by its imports and the pages that it
// names, and that nothing else imports or names. Empty: there are several, or it cannot be told.
func StartOf(fsys fs.FS, files []string) (script string) {
	all, broken, whole := sources(fsys)
	if !whole || broken > 0 {
		return ""
	}
	runsApp := map[string]bool{}
	for _, one := range all {
		runsApp[one.file] = one.ImportsStreamlit
	}
	open, seen := slices.Clone(files), map[string]bool{}
	for len(open) > 0 {
		file := open[0]
		if open = open[1:]; seen[file] {
			continue
		}
		seen[file] = true
		above := false
		for _, one := range all {
			near := func(name string) bool { return path.Clean(name) == file || path.Join(path.Dir(one.file), name) == file }
			far := func(name string) bool { return strings.Contains(name, "/") && strings.HasSuffix(file, "/"+name) } // from a folder of sources
			if modules := one.modules(); one.file != file && (slices.ContainsFunc(one.Scripts, near) || slices.ContainsFunc(modules, near) || slices.ContainsFunc(modules, far)) {
				above, open = true, append(open, one.file)
			}
		}
		switch {
		case above:
		case !runsApp[file] || slices.Contains(pageFolders, path.Base(path.Dir(file))) || script != "" && script != file:
			return ""
		default:
			script = file
		}
	}
	return script
}
