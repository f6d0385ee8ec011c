package checkout

import (
	"errors"
	"io"
	"io/fs"
	"path"
)

// ErrIgnored is why a folder of a crowded project is not listed, see Walked.
var ErrIgnored = errors.New("git ignores it")

// How many names are listed before it is asked whether more of them are needed: in
// one folder, and in all.
const (
	crowd  = 500
	crowds = 2000
)

// Walked is the folder for one who walks through all of it: where it is crowded,
// what ignored names is not listed (ErrIgnored). Anything in there can still be
// opened by its name. It is not for several at once.
func (f *Folder) Walked(ignored func(folder string) bool) fs.FS {
	return &walked{Folder: f, ignored: ignored}
}

type walked struct {
	*Folder
	ignored func(folder string) bool
	seen    int // names that were listed
}

// ReadDir lists a folder, unless it is an ignored one and it holds a crowd, or what
// was listed before holds several.
func (w *walked) ReadDir(name string) ([]fs.DirEntry, error) {
	refused := func() bool { return path.Clean(name) != "." && w.ignored(path.Clean(name)) }
	if w.seen > crowds && refused() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrIgnored}
	}
	entries, err := w.list(name, func(folder fs.ReadDirFile) ([]fs.DirEntry, error) {
		first, err := folder.ReadDir(crowd)
		switch {
		case errors.Is(err, io.EOF):
			return first, nil
		case err != nil || len(first) < crowd:
			return first, err
		case refused():
			return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrIgnored}
		}
		rest, err := folder.ReadDir(-1)
		return append(first, rest...), err
	})
	w.seen += len(entries)
	return entries, err
}
