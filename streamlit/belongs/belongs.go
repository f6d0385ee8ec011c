// Package belongs tells which Python files beside a main script are part of the app.
package belongs

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/endings"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// Files picks the files that belong to the app from those beside and below its
// main script: the script, the pages beside it, what these import or name, and
// what starts the script with st.App and secrets of its own. It reads those only,
// level by level: what one level imports is the next one. Which of the others start
// the script starters tells (see pyscan.Starts).
// A name that is made at run time (a star in it) may stand for any file.
func Files(script string, files []string, starters func([]string) []string, read func([]string) []pyfile.Scan) map[string]bool {
	used, asked := map[string]bool{}, map[string]bool{}
	var next []string
	add := func(file string) {
		if !used[file] {
			used[file] = true
			next = append(next, file)
		}
	}
	byEnd := endings.Of(slices.Values(files))
	// named adds the file itself where it lies beside the script, else all that end so.
	named := func(ends ...string) {
		key := strings.Join(ends, "\n")
		if asked[key] {
			return
		}
		asked[key] = true
		beside := false
		for _, end := range ends {
			if file := path.Join(path.Dir(script), end); byEnd.Has(file) {
				beside = true
				add(file)
			}
		}
		for _, end := range ends {
			if !beside {
				for _, file := range byEnd.Find(end) {
					add(file)
				}
			}
		}
	}
	follow := func() {
		for len(next) > 0 {
			level := next
			next = nil
			for i, scan := range read(level) {
				for _, near := range scan.Near {
					for _, end := range []string{".py", "/__init__.py"} {
						if file := path.Join(path.Dir(level[i]), near) + end; byEnd.Has(file) {
							add(file)
						}
					}
				}
				for _, module := range scan.Imports {
					named(module+".py", module+"/__init__.py")
				}
				for _, other := range scan.Scripts {
					if strings.Contains(other, "*") && len(used) < len(files) {
						for _, any := range files {
							add(any)
						}
					}
					named(strings.TrimLeft(other, "./"))
				}
			}
		}
	}
	add(script)
	for _, file := range files {
		if path.Dir(file) == path.Join(path.Dir(script), "pages") {
			add(file)
		}
	}
	follow()
	var others []string
	for _, file := range files {
		if !used[file] {
			others = append(others, file)
		}
	}
	for _, file := range starters(others) {
		add(file)
	}
	follow()
	return used
}

// Named are the files that an app's code names, counted from the folder of its main script as
// st.Page does. (Whether there are such files, nobody asks here.)
func Named(script string, scans map[string]pyfile.Scan) (all []string) {
	for _, scan := range scans {
		for _, name := range scan.Scripts {
			if at := path.Join(path.Dir(script), name); !path.IsAbs(name) && !strings.Contains(name, "*") && !slices.Contains(all, at) {
				all = append(all, at)
			}
		}
	}
	slices.Sort(all)
	return all
}
