//go:build e2e && linux

package e2e

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A terminal that never answers a query: no command but init may ask it
// anything, or wait for it.
func TestSilentTerminal(t *testing.T) {
	dir := t.TempDir()
	env := environment(t, "TERM=xterm-256color", "NO_COLOR=1")
	if code, out := run(t, dir, env, "init", "--sandbox", "--yes"); code != 0 {
		t.Fatalf("init: %d %s", code, out)
	}
	for _, args := range [][]string{
		{"version"}, {"--help"}, {"init", "--help"}, {"verify", "--help"}, {"deploy-secrets", "--help"}, {"sandbox", "--list-faults"},
		{"explain", "redirect-uri-path"}, {"explain", "--list"}, {"verify", "--offline"}, {"verify", "--no-login", "--timeout", "500ms"},
		{"deploy-secrets", "--url", "https://myapp.streamlit.app", "--dry-run"}, {"demo"}, {"nonsense"}, {"init", "--sandbox", "--dry-run"},
	} {
		t.Run(strings.Join(args, "_"), func(t *testing.T) {
			command := exec.Command(binary(t), args...)
			command.Dir, command.Env = dir, env
			began := time.Now()
			terminal, err := pty.Start(command)
			if err != nil {
				t.Fatal(err)
			}
			var seen bytes.Buffer
			if _, err := io.Copy(&seen, terminal); err != nil && !errors.Is(err, syscall.EIO) {
				t.Fatal(err)
			}
			command.Wait()
			terminal.Close()
			if took := time.Since(began); took > time.Second && args[0] != "demo" {
				t.Errorf("took %s", took)
			}
			if bytes.ContainsRune(seen.Bytes(), '\x1b') {
				t.Errorf("wrote an escape: %q", seen.String())
			}
		})
	}
}
