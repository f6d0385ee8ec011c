package secrets

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxFileSize bounds the files read here, in bytes. Real ones have a few hundred.
const MaxFileSize = 1 << 20

// Reasons why a file is not read or written.
var (
	ErrFolder  = errors.New("it is a folder, not a file")
	ErrSpecial = errors.New("it is not an ordinary file (a pipe or a device)")
	ErrTooBig  = errors.New("it is larger than 1 MiB, which no secrets file is")
	ErrChanged = errors.New("it was changed by somebody else in the meantime")
)

// Snapshot is what a file was when it was read. Its data cannot be printed.
type Snapshot struct {
	Path   string // as asked
	Mode   fs.FileMode
	Exists bool
	data   *[]byte
}

// Data returns what stood in the file; nil when there was none.
func (s Snapshot) Data() []byte {
	if s.data == nil {
		return nil
	}
	return bytes.Clone(*s.data)
}

// ReadFile reads an ordinary file of at most MaxFileSize. A file that is not
// there is no error: Exists is false then. A pipe is refused, not waited for.
func ReadFile(path string) (Snapshot, error) {
	s := Snapshot{Path: path}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(path); err == nil {
			return s, errors.New("it is a link to a file that is not there")
		}
		return s, nil
	case err != nil:
		return s, cause(err)
	case info.IsDir():
		return s, ErrFolder
	case !info.Mode().IsRegular():
		return s, ErrSpecial
	case info.Size() > MaxFileSize:
		return s, ErrTooBig
	}
	file, err := os.Open(path)
	if err != nil {
		return s, cause(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	switch {
	case err != nil:
		return s, cause(err)
	case len(data) > MaxFileSize:
		return s, ErrTooBig
	}
	s.Exists, s.Mode, s.data = true, info.Mode(), &data
	return s, nil
}

// cause drops the operation and the path from an error; callers know both.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("this user may not: %w", fs.ErrPermission)
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// Replace puts data in the file's place: the old file or the new one, never a
// part. The new one has its permission bits from the first byte on: mode, or
// when mode is 0 those of the old file, or 0600 when there was none. A link
// stays a link. ErrChanged when the file is not what was read.
func (s Snapshot) Replace(data []byte, mode fs.FileMode) error {
	target, err := resolve(s.Path)
	if err != nil {
		return err
	}
	if err := s.same(); err != nil {
		return err
	}
	switch {
	case mode != 0:
	case s.Exists:
		mode = s.Mode.Perm()
	default:
		mode = 0o600
	}
	dir := filepath.Dir(target)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return cause(err)
	}
	temp, err := os.CreateTemp(dir, ".authkit-*.tmp") // 0600
	if err != nil {
		return cause(err)
	}
	err = fill(temp, data, mode.Perm())
	if err == nil {
		err = s.same()
	}
	if err == nil {
		err = os.Rename(temp.Name(), target)
	}
	if err != nil {
		os.Remove(temp.Name())
		return cause(err)
	}
	syncFolder(dir)
	return nil
}

func fill(temp *os.File, data []byte, mode fs.FileMode) error {
	_, err := temp.Write(data)
	if err == nil && mode != 0o600 {
		err = temp.Chmod(mode)
	}
	if err == nil {
		err = temp.Sync()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	return err
}

// same tells whether the file is still what was read.
func (s Snapshot) same() error {
	now, err := ReadFile(s.Path)
	if err != nil {
		return err
	}
	if now.Exists != s.Exists || !bytes.Equal(now.Data(), s.Data()) {
		return ErrChanged
	}
	return nil
}

// resolve follows links to the file that is to be replaced.
func resolve(path string) (string, error) {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil
	}
	if err != nil {
		return "", cause(err)
	}
	return target, nil
}

// syncFolder makes a rename last; systems that cannot do it for folders do without.
func syncFolder(dir string) {
	if folder, err := os.Open(dir); err == nil {
		folder.Sync() //nolint:errcheck // the file itself is safe
		folder.Close()
	}
}
