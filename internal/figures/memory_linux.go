package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// memory is where Linux keeps files that are on no disk. Tests write and take away
// tens of thousands, which a disk is half of the work of.
const memory = "/dev/shm"

// inMemory makes a folder for what tests write, or none where memory holds too
// little, as in a container, or runs no programs.
func inMemory() string {
	var room syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memory, &room) != nil || room.Bavail*uint64(room.Bsize) < 4<<30 {
		return ""
	}
	dir, err := os.MkdirTemp(memory, "authkit-test-")
	if err != nil {
		return ""
	}
	program := filepath.Join(dir, "program")
	if os.Chmod(dir, 0o755) != nil || os.WriteFile(program, []byte("#!/bin/sh\n"), 0o700) != nil || exec.Command(program).Run() != nil {
		os.RemoveAll(dir)
		return ""
	}
	os.Remove(program)
	return dir
}
