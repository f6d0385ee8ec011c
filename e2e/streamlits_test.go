//go:build e2e

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// streamlits starts real Streamlit servers of one release, see
// differential/streamlits.py.
type streamlits struct {
	mu      sync.Mutex
	stdin   io.WriteCloser
	answers *bufio.Reader
}

func newStreamlits(t *testing.T, python string) *streamlits {
	t.Helper()
	command := exec.Command(python, "-W", "ignore", filepath.Join("differential", "streamlits.py"))
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		command.Wait()
	})
	s := &streamlits{stdin: stdin, answers: bufio.NewReader(stdout)}
	if line, err := s.answers.ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%s does not get ready: %q %v", python, line, err)
	}
	return s
}

// server is a Streamlit server that was told to start.
type server struct {
	of   *streamlits
	pid  int
	port string
	file string // its log
}

// start is `streamlit ARGS` in a folder, with exactly this environment.
func (s *streamlits) start(dir string, env map[string]string, port, log string, args ...string) (*server, error) {
	pid, err := s.ask(map[string]any{"dir": dir, "env": env, "args": args, "log": log})
	return &server{s, pid, port, log}, err
}

func (s *streamlits) ask(job map[string]any) (pid int, err error) {
	line, err := json.Marshal(job)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := fmt.Fprintf(s.stdin, "%s\n", line); err != nil {
		return 0, err
	}
	answer, err := s.answers.ReadString('\n')
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(answer))
}

// ready waits until the server answers at its base path, or has ended.
func (s *server) ready(base string) bool {
	client := http.Client{Timeout: 5 * time.Second}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		if response, err := client.Get("http://localhost:" + s.port + base + "/_stcore/health"); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
			return response.StatusCode == http.StatusOK
		}
		if pid, err := s.of.ask(map[string]any{"alive": s.pid}); err != nil || pid == 0 {
			return false
		}
	}
	return false
}

// stop ends the server; then it is gone, and its port free.
func (s *server) stop() { s.of.ask(map[string]any{"stop": s.pid}) }

// log is what the server has written so far.
func (s *server) log() string {
	data, _ := os.ReadFile(s.file)
	return string(data)
}
