package startup

import (
	"io/fs"
	"math"
	"path"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
)

// maxBeside bounds how many files Beside reads.
const maxBeside = 200

// Beside reads a main script, its pages, and the files that these import or name,
// as far as they are there. The error is that of the script.
func Beside(fsys fs.FS, script string) (map[string]pyapp.Scan, error) {
	scans := map[string]pyapp.Scan{}
	open := []string{script}
	pages, _ := checkout.Glob(fsys, path.Join(path.Dir(script), "pages")+"/*.py")
	open = append(open, pages...)
	for len(open) > 0 && len(scans) < maxBeside {
		file := open[0]
		open = open[1:]
		if _, known := scans[file]; known || !checkout.Exists(fsys, file) {
			continue
		}
		source, err := checkout.Read(fsys, file, maxRead)
		if err == nil {
			scans[file], err = pyapp.Read(source)
		}
		if err != nil && file == script {
			return nil, err
		}
		for _, folder := range []string{path.Dir(script), path.Dir(file), "."} {
			if len(open) > maxBeside*maxBeside {
				break
			}
			for _, module := range scans[file].Imports {
				open = append(open, path.Join(folder, module)+".py", path.Join(folder, module, "__init__.py"))
			}
			for _, other := range scans[file].Scripts {
				open = append(open, path.Join(folder, other))
			}
		}
	}
	for file, taken := range pyapp.Taken(script, scans) {
		if source, err := checkout.Read(fsys, file, maxRead); err == nil {
			if scan, err := pyapp.ReadTaken(source, math.MaxInt, taken); err == nil {
				scans[file] = scan
			}
		}
	}
	return scans, nil
}
