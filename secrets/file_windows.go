package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// withoutWaiting is for pipes in the file system, which Windows does not have.
const withoutWaiting = 0

// See the list of system error codes in Microsoft's documentation.
const (
	errorWriteProtect     syscall.Errno = 19
	errorSharingViolation syscall.Errno = 32
	errorLockViolation    syscall.Errno = 33
	errorHandleDiskFull   syscall.Errno = 39
	errorDiskFull         syscall.Errno = 112
)

var systemWords = lazy.Value[map[syscall.Errno]string]{Make: func() map[syscall.Errno]string {
	return map[syscall.Errno]string{
		syscall.ERROR_FILE_NOT_FOUND: "its folder is gone",
		syscall.ERROR_PATH_NOT_FOUND: "its folder is gone",
		errorWriteProtect:            "the disk cannot be written to",
		errorSharingViolation:        "another program has it open: close it and try again",
		errorHandleDiskFull:          "the disk is full",
		errorDiskFull:                "the disk is full",
	}
}}

// rename tries again for a while: virus scanners and a Streamlit that is just
// reading its secrets hold a file for a moment.
func rename(from, to string) error {
	return again(time.Sleep, func() error { return os.Rename(from, to) }, held)
}

// held tells whether an error comes from a file that somebody has open.
func held(err error) bool {
	return errors.Is(err, errorSharingViolation) || errors.Is(err, errorLockViolation) || errors.Is(err, syscall.ERROR_ACCESS_DENIED)
}

// lock keeps another authkit from replacing files of a folder at the same time:
// only one can have this file, which goes when it is closed or its process ends.
// Where it cannot be made, or somebody holds it for long, it goes without.
func lock(folder string) (unlock func()) {
	const deleteOnClose = 0x04000000 // FILE_FLAG_DELETE_ON_CLOSE
	unlock = func() {}
	name, err := syscall.UTF16PtrFromString(filepath.Join(folder, ".authkit-lock.tmp"))
	if err != nil {
		return unlock
	}
	again(time.Sleep, func() error { //nolint:errcheck // without, then
		handle, err := syscall.CreateFile(name, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_HIDDEN|deleteOnClose, 0)
		if err == nil {
			unlock = func() { syscall.CloseHandle(handle) } //nolint:errcheck // nothing left to do about it
		}
		return err
	}, held)
	return unlock
}

// keepOwner: a file inherits its folder's rights on Windows.
func keepOwner(*os.File, fs.FileInfo) error { return nil }

// hardLinks counts the hard links to a file, itself included; 0: not known.
func hardLinks(path string) int {
	file, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer file.Close()
	var info syscall.ByHandleFileInformation
	if syscall.GetFileInformationByHandle(syscall.Handle(file.Fd()), &info) != nil {
		return 0
	}
	return int(info.NumberOfLinks)
}
