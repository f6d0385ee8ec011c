//go:build unix

package cmd

import (
	"os"
	"os/signal"
	"syscall"
)

const nobody = 65534

// handicap puts the process where things fail: AUTHKIT_TEST=stranger takes
// root's privileges from it, and AUTHKIT_TEST=full lets no file grow, which
// fails like a full disk.
func handicap() {
	var err error
	switch os.Getenv("AUTHKIT_TEST") {
	case "stranger":
		if os.Geteuid() == 0 {
			syscall.Setgroups(nil)
			syscall.Setgid(nobody)
			err = syscall.Setuid(nobody)
		}
	case "full":
		signal.Ignore(syscall.SIGXFSZ)
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8, Max: 8})
	}
	if err != nil {
		panic(err)
	}
}
