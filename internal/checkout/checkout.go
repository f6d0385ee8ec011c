// Package checkout reads a project that may be a stranger's. What its files
// name is read only inside the project's folder, with every link resolved, and
// only when it is a regular file: a link to ~/.ssh, to /proc or into .git would
// otherwise be sent to whatever address the same project names. Hard links are
// not told from files, since git makes none.
package checkout

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"unicode"
)

// Reasons why a file is not read, in words that follow its name.
var (
	ErrOutside    = errors.New("it leads out of the project")
	ErrGit        = errors.New("it leads into .git")
	ErrTooLarge   = errors.New("it is too large")
	ErrNotRegular = errors.New("it is not a regular file")
)

// maxLinks is how many symbolic links one name may pass through, as on Linux.
const maxLinks = 40

// Folder is a folder of which only the inside is read. It is an fs.FS; names
// are slash-separated and relative to it.
type Folder struct {
	dir  string
	root *os.Root // refuses what leaves the folder, also when a link is swapped meanwhile

	mu    sync.Mutex
	plain map[string]bool // folders that are known to be no links
	asked map[string]bool // names that were looked for
	lists map[string]list // of the folders that were listed
}

// Open opens a folder that the person named: links on the way to it are followed.
func Open(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return newFolder(dir, root), nil
}

func newFolder(dir string, root *os.Root) *Folder {
	return &Folder{dir: dir, root: root, plain: map[string]bool{}, asked: map[string]bool{}, lists: map[string]list{}}
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Asked are the paths of all that was looked for in the folder, whether it is
// there or not, and of the folders that were listed.
func (f *Folder) Asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	paths := []string{f.dir}
	for name := range f.asked {
		paths = append(paths, filepath.Join(f.dir, filepath.FromSlash(name)))
	}
	return paths
}

// Sub is a folder below this one as a checkout of its own: links that lead out
// of it are refused even where they stay in the project.
func (f *Folder) Sub(name string) (*Folder, error) {
	real, err := f.resolve("open", name)
	if err != nil {
		return nil, err
	}
	root, err := f.root.OpenRoot(filepath.FromSlash(real))
	if err != nil {
		return nil, err
	}
	return newFolder(filepath.Join(f.dir, filepath.FromSlash(real)), root), nil
}

// Path is where a file of the folder really stands, for those who read and
// write by path. A name that is not there yet is returned as it would be made,
// and a link that leads nowhere inside as the link.
func (f *Folder) Path(name string) (string, error) {
	real, err := f.resolve("read", name)
	if errors.Is(err, fs.ErrNotExist) {
		real, err = path.Clean(name), nil
	}
	if err != nil {
		return "", err
	}
	return filepath.Join(f.dir, filepath.FromSlash(real)), nil
}

// Open opens a regular file or a folder.
func (f *Folder) Open(name string) (fs.File, error) {
	info, real, err := f.stat("open", name)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir() && !info.Mode().IsRegular():
		return nil, &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular} // a pipe would be waited for
	}
	return f.root.Open(filepath.FromSlash(real))
}

// Stat tells of a file behind all links.
func (f *Folder) Stat(name string) (fs.FileInfo, error) {
	info, _, err := f.stat("stat", name)
	return info, err
}

func (f *Folder) stat(op, name string) (fs.FileInfo, string, error) {
	real, err := f.resolve(op, name)
	if err != nil {
		return nil, "", err
	}
	info, err := f.root.Lstat(filepath.FromSlash(real))
	return info, real, err
}

// resolve follows the links of a name one by one; what it returns has none.
func (f *Folder) resolve(op, name string) (string, error) {
	refuse := func(err error) (string, error) { return "", &fs.PathError{Op: op, Path: name, Err: err} }
	clean := path.Clean(name)
	if !fs.ValidPath(clean) {
		return refuse(ErrOutside)
	}
	rest := strings.Split(clean, "/")
	at := "."
	for followed := 0; len(rest) > 0; {
		if inGit(rest[0]) {
			return refuse(ErrGit)
		}
		next := path.Join(at, rest[0])
		rest = rest[1:]
		target, err := f.link(next)
		switch {
		case err != nil:
			return refuse(plainError(err))
		case target == "":
			at = next
			continue
		}
		followed++
		whole := path.Join(append([]string{at, filepath.ToSlash(target)}, rest...)...)
		if filepath.IsAbs(target) || path.IsAbs(filepath.ToSlash(target)) || !fs.ValidPath(whole) || followed > maxLinks {
			return refuse(ErrOutside)
		}
		at, rest = ".", strings.Split(whole, "/")
	}
	return at, nil
}

// link is where a link leads; empty for what is none.
func (f *Folder) link(name string) (string, error) {
	f.mu.Lock()
	known := f.plain[name]
	f.asked[name] = true
	f.mu.Unlock()
	if known {
		return "", nil
	}
	if f.absent(name) {
		return "", fs.ErrNotExist
	}
	info, err := f.root.Lstat(filepath.FromSlash(name))
	switch {
	case err != nil:
		return "", err
	case info.Mode()&fs.ModeSymlink != 0:
		return f.root.Readlink(filepath.FromSlash(name))
	case info.IsDir():
		f.mu.Lock()
		f.plain[name] = true
		f.mu.Unlock()
	}
	return "", nil
}

// Glob lists the files and folders that match a pattern, as fs.Glob does for one
// folder, and tells when the folder cannot be listed. Only the last part of the
// pattern may hold stars.
func Glob(fsys fs.FS, pattern string) ([]string, error) {
	dir, last := path.Split(pattern)
	if !strings.ContainsAny(last, "*?[") {
		return []string{pattern}, nil // whether it is there, its reader finds out
	}
	entries, err := fs.ReadDir(fsys, path.Clean(dir))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrIgnored) {
		return nil, nil
	}
	var names []string
	for _, entry := range entries {
		if matches, _ := path.Match(last, entry.Name()); matches {
			names = append(names, path.Join(dir, entry.Name()))
		}
	}
	return names, err
}

// plainError is the reason inside of an error that names a path already.
func plainError(err error) error {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return fs.ErrNotExist
	}
	return err
}

// inGit tells whether a name is git's own folder in the eyes of some file
// system: in other letters, with blanks or dots behind it, by its short name,
// or with characters in it that macOS leaves out.
func inGit(name string) bool {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	name, _, _ = strings.Cut(name, ":")
	name = strings.TrimRight(name, ". ")
	return strings.EqualFold(name, ".git") || strings.EqualFold(name, "git~1")
}

// Read returns the bytes of a regular file of at most limit bytes. Errors wrap
// fs.ErrNotExist, ErrOutside, ErrGit, ErrTooLarge or ErrNotRegular where one of
// them is the reason.
func Read(fsys fs.FS, name string, limit int64) ([]byte, error) {
	name = path.Clean(name)
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("read %s: %w", name, ErrOutside)
	}
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("read %s: %w", name, ErrNotRegular)
	case info.Size() > limit:
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var data bytes.Buffer
	data.Grow(int(info.Size()) + bytes.MinRead) // growing step by step takes three times the memory
	if _, err := data.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(data.Len()) > limit {
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	return data.Bytes(), nil
}

// Exists tells whether name is a regular file.
func Exists(fsys fs.FS, name string) bool {
	name = path.Clean(name)
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// Refused is why a name that may be there cannot be read whatever its text:
// ErrOutside, ErrGit, ErrNotRegular for pipes and devices, or what the system
// says; nil for files, for folders, and for what is not there.
func Refused(fsys fs.FS, name string) error {
	info, err := fs.Stat(fsys, path.Clean(name))
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && !info.IsDir() && !info.Mode().IsRegular():
		return &fs.PathError{Op: "read", Path: name, Err: ErrNotRegular}
	}
	return nil
}

// Reason is why a file is not read, in words that follow its name; empty when
// it is simply not there, or is not wanted.
func Reason(err error) string {
	switch {
	case err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrIgnored):
		return ""
	case errors.Is(err, ErrOutside):
		return "leads out of the project, so it is not read"
	case errors.Is(err, ErrGit):
		return "leads into .git, so it is not read"
	case errors.Is(err, ErrTooLarge):
		return "is too large to be read"
	case errors.Is(err, ErrNotRegular):
		return "is not a regular file"
	case errors.Is(err, fs.ErrPermission):
		return "may not be read by this user"
	}
	return "cannot be read"
}

// Bound tells whether a bound of ours is why a file is not read.
func Bound(err error) bool { return errors.Is(err, ErrTooLarge) }
