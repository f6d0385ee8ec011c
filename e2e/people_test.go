//go:build e2e && linux

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is authkit in a terminal with a person in front of it.
type terminal struct {
	t       *testing.T
	command *exec.Cmd
	file    *os.File
	mu      sync.Mutex
	seen    bytes.Buffer
}

// sits starts authkit in a terminal of 80 by 24.
func sits(t *testing.T, dir string, env []string, args ...string) *terminal {
	t.Helper()
	p := &terminal{t: t, command: exec.Command(binary(t), args...)}
	p.command.Dir, p.command.Env = dir, env
	var err error
	if p.file, err = pty.StartWithSize(p.command, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.command.Process.Kill(); p.file.Close() })
	go func() {
		for part := make([]byte, 4096); ; {
			n, err := p.file.Read(part)
			p.mu.Lock()
			p.seen.Write(part[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

// reads waits for a text on the screen and forgets what stood before it.
func (p *terminal) reads(text string) string {
	p.t.Helper()
	for range 200 {
		p.mu.Lock()
		all := p.seen.String()
		if at := strings.Index(all, text); at >= 0 {
			p.seen.Reset()
			p.seen.WriteString(all[at+len(text):])
			p.mu.Unlock()
			return all[:at+len(text)]
		}
		p.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.t.Fatalf("the screen never says %q:\n%s", text, p.seen.String())
	return ""
}

func (p *terminal) types(text string) {
	p.t.Helper()
	if _, err := p.file.WriteString(text); err != nil {
		p.t.Fatal(err)
	}
}

// ends waits for the exit code.
func (p *terminal) ends() int {
	p.command.Wait() //nolint:errcheck // the code says it
	return p.command.ProcessState.ExitCode()
}

// A person at a terminal has a mistake fixed, signs in with an error page pasted
// on the way, and works with the report beside the editor.
func TestPersonAtATerminal(t *testing.T) {
	env := environment(t, "TERM=xterm-kitty", "BROWSER=true")
	dir, _ := sandboxProjectOf(t, env, binary(t))
	file := filepath.Join(dir, ".streamlit", "secrets.toml")
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Replace(sound, []byte("http://localhost"), []byte("localhost"), 1)
	save := func(text []byte) {
		t.Helper()
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}

	save(broken)
	p := sits(t, dir, env, "verify", "--fix", "--no-login")
	p.reads("+redirect_uri = ")
	p.reads("Write these changes?")
	p.types("y\r")
	p.reads("sound")
	if code := p.ends(); code != 0 {
		t.Errorf("--fix: exit %d", code)
	}
	if fixed, _ := os.ReadFile(file); !bytes.Equal(fixed, sound) {
		t.Error("--fix did not write the one line that was wrong")
	}

	p = sits(t, dir, env, "verify")
	p.reads("Sign in once in the browser?")
	p.types("yes\r")
	p.reads("\x1b]8;;http://127.0.0.1") // the address is a link
	p.reads("paste its code or its text here")
	p.types("AADSTS50105\r")
	p.reads("AADSTS50105: ")
	p.reads("still waiting")
	p.types("\x03")
	p.reads("the sign-in was interrupted")
	if code := p.ends(); code != 130 {
		t.Errorf("Ctrl-C in the sign-in: exit %d", code)
	}

	p = sits(t, dir, env, "verify", "--watch")
	p.reads("waiting for a change")
	save(broken)
	p.reads("changed: .streamlit/secrets.toml")
	p.reads("redirect-uri-form")
	p.reads("waiting for a change")
	save(sound)
	p.reads("sound")
	p.reads("waiting for a change")
	if err := p.command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(); code != 130 {
		t.Errorf("Ctrl-C in --watch: exit %d", code)
	}
}
