//go:build e2e

package e2e

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// authkit is the binary under test, as a release builds it.
var authkit = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "authkit-e2e-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "authkit")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir, build.Env = "..", releaseEnv()
	if out, err := build.CombinedOutput(); err != nil {
		return string(out), err
	}
	return binary, nil
})

func binary(t *testing.T) string {
	t.Helper()
	path, err := authkit()
	if err != nil {
		t.Fatalf("build: %v %s", err, path)
	}
	return path
}

// process is a program that runs beside a test.
type process struct {
	command *exec.Cmd
	out     syncBuffer
	done    chan error
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// environment is a clean one: nothing of the machine's own settings.
func environment(t *testing.T, extra ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8"}, extra...)
}

func start(t *testing.T, dir string, env []string, program string, args ...string) *process {
	t.Helper()
	p := &process{command: exec.Command(program, args...), done: make(chan error, 1)}
	p.command.Dir, p.command.Env = dir, env
	p.command.Stdout, p.command.Stderr = &p.out, &p.out
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.done <- p.command.Wait() }()
	t.Cleanup(func() {
		p.kill()
		select {
		case <-p.done:
		case <-time.After(5 * time.Second):
		}
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(program), p.out.String())
		}
	})
	return p
}

// kill ends the program and all that it started: a shell leaves Streamlit behind.
func (p *process) kill() { syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL) }

// says waits until the program has written a text.
func (p *process) says(t *testing.T, want string) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if strings.Contains(p.out.String(), want) {
			return
		}
	}
	t.Fatalf("never said %q", want)
}

// exits waits for the program's end and returns its code.
func (p *process) exits(t *testing.T) int {
	t.Helper()
	select {
	case err := <-p.done:
		p.done <- err
	case <-time.After(90 * time.Second):
		t.Fatal("the program does not end")
	}
	return p.command.ProcessState.ExitCode()
}

// run runs authkit to its end.
func run(t *testing.T, dir string, env []string, args ...string) (code int, out string) {
	t.Helper()
	command := exec.Command(binary(t), args...)
	command.Dir, command.Env = dir, env
	combined, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(combined)
}

// streamlit starts the real app and waits until it answers.
func streamlit(t *testing.T, dir, port string) *process {
	t.Helper()
	p := start(t, dir, environment(t), need(t, "STREAMLIT"), "run", "app.py", "--server.headless", "true", "--server.port", port, "--browser.gatherUsageStats", "false")
	answers(t, "http://localhost:"+port+"/_stcore/health")
	return p
}

func answers(t *testing.T, url string) {
	t.Helper()
	answersWithin(t, time.Minute, url)
}

func answersWithin(t *testing.T, limit time.Duration, url string) {
	t.Helper()
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if response, err := http.Get(url); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
	}
	t.Fatalf("%s does not answer", url)
}

// freePort is a port nobody listens on now. It lies below those that systems give to
// outgoing connections: such a one may be taken again before the app starts.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(10100 + rand.IntN(20000))
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("there is no free port")
	return ""
}

// sandboxProject is a fresh project that signs in at a sandbox of its own.
func sandboxProject(t *testing.T, sandboxArgs ...string) (dir, port string) {
	t.Helper()
	return sandboxProjectOf(t, environment(t), binary(t), sandboxArgs...)
}

// sandboxProjectOf is made by the program that is named, in its environment.
func sandboxProjectOf(t *testing.T, env []string, program string, sandboxArgs ...string) (dir, port string) {
	t.Helper()
	dir, port = t.TempDir(), freePort(t)
	sandboxPort := freePort(t)
	does(t, dir, env, program, "init", "--sandbox", "--sandbox-url", "http://127.0.0.1:"+sandboxPort, "--port", port, "--yes")
	start(t, dir, env, program, append([]string{"sandbox", "--port", sandboxPort}, sandboxArgs...)...)
	answers(t, "http://127.0.0.1:"+sandboxPort+"/")
	return dir, port
}
