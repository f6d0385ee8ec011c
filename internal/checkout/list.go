package checkout

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"sort"
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
func (f *Folder) ReadDir(name string) ([]fs.DirEntry, error) {
	return f.list(name, func(folder fs.ReadDirFile) ([]fs.DirEntry, error) { return folder.ReadDir(-1) })
}

func (f *Folder) list(name string, read func(fs.ReadDirFile) ([]fs.DirEntry, error)) ([]fs.DirEntry, error) {
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
	file, err := f.Open(real)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	folder, ok := file.(fs.ReadDirFile)
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.ErrUnsupported}
	}
	entries, err := read(folder)
	sort.Slice(entries, func(i, j int) bool { return entries[i].Name() < entries[j].Name() })
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
