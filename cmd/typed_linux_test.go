package cmd

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// openTerminal makes a terminal (pty(7)): what a person types is written to
// keys, where what the terminal shows is read too.
func openTerminal(t *testing.T) (keys, terminal *os.File) {
	t.Helper()
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keys.Close() })
	var locked, number int32
	for request, value := range map[uintptr]*int32{syscall.TIOCSPTLCK: &locked, syscall.TIOCGPTN: &number} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, keys.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
			t.Fatal(errno)
		}
	}
	if terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return keys, terminal
}

// atTerminal runs authkit with a terminal for stdin and stderr, types an answer
// once the cue is on the screen, and returns the exit code and the whole screen.
func atTerminal(t *testing.T, cue, answer string, args ...string) (int, string) {
	t.Helper()
	keys, terminal := openTerminal(t)
	shown := &screen{}
	go func() {
		text := make([]byte, 4096)
		for {
			n, err := keys.Read(text)
			shown.Write(text[:n])
			if err != nil {
				return
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, "authkit", args...)
	command.Stdin, command.Stderr = terminal, terminal
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true} // Ctrl-C is heard
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), "HOME="+command.Dir)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	person{t, keys, shown}.types(cue, answer)
	command.Wait() //nolint:errcheck // the exit code is looked at
	if secretsFile, err := os.ReadFile(filepath.Join(command.Dir, ".streamlit", "secrets.toml")); err == nil && !strings.Contains(string(secretsFile), canary) {
		t.Error("what was typed is not in the secrets file")
	}
	return command.ProcessState.ExitCode(), shown.String()
}

// A client secret that is typed at a terminal is asked for, and not shown.
func TestTypedClientSecret(t *testing.T) {
	t.Parallel()
	init := []string{"init", "--tenant", "contoso.com", "--client-id", "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "--client-secret-file", "-"}
	if code, shown := atTerminal(t, "client secret: ", canary+"-typed\n", init...); code != exitSound || strings.Contains(shown, canary) {
		t.Errorf("it ends with %d, and the screen shows:\n%s", code, shown)
	}
	if code, shown := atTerminal(t, "client secret: ", canary+"\x03", init...); code != exitInterrupted || strings.Contains(shown, canary) {
		t.Errorf("Ctrl-C ends it with %d:\n%s", code, shown)
	}
}

// On a terminal, verify says that it waits for secrets, and can be stopped.
func TestTypedSecrets(t *testing.T) {
	t.Parallel()
	const cue = "paste the secrets, the text of a secrets.toml, then press Enter and Ctrl-D"
	for keys, want := range map[string]int{"[auth]\n\x04": exitBroken, "\x03": exitInterrupted} {
		if code, shown := atTerminal(t, cue, keys, "verify", "--offline", "--secrets", "-"); code != want {
			t.Errorf("%q ends it with %d:\n%s", keys, code, shown)
		}
	}
}
