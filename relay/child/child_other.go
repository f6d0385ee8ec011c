//go:build !unix

package child

import (
	"errors"
	"os"
	"os/exec"
)

// forwarded is what a console sends: to all of its programs, so that none is handed on.
func forwarded() []os.Signal { return []os.Signal{os.Interrupt} }

func ending() []os.Signal { return forwarded() }

func ends(os.Signal) bool { return true }

// process is one that was started.
type process struct{ command *exec.Cmd }

func start(path string, c Command) (*process, error) {
	command := &exec.Cmd{Path: path, Args: c.Args, Env: c.Env, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	return &process{command}, command.Start()
}

func (p *process) wait() ended {
	err := p.command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return ended{0, err}
	}
	return ended{p.command.ProcessState.ExitCode(), nil}
}

func (p *process) tell(os.Signal) {}
func (p *process) stop()          { p.kill() }
func (p *process) kill()          { p.command.Process.Kill() } //nolint:errcheck // it has ended
