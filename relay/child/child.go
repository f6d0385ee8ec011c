// Package child runs one command as if it had been started in authkit's place: it
// gets the streams, the signals and the last word on the exit code. As the first
// process of a container authkit also takes the zombies away that others leave.
package child

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"time"

	"github.com/authkit-cli/authkit/internal/safego"
)

// Command is what to run.
type Command struct {
	Args []string
	Env  []string
	// Grace is how long it may take to end when it was told to: then it is killed,
	// before whoever told it kills authkit. 0: eight seconds, Docker gives ten.
	Grace time.Duration
	// Signals are those that Listen hears.
	Signals <-chan os.Signal
	// Stop ends it when something is received, as a signal does.
	Stop <-chan *safego.Panic
}

const usualGrace = 8 * time.Second

// ended is how a process ended.
type ended struct {
	code int
	err  error
}

// Listen hears signals from now on, and keeps them for Run: of two listeners one
// after the other, a signal in between is heard by neither.
func Listen() (signals <-chan os.Signal, deaf func()) {
	heard := make(chan os.Signal, 16)
	signal.Notify(heard, forwarded()...)
	return heard, func() { signal.Stop(heard) }
}

// Run runs a command and returns its exit code; of one that a signal ended 128 and
// the signal's number, as shells do, and the same when authkit was told to end before
// there was one. An error: it was not started. The panic is what Stop gave.
func Run(c Command) (code int, broken *safego.Panic, err error) {
	path, err := exec.LookPath(c.Args[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		if errors.Is(err, fs.ErrPermission) {
			return 0, nil, fmt.Errorf("%s may not be run", c.Args[0])
		}
		return 0, nil, fmt.Errorf("there is no command %s", c.Args[0])
	}
	if c.Grace == 0 {
		c.Grace = usualGrace
	}
	select {
	case s := <-c.Signals:
		if ends(s) {
			return codeOf(s), nil, nil
		}
	default:
	}
	// Where the system ends the command with its parent, the parent is this thread.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p, err := start(path, c)
	if err != nil {
		return 0, nil, fmt.Errorf("%s was not started: %w", c.Args[0], plain(err))
	}
	done := make(chan ended, 1)
	waits := safego.Go(func() { done <- p.wait() })
	var kill <-chan time.Time
	for {
		select {
		case end := <-done:
			waits.Wait()
			return end.code, broken, end.err
		case s := <-c.Signals:
			p.tell(s)
			if kill == nil && ends(s) {
				kill = time.After(c.Grace)
			}
		case broken = <-c.Stop:
			c.Stop = nil
			p.stop()
			kill = time.After(c.Grace)
		case <-kill:
			p.kill()
		}
	}
}

// plain is an error without the path, which the caller has named.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
