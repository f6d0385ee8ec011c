package startup

import (
	"io/fs"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// source is a Python file of a project that is Python.
type source struct {
	file, text string
	pyfile.Scan
}

// sources are the Python files of a project, see walkPython, and broken how many may use streamlit and are no
// Python; false: there are more than are looked at.
func sources(fsys fs.FS) (all []source, broken int, whole bool) {
	count, size := 0, 0
	whole = walkPython(fsys, func(file string) {
		if count++; count > maxProject || size > maxProjectBytes {
			return
		}
		text, ok := read(fsys, file)
		if size += len(text); !ok || !strings.Contains(text, "streamlit") && !strings.Contains(text, "import") {
			return
		}
		if scan, err := pyfile.Read([]byte(text)); err == nil {
			all = append(all, source{file, text, scan})
		} else if strings.Contains(text, "streamlit") {
			broken++
		}
	})
	return all, broken, whole && count <= maxProject && size <= maxProjectBytes
}

// modules are the files that it imports, as far as they may be of the project.
func (s source) modules() (files []string) {
	for _, module := range s.Imports {
		files = append(files, module+".py")
	}
	return files
}
