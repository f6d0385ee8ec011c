package checkout

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
)

// list is what was in a folder when it was first listed.
type list struct {
	entries []fs.DirEntry   // sorted by name
	names   map[string]bool // in small letters; nil: there are too many
}

// maxNames is of how many files of a folder the names are kept: most names that
// are looked for are not there, and asking the system for each takes time.
const maxNames = 1000

// ReadDir lists a folder, sorted by name. What was listed once is not listed again.
func (f *Folder) ReadDir(name string) ([]fs.DirEntry, error) { return f.list(name, nil) }

func (f *Folder) list(name string, ignored func(string) bool) ([]fs.DirEntry, error) {
	real, err := f.resolve("open", name)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	known, listed := f.lists[real]
	f.mu.Unlock()
	if listed {
		return slices.Clone(known.entries), nil
	}
	f.mu.Lock()
	crowded := f.seen > crowd
	f.mu.Unlock()
	if crowded && ignored != nil && ignored(real) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrIgnored}
	}
	file, err := f.Open(real)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	folder, ok := file.(fs.ReadDirFile)
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.ErrUnsupported}
	}
	entries, err := f.readAll(folder, real, ignored)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	if err != nil {
		return entries, err
	}
	found := list{entries: entries}
	if len(entries) <= maxNames {
		found.names = make(map[string]bool, len(entries))
		for _, entry := range entries {
			found.names[strings.ToLower(entry.Name())] = true
		}
	}
	f.mu.Lock()
	f.lists[real] = found
	f.seen += len(entries)
	f.mu.Unlock()
	return slices.Clone(entries), nil
}

// absent tells whether a name was not in its folder when that was listed, in
// whatever letters. Names that a file system may know by another spelling are
// not told.
func (f *Folder) absent(name string) bool {
	dir, last := path.Split(name)
	f.mu.Lock()
	names := f.lists[path.Clean(dir)].names
	f.mu.Unlock()
	spelt := strings.ContainsAny(last, "~:") || strings.TrimRight(last, ". ") != last || strings.IndexFunc(last, func(r rune) bool { return r > unicode.MaxASCII }) >= 0
	return names != nil && !spelt && !names[strings.ToLower(last)]
}

// readAll reads a folder to its end, unless it is a large one that is ignored.
func (f *Folder) readAll(folder fs.ReadDirFile, name string, ignored func(string) bool) ([]fs.DirEntry, error) {
	if ignored == nil {
		return folder.ReadDir(-1)
	}
	first, err := folder.ReadDir(crowd)
	switch {
	case errors.Is(err, io.EOF):
		return first, nil
	case err != nil || len(first) < crowd:
		return first, err
	case ignored(name):
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrIgnored}
	}
	rest, err := folder.ReadDir(-1)
	return append(first, rest...), err
}

// ErrIgnored is why a folder of a crowded project is not listed, see Walked.
var ErrIgnored = errors.New("git ignores it")

// crowd is how many names are listed before it is asked whether more of them are
// needed.
const crowd = 500

// Walked is the folder for those who walk through all of it: where it is crowded,
// what ignored names is not listed (ErrIgnored). Anything in there can still be
// opened by its name.
func (f *Folder) Walked(ignored func(folder string) bool) fs.FS { return walked{f, ignored} }

type walked struct {
	*Folder
	ignored func(folder string) bool
}

func (w walked) ReadDir(name string) ([]fs.DirEntry, error) {
	return w.list(name, func(folder string) bool { return folder != "." && w.ignored(folder) })
}
