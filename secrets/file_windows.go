package secrets

import (
	"io/fs"
	"os"
	"syscall"
	"time"
)

// withoutWaiting is for pipes in the file system, which Windows does not have.
const withoutWaiting = 0

// See the list of system error codes in Microsoft's documentation.
const (
	errorWriteProtect     syscall.Errno = 19
	errorSharingViolation syscall.Errno = 32
	errorHandleDiskFull   syscall.Errno = 39
	errorDiskFull         syscall.Errno = 112
)

var systemWords = map[syscall.Errno]string{
	errorWriteProtect:     "the disk cannot be written to",
	errorSharingViolation: "another program has it open: close it and try again",
	errorHandleDiskFull:   "the disk is full",
	errorDiskFull:         "the disk is full",
}

// rename tries again for half a second: virus scanners and a Streamlit that is
// just reading its secrets hold a file for a moment.
func rename(from, to string) error {
	var err error
	for range 10 {
		err = os.Rename(from, to)
		if err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

// keepOwner: a file inherits its folder's rights on Windows.
func keepOwner(*os.File, fs.FileInfo) error { return nil }
