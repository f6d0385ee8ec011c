package repo

import (
	"io"
	"os"
	"syscall"
)

// widen lets a pipe hold a megabyte, so that git waits for us less often. It is
// a wish: whether the system grants it changes the speed alone.
func widen(pipe io.Reader) {
	const setPipeSize = 1031 // F_SETPIPE_SZ
	file, ok := pipe.(*os.File)
	if !ok {
		return
	}
	if raw, err := file.SyscallConn(); err == nil {
		raw.Control(func(fd uintptr) { syscall.Syscall(syscall.SYS_FCNTL, fd, setPipeSize, 1<<20) }) //nolint:errcheck
	}
}
