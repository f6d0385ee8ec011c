// Package pytaken tells which file of an app an import takes, and under which names files take
// streamlit from one another.
package pytaken

import (
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/endings"
)

// Files finds which file of an app an import takes.
type Files struct {
	Found map[Import]string // those that were asked for; empty: there is none

	script  string
	all     map[string]bool
	endings endings.Paths
}

// Import is a module's name as it is written in the files of one folder.
type Import struct{ Folder, Name string }

// Of are the files of an app.
func Of(script string, files iter.Seq[string]) *Files {
	f := &Files{Found: map[Import]string{}, script: script, all: map[string]bool{}, endings: endings.Of(files)}
	for name := range files {
		f.all[name] = true
	}
	return f
}

// Find is the file that an import in another one takes; empty: none.
func (f *Files) Find(from, name string) string {
	key := Import{path.Dir(from), name}
	found, known := f.Found[key]
	if !known {
		found = f.search(key.Folder, strings.TrimPrefix(name, "./"))
		f.Found[key] = found
	}
	return found
}

func (f *Files) search(folder, name string) string {
	for _, folder := range []string{folder, path.Dir(f.script), "."} {
		for _, end := range []string{".py", "/__init__.py"} {
			if file := path.Join(folder, name) + end; f.all[file] {
				return file
			}
		}
	}
	var found []string
	for _, end := range []string{name + ".py", name + "/__init__.py"} {
		found = append(found, f.endings.Find(end)...)
	}
	if len(found) == 0 {
		return ""
	}
	return slices.Min(found)
}
