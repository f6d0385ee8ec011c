package startup

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// StartOf is the one script that runs all of some files, by its imports and the pages that it
// names, and that nothing else imports or names. Empty: there are several, or it cannot be told.
func StartOf(fsys fs.FS, files []string) (script string) {
	type parts struct {
		streamlit      bool
		modules, pages []string // that it may run
	}
	all, size := map[string]parts{}, 0
	whole := walkPython(fsys, func(file string) {
		text, ok := read(fsys, file)
		if size += len(text); !ok || size > maxProjectBytes {
			return
		}
		scan, err := pyfile.Read([]byte(text))
		if err != nil {
			return
		}
		one := parts{streamlit: scan.ImportsStreamlit, pages: scan.Scripts}
		for _, module := range scan.Imports {
			one.modules = append(one.modules, module+".py")
		}
		all[file] = one
	})
	if !whole || len(all) > maxProject || size > maxProjectBytes {
		return ""
	}
	open, seen := slices.Clone(files), map[string]bool{}
	for len(open) > 0 {
		file := open[0]
		if open = open[1:]; seen[file] {
			continue
		}
		seen[file] = true
		above := false
		for other, one := range all {
			near := func(name string) bool { return path.Clean(name) == file || path.Join(path.Dir(other), name) == file }
			far := func(name string) bool { return strings.Contains(name, "/") && strings.HasSuffix(file, "/"+name) } // from a folder of sources
			if other != file && (slices.ContainsFunc(one.pages, near) || slices.ContainsFunc(one.modules, near) || slices.ContainsFunc(one.modules, far)) {
				above, open = true, append(open, other)
			}
		}
		switch {
		case above:
		case !all[file].streamlit || slices.Contains(pageFolders, path.Base(path.Dir(file))) || script != "" && script != file:
			return ""
		default:
			script = file
		}
	}
	return script
}
