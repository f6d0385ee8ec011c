//go:build unix

package cmd

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/authkit-cli/authkit/internal/crashpoint"
	"github.com/authkit-cli/authkit/internal/safego"
)

const nobody = 65534

// faultyProcess puts the process where things fail: AUTHKIT_TEST=stranger takes
// root's privileges from it, AUTHKIT_TEST=full lets no file grow, which fails
// like a full disk, and AUTHKIT_TEST=kill:3 ends it at the third step of
// writing files, as a power cut does. AUTHKIT_TEST=panic:3 is a mistake of ours there,
// with everything that is secret in hand, and AUTHKIT_TEST=beside:3 one in the third
// piece of work that is done beside the main line. At the third step of writing,
// AUTHKIT_TEST=vanish:3 removes the file or folder that AUTHKIT_TEST_PATH names, and
// AUTHKIT_TEST=edit:3 writes to that file as an editor does; either makes the file
// that AUTHKIT_TEST_REACHED names. AUTHKIT_TEST=meet:2 waits,
// before the first file is compared and put in its place, until two processes are there.
func faultyProcess() {
	var err error
	faultyProcess, number, _ := strings.Cut(os.Getenv("AUTHKIT_TEST"), ":")
	switch faultyProcess {
	case "kill":
		crashpoint.Reached = atStep(number, writing, func() {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		})
	case "panic", "beside":
		secret := os.Getenv(clientSecretVariable)
		crashpoint.Reached = atStep(number, func(step string) bool { return (step == safego.Crashpoint) == (faultyProcess == "beside") }, func() {
			panic(fmt.Errorf("cannot go on with %s", secret))
		})
	case "vanish":
		crashpoint.Reached = atStep(number, writing, func() {
			must(os.RemoveAll(os.Getenv("AUTHKIT_TEST_PATH")))
			must(os.WriteFile(os.Getenv("AUTHKIT_TEST_REACHED"), nil, 0o600))
		})
	case "edit":
		at, _ := strconv.Atoi(number)
		var steps atomic.Int64
		var edited sync.Once
		crashpoint.Reached = func(step string) {
			// Between comparing and renaming, some microseconds, nothing helps.
			if steps.Add(1) >= int64(at) && step != "compared" {
				edited.Do(func() {
					must(os.WriteFile(os.Getenv("AUTHKIT_TEST_PATH"), []byte(editedText), 0o600))
					must(os.WriteFile(os.Getenv("AUTHKIT_TEST_REACHED"), nil, 0o600))
				})
			}
		}
	case "meet":
		crashpoint.Reached = atStep("1", func(step string) bool { return step == "closed" }, func() { must(meet(os.Getenv("AUTHKIT_TEST_PATH"), number)) })
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
	must(err)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func writing(step string) bool { return step != safego.Crashpoint }

// editedText is what a person saved in the middle of a run.
const editedText = "[database]\npassword = \"" + canary + "-edited\"\n"

// meet waits in a folder until as many processes are there, or three seconds.
func meet(folder, number string) error {
	if err := os.WriteFile(filepath.Join(folder, strconv.Itoa(os.Getpid())), nil, 0o600); err != nil {
		return err
	}
	want, _ := strconv.Atoi(number)
	for began := time.Now(); time.Since(began) < 3*time.Second; time.Sleep(100 * time.Microsecond) {
		if there, _ := os.ReadDir(folder); len(there) >= want {
			return nil
		}
	}
	return nil
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
