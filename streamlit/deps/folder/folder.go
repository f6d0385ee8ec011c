// Package folder reads the files of a project without leaving the project:
// regular files only, no more than asked for, and no symbolic link that
// points outside.
package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// ErrOutside says that a name leads out of the project through a symbolic link or "..".
var ErrOutside = errors.New("it points outside the project")

// ErrTooLarge says that a file holds more bytes than the reader allows.
var ErrTooLarge = errors.New("it is too large")

// ErrNotRegular says that a name is a directory, a pipe or a device.
var ErrNotRegular = errors.New("it is not a regular file")

// maxLinks is how many symbolic links one name may pass through, as on Linux.
const maxLinks = 40

// Read returns the bytes of a regular file of at most limit bytes. The name is
// slash-separated and relative to the project. Errors wrap fs.ErrNotExist,
// ErrOutside, ErrTooLarge or ErrNotRegular where one of them is the reason.
func Read(fsys fs.FS, name string, limit int64) ([]byte, error) {
	name, err := inside(fsys, name)
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: %w", name, ErrNotRegular)
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("read %s: %w", name, ErrTooLarge)
	}
	return data, nil
}

// Exists tells whether name is a regular file inside the project.
func Exists(fsys fs.FS, name string) bool {
	name, err := inside(fsys, name)
	if err != nil {
		return false
	}
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// inside follows the symbolic links of name one by one and refuses those that lead out.
func inside(fsys fs.FS, name string) (string, error) {
	name = path.Clean(name)
	if !fs.ValidPath(name) {
		return "", fmt.Errorf("read %s: %w", name, ErrOutside)
	}
	links, ok := fsys.(fs.ReadLinkFS)
	if !ok {
		return name, nil
	}
	rest := strings.Split(name, "/")
	at := "."
	for followed := 0; len(rest) > 0; {
		next := path.Join(at, rest[0])
		rest = rest[1:]
		info, err := links.Lstat(next)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			at = next
			continue
		}
		target, err := links.ReadLink(next)
		if err != nil {
			return "", err
		}
		followed++
		target = path.Join(append([]string{at, target}, rest...)...)
		if raw, _ := links.ReadLink(next); path.IsAbs(raw) || !fs.ValidPath(target) || followed > maxLinks {
			return "", fmt.Errorf("read %s: %w", name, ErrOutside)
		}
		at, rest = ".", strings.Split(target, "/")
	}
	return at, nil
}
