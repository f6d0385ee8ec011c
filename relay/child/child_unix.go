//go:build unix

package child

import (
	"errors"
	"os"
	"slices"
	"syscall"

	"golang.org/x/term"
)

// forwarded are the signals that people and supervisors send to a program.
func forwarded() []os.Signal { return append(ending(), syscall.SIGUSR1, syscall.SIGUSR2) }

// ending are those that tell it to end.
func ending() []os.Signal {
	return []os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT}
}

func ends(s os.Signal) bool { return slices.Contains(ending(), s) }

// codeOf is the exit code of who was ended by a signal.
func codeOf(s os.Signal) int { return 128 + int(s.(syscall.Signal)) }

// process is one that was started.
type process struct {
	pid      int
	terminal bool // it shares the terminal's group with authkit
}

// start starts it. Away from a terminal it leads a group of its own, and what a
// shell has started below it hears the signals too; at one the terminal sees to that,
// and a group of its own could not read.
func start(path string, c Command) (*process, error) {
	terminal := term.IsTerminal(int(os.Stdin.Fd()))
	attributes := &syscall.SysProcAttr{Setpgid: !terminal}
	endWithParent(attributes)
	p, err := os.StartProcess(path, c.Args, &os.ProcAttr{Env: c.Env, Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}, Sys: attributes})
	if err != nil {
		return nil, err
	}
	pid := p.Pid
	p.Release() //nolint:errcheck // wait asks by the number
	return &process{pid, terminal}, nil
}

// wait waits for the end. The first process of a container is given every process
// whose parent has ended, and nobody else takes them away.
func (p *process) wait() ended {
	whom := p.pid
	if os.Getpid() == 1 {
		whom = -1
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(whom, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return ended{0, err}
		case pid != p.pid:
		case status.Signaled():
			return ended{128 + int(status.Signal()), nil}
		case status.Exited():
			return ended{status.ExitStatus(), nil}
		}
	}
}

// tell hands a signal on. What is typed at a terminal its whole group hears already.
func (p *process) tell(s os.Signal) {
	number, ok := s.(syscall.Signal)
	if !ok || p.terminal && (number == syscall.SIGINT || number == syscall.SIGQUIT) {
		return
	}
	p.send(number)
}

func (p *process) stop() { p.send(syscall.SIGTERM) }
func (p *process) kill() { p.send(syscall.SIGKILL) }

func (p *process) send(s syscall.Signal) {
	whom := -p.pid
	if p.terminal {
		whom = p.pid
	}
	syscall.Kill(whom, s) //nolint:errcheck // it has ended
}
