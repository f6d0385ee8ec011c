//go:build unix

package secrets

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// withoutWaiting keeps open from waiting for a pipe's other end.
const withoutWaiting = syscall.O_NONBLOCK

var systemWords = lazy.Value[map[syscall.Errno]string]{Make: func() map[syscall.Errno]string {
	return map[syscall.Errno]string{
		syscall.ENOENT:       "its folder is gone",
		syscall.ENOSPC:       "the disk is full",
		syscall.EDQUOT:       "your share of the disk is used up",
		syscall.EFBIG:        "the file would be larger than this system allows",
		syscall.EROFS:        "the disk cannot be written to",
		syscall.EBUSY:        "it is mounted by itself, as containers do: change it where it comes from",
		syscall.ENOTDIR:      "a part of its path is a file, not a folder",
		syscall.ELOOP:        "its links lead in a circle",
		syscall.ENAMETOOLONG: "its path is too long",
		syscall.EIO:          "the disk reports an error",
	}
}}

func rename(from, to string) error { return os.Rename(from, to) }

// lock keeps another authkit from replacing files of a folder at the same time.
// Where there are no such locks, or somebody holds one for long (flock(1) around
// authkit does), it goes without.
func lock(folder string) (unlock func()) {
	file, err := os.Open(folder)
	if err != nil {
		return func() {}
	}
	again(time.Sleep, func() error { //nolint:errcheck // without, then
		return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}, func(err error) bool { return errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) })
	return func() { file.Close() }
}

// keepOwner gives temp the owner of the old file, which matters when root
// changes somebody's file.
func keepOwner(temp *os.File, old fs.FileInfo) error {
	now, err := temp.Stat()
	if err != nil {
		return err
	}
	was, is := old.Sys().(*syscall.Stat_t), now.Sys().(*syscall.Stat_t)
	if was.Uid == is.Uid && was.Gid == is.Gid {
		return nil
	}
	if temp.Chown(int(was.Uid), int(was.Gid)) != nil {
		return ErrOwner
	}
	return nil
}

// hardLinks counts the hard links to a file, itself included; 0: not known.
func hardLinks(path string) int {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return int(info.Sys().(*syscall.Stat_t).Nlink)
}
