//go:build unix

package session

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// held is the file by which a folder is held: writing into one locks the folder itself.
const held = "held"

// hold marks a folder as somebody's, until the process ends in whatever way.
func hold(folder string) (release func()) {
	file, err := os.OpenFile(filepath.Join(folder, held), os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return func() {}
	}
	syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:errcheck // then a later run may take it for left behind, after an hour
	return func() { file.Close() }
}

// removeLeftovers takes away what runs have left that were killed: it holds secrets.
func removeLeftovers(place string) {
	folders, _ := filepath.Glob(filepath.Join(place, folderName+"*"))
	for _, folder := range folders {
		info, err := os.Lstat(folder)
		if err != nil || !info.IsDir() || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Getuid()) || time.Since(info.ModTime()) < time.Minute {
			continue
		}
		file, err := os.OpenFile(filepath.Join(folder, held), os.O_CREATE|os.O_RDONLY, 0o600)
		if err != nil {
			continue
		}
		if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			os.RemoveAll(folder)
		}
		file.Close()
	}
}
