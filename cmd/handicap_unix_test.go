//go:build unix

package cmd

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/authkit-cli/authkit/internal/beside"
	"github.com/authkit-cli/authkit/internal/crashpoint"
)

const nobody = 65534

// handicap puts the process where things fail: AUTHKIT_TEST=stranger takes
// root's privileges from it, AUTHKIT_TEST=full lets no file grow, which fails
// like a full disk, and AUTHKIT_TEST=kill:3 ends it at the third step of
// writing files, as a power cut does. AUTHKIT_TEST=panic:3 is a mistake of ours there,
// with everything that is secret in hand, and AUTHKIT_TEST=beside:3 one in the third
// piece of work that is done beside the main line.
func handicap() {
	var err error
	handicap, number, _ := strings.Cut(os.Getenv("AUTHKIT_TEST"), ":")
	switch handicap {
	case "kill":
		crashpoint.Reached = atStep(number, func(step string) bool { return step != beside.Crashpoint }, func() {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		})
	case "panic", "beside":
		secret := os.Getenv(clientSecretVariable)
		crashpoint.Reached = atStep(number, func(step string) bool { return (step == beside.Crashpoint) == (handicap == "beside") }, func() {
			panic(fmt.Errorf("cannot go on with %s", secret))
		})
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

// atStep does something at one of the steps that count.
func atStep(number string, counts func(step string) bool, do func()) func(string) {
	at, _ := strconv.Atoi(number)
	var steps atomic.Int64
	return func(step string) {
		if counts(step) && steps.Add(1) == int64(at) {
			do()
		}
	}
}
