// Package inmemory gives tests a folder that is on no disk. They write and take
// away tens of thousands of files, which a disk is half of the work of.
package inmemory

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// memory is where Linux keeps files that are on no disk.
const memory = "/dev/shm"

// Use has this process, and what it starts, write its temporary files into memory,
// unless TMPDIR or GOTMPDIR say otherwise, memory holds too little, as in a container,
// or it runs no programs. The folder has the same name each time: go test asks
// whether these variables changed before it repeats an earlier result.
func Use() {
	if os.Getenv("TMPDIR") != "" || os.Getenv("GOTMPDIR") != "" {
		return
	}
	dir := filepath.Join(memory, fmt.Sprint("authkit-test-", os.Getuid()))
	if hasRoom() && isOurs(dir) && runsPrograms(dir) {
		os.Setenv("TMPDIR", dir)
		os.Setenv("GOTMPDIR", dir) // t.TempDir looks here first
		tidy(dir)
	}
}

func hasRoom() bool {
	var room syscall.Statfs_t
	return syscall.Statfs(memory, &room) == nil && room.Bavail*uint64(room.Bsize) >= 4<<30
}

// isOurs makes the folder, or tells that nobody else made it, who could write there.
func isOurs(dir string) bool {
	if os.Mkdir(dir, 0o755) == nil {
		return os.Chmod(dir, 0o755) == nil // tests that are somebody else come here too
	}
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o755 {
		return false
	}
	made, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(made.Uid) == os.Getuid()
}

func runsPrograms(dir string) bool {
	trial, err := os.MkdirTemp(dir, "trial-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(trial)
	program := filepath.Join(trial, "program")
	return os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700) == nil && exec.Command(program).Run() == nil
}

// tidy takes away what a run left behind that was killed, a day ago or before.
func tidy(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			os.RemoveAll(filepath.Join(dir, entry.Name()))
		}
	}
}
