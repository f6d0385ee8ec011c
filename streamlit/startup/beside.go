package startup

import (
	"errors"
	"io/fs"
	"math"
	"path"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
)

// maxBeside bounds how many files Beside reads.
const maxBeside = 200

// errMore says that not all of an app was read.
var errMore = errors.New("the app is made of more files than are read here")

// Beside reads a main script, its pages, and the files that these import or name,
// as far as they are there. The error is that of the script, and then there is
// nothing else; or it says that something of the app could not be read.
func Beside(fsys fs.FS, script string) (scans map[string]pyfile.Scan, missing error) {
	scans = map[string]pyfile.Scan{}
	open := []string{script}
	pages, _ := checkout.Glob(fsys, path.Join(path.Dir(script), "pages")+"/*.py")
	open = append(open, pages...)
	for len(open) > 0 {
		file := open[0]
		open = open[1:]
		if _, known := scans[file]; known || !checkout.Exists(fsys, file) {
			continue
		}
		if len(scans) == maxBeside {
			missing = errMore
			break
		}
		source, err := checkout.Read(fsys, file, maxRead)
		unread := checkout.Reason(err) != ""
		if err == nil {
			scans[file], err = pyfile.Read(source)
		}
		if err != nil && file == script {
			return nil, err
		}
		if unread || checkout.Bound(err) { // what is no Python, Python does not read either
			missing = err
		}
		for _, folder := range []string{path.Dir(script), path.Dir(file), "."} {
			if len(open) > maxBeside*maxBeside {
				missing = errMore
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
	taken, whole := pytaken.Taken(script, scans)
	if !whole {
		missing = errMore
	}
	for file, taken := range taken {
		if source, err := checkout.Read(fsys, file, maxRead); err == nil {
			if scan, err := pyfile.ReadTaken(source, math.MaxInt, taken); err == nil {
				scans[file] = scan
			}
		}
	}
	return scans, missing
}
