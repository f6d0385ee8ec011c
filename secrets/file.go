package secrets

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/authkit-cli/authkit/internal/crashpoint"
)

// MaxFileSize bounds the files read here, in bytes. Real ones have a few hundred.
const MaxFileSize = 1 << 20

// Reasons why a file is not read or written. Others are fs.ErrPermission and
// the system's own, in plain words and without a path: callers know it.
var (
	ErrFolder  = errors.New("it is a folder, not a file")
	ErrSpecial = errors.New("it is not an ordinary file but a pipe or a device")
	ErrTooBig  = errors.New("it is larger than 1 MiB")
	ErrDangles = errors.New("it is a link to a file that is not there")
	ErrChanged = errors.New("it was changed by somebody else in the meantime")
	ErrOwner   = errors.New("it belongs to another user or group, which a new file would not: run this as its owner")
)

// Snapshot is what a file was when it was read. Its data cannot be printed.
type Snapshot struct {
	Path    string // as asked
	Mode    fs.FileMode
	Exists  bool
	Changed time.Time // when it was last written
	data    *string   // fmt and slog print a pointer to a string as an address, whatever the verb
	missing []string  // folders on the way to it that were not there, the outermost first
}

// Data returns a copy of what stood in the file; nil when there was none.
func (s Snapshot) Data() []byte {
	if s.data == nil {
		return nil
	}
	return []byte(*s.data)
}

// ReadFile reads an ordinary file of at most MaxFileSize, through links. A file
// that is not there is no error: Exists is false then. A pipe is refused, not
// waited for.
func ReadFile(path string) (Snapshot, error) {
	s := Snapshot{Path: path}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		switch link, err := os.Lstat(path); {
		case err == nil && link.Mode()&fs.ModeSymlink != 0:
			return s, ErrDangles
		case err == nil:
			return ReadFile(path) // somebody has just made it
		}
		s.missing = missingFolders(filepath.Dir(path))
		return s, nil
	}
	if err == nil {
		err = refuse(info)
	}
	if err != nil {
		return s, plainly(err, "you may not read it")
	}
	data, info, err := read(path)
	if err != nil {
		return s, plainly(err, "you may not read it")
	}
	text := string(data)
	s.Exists, s.Mode, s.Changed, s.data = true, info.Mode(), info.ModTime(), &text
	return s, nil
}

// refuse tells why a file is none that is read here.
func refuse(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return ErrFolder
	case !info.Mode().IsRegular():
		return ErrSpecial
	case info.Size() > MaxFileSize:
		return ErrTooBig
	}
	return nil
}

// read asks again what it has opened: a pipe may have taken the file's place.
func read(path string) ([]byte, fs.FileInfo, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|withoutWaiting, 0)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil {
		err = refuse(info)
	}
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err == nil && len(data) > MaxFileSize {
		err = ErrTooBig
	}
	return data, info, err
}

// Replace puts data in the file's place: whatever happens, the old file stands
// there or the new one, never a part. The file keeps its owner and its
// permission bits, unless mode names others; a new file gets mode as the umask
// leaves it, or 0600. Nobody else can read the new file before it is in place.
// A link stays a link; folders that were missing are made, and go again when
// something fails; one that was there and is gone is not made anew. ErrChanged
// when the file is neither what was read nor already data; of two who replace
// it at once with this function, one gets that. What is lost: access control
// lists, and other hard links to it (see LeftBehind).
func (s Snapshot) Replace(data []byte, mode fs.FileMode) error {
	if err := s.same(data); err != nil {
		return err
	}
	target := s.Path
	if s.Exists {
		var err error
		if target, err = filepath.EvalSymlinks(s.Path); err != nil {
			return plainly(err, "you may not read it")
		}
	}
	err := s.replace(target, data, mode.Perm())
	if err != nil {
		removeEmpty(s.missing)
	}
	return plainly(err, mayNotWrite)
}

const mayNotWrite = "you may not write it, or not into its folder"

// Undo puts back what stood there before data was put in its place, and its
// permission bits. ErrChanged when somebody has changed it since.
func (s Snapshot) Undo(data []byte) error {
	written, err := ReadFile(s.Path)
	switch {
	case err != nil:
		return err
	case !written.Exists || !bytes.Equal(written.Data(), data):
		return ErrChanged
	case s.Exists:
		return written.Replace(s.Data(), s.Mode)
	}
	unlock := lock(filepath.Dir(s.Path))
	err = written.same(nil)
	if err == nil {
		err = os.Remove(s.Path)
	}
	unlock()
	if err == nil {
		removeEmpty(s.missing)
	}
	return plainly(err, mayNotWrite)
}

func (s Snapshot) replace(target string, data []byte, mode fs.FileMode) error {
	if err := makeFolders(s.missing); err != nil {
		return err
	}
	crashpoint.Reached("folder made")
	return put(target, data, mode, s.Exists, func() error { return s.same(data) })
}

// put writes a file beside target and renames it, unless check refuses at the
// last moment. exists tells whether target is there, and to be looked like.
func put(target string, data []byte, mode fs.FileMode, exists bool, check func() error) error {
	folder := filepath.Dir(target)
	created := fs.FileMode(0o600)
	if !exists && mode != 0 {
		created = mode
	}
	removeLeftovers(folder)
	name := filepath.Join(folder, ".authkit-"+rand.Text()+".tmp")
	temp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, created)
	if err != nil {
		return err
	}
	crashpoint.Reached("created")
	if exists {
		err = dress(temp, target, mode)
		crashpoint.Reached("dressed")
	}
	if err == nil {
		_, err = temp.Write(data)
		crashpoint.Reached("written")
	}
	if err == nil {
		err = temp.Sync()
		crashpoint.Reached("synced")
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	crashpoint.Reached("closed")
	unlock := lock(folder)
	if err == nil {
		err = check()
	}
	crashpoint.Reached("compared")
	if err == nil {
		err = rename(name, target)
		crashpoint.Reached("renamed")
	}
	unlock()
	if err != nil {
		os.Remove(name)
		return err
	}
	syncFolder(folder)
	crashpoint.Reached("folder synced")
	return nil
}

// dress gives the new file the owner and the permission bits of the old one.
func dress(temp *os.File, target string, mode fs.FileMode) error {
	old, err := os.Stat(target)
	if err != nil {
		return err
	}
	if err := keepOwner(temp, old); err != nil {
		return err
	}
	if mode == 0 {
		mode = old.Mode().Perm()
	}
	return temp.Chmod(mode)
}

// same tells whether the file is still what was read, or data already: what
// somebody else wrote is lost by neither.
func (s Snapshot) same(data []byte) error {
	now, err := ReadFile(s.Path)
	switch {
	case err != nil:
		return err
	case now.Exists == s.Exists && bytes.Equal(now.Data(), s.Data()):
		return nil
	case now.Exists && data != nil && bytes.Equal(now.Data(), data):
		return nil
	}
	return ErrChanged
}

// fileError is a system's error in plain words.
type fileError struct {
	words string
	cause error
}

func (e *fileError) Error() string { return e.words }
func (e *fileError) Unwrap() error { return e.cause }

// plainly puts a system's error into words and drops operation and path, which
// may be those of a temporary file.
func plainly(err error, forbidden string) error {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return err
	}
	if words, known := systemWords.Get()[number]; known {
		return &fileError{words, number}
	}
	if errors.Is(number, fs.ErrPermission) {
		return &fileError{forbidden, number}
	}
	return number
}
