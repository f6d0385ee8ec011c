//go:build unix

package session_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/relay/session"
	"github.com/authkit-cli/authkit/relay/source"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/probe"
)

const (
	canary   = "kAnArY~of-the-client-secret"
	document = `title = "top"
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6"
client_id = "board"
client_secret = "` + canary + `"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
[other]
value = 1
`
)

// TestMain is authkit run itself, when a test below has started it.
func TestMain(m *testing.M) {
	if os.Getenv("SESSION_TEST") == "" {
		os.Exit(m.Run())
	}
	parsed, err := secrets.Parse([]byte(document))
	if err != nil {
		panic(err)
	}
	beside := strings.Fields(os.Getenv("BESIDE"))
	if blank := os.Getenv("BESIDE_WITH_BLANK"); blank != "" {
		beside = append(beside, blank)
	}
	code, err := session.Run(context.Background(), session.Options{
		Args: os.Args[1:], Environ: os.Environ(), Hide: []string{"AUTHKIT_CLIENT_SECRET"}, Document: parsed, Beside: beside,
		Assertion: os.Getenv("ASSERTION"), Grace: 2 * time.Second, Places: []string{os.Getenv("PLACE"), os.Getenv("OTHER_PLACE")},
		Network: probe.Network{Transport: http.DefaultTransport, Now: time.Now, Timeout: time.Second, UserAgent: "authkit/test"},
		World:   source.World{Getenv: os.Getenv, Path: filepath.Clean, Now: time.Now, Rand: rand.Reader, Near: session.Near()},
		Say:     func(line string) { fmt.Fprintln(os.Stderr, "run: "+line) },
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "error: "+err.Error())
		code = 3
	}
	os.Exit(code)
}

// started is one run of a shell script.
type started struct {
	*exec.Cmd
	out   bytes.Buffer
	place string
}

func begin(t *testing.T, script string, env ...string) *started {
	t.Helper()
	return beginWith(t, nil, []string{"sh", "-c", script}, env...)
}

// beginWith starts it below another program.
func beginWith(t *testing.T, below, args []string, env ...string) *started {
	t.Helper()
	s := &started{place: t.TempDir()}
	all := append(append(below, os.Args[0]), args...)
	s.Cmd = exec.Command(all[0], all[1:]...)
	s.Env = append(os.Environ(), append([]string{"SESSION_TEST=1", "PLACE=" + s.place, "OTHER_PLACE=" + s.place, "AUTHKIT_CLIENT_SECRET=" + canary}, env...)...)
	s.Stdout, s.Stderr = &s.out, &s.out
	s.Stdin = strings.NewReader("a line\n")
	s.WaitDelay = 100 * time.Millisecond // what a killed run has started holds the streams
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Process.Kill() })
	return s
}

// ends waits for the end, and wants nothing left.
func (s *started) ends(t *testing.T) int {
	t.Helper()
	s.Wait()
	if left, _ := os.ReadDir(s.place); len(left) > 0 {
		t.Errorf("it leaves %s\n%s", left[0].Name(), s.out.String())
	}
	return s.ProcessState.ExitCode()
}

func TestEnds(t *testing.T) {
	for _, c := range []struct {
		script string
		code   int
		says   string
	}{
		{"exit 0", 0, ""},
		{"exit 7", 7, ""},
		{"kill -9 $$", 137, ""},
		{"kill -SEGV $$", 139, ""},
		{"read x; echo read: $x", 0, "read: a line"},
	} {
		s := begin(t, c.script)
		if code := s.ends(t); code != c.code || !strings.Contains(s.out.String(), c.says) {
			t.Errorf("%s: exit %d\n%s", c.script, code, s.out.String())
		}
	}
	s := beginWith(t, nil, []string{"no-such-command"})
	if code := s.ends(t); code != 3 || !strings.Contains(s.out.String(), "there is no command no-such-command") {
		t.Errorf("exit %d\n%s", code, s.out.String())
	}
}

// What the app gets: a file for it alone, without the client secret, named to Streamlit.
func TestWhatTheAppGets(t *testing.T) {
	home := t.TempDir()
	plain, blank := filepath.Join(home, "secrets.toml"), filepath.Join(home, "with blank.toml")
	for _, path := range []string{plain, blank} {
		if err := os.WriteFile(path, []byte("x = 1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := begin(t, `for f in $STREAMLIT_SECRETS_FILES; do echo "file $f"; done; last=$f; ls -ld "$(dirname $last)" "$last"; cat "$last"; env; tr '\0' ' ' < /proc/$PPID/cmdline`,
		"BESIDE="+plain+" "+home+"/none.toml", "BESIDE_WITH_BLANK="+blank, "HTTP_PROXY=http://127.0.0.1:9", "no_proxy=intern.example.com", "STREAMLIT_SECRETS_FILES=/elsewhere")
	if code := s.ends(t); code != 0 {
		t.Errorf("exit %d", code)
	}
	out := s.out.String()
	for _, text := range []string{"file " + plain + "\n", "file " + s.place + "/authkit-run-", "drwx------", "-rw-------", "access_token_url = 'http://127.0.0.1:", "[auth.default]", "token_endpoint_auth_method = 'none'", "no_proxy=127.0.0.1,intern.example.com\n", "NO_PROXY=127.0.0.1,intern.example.com\n"} {
		if !strings.Contains(out, text) {
			t.Errorf("no %s in\n%s", text, out)
		}
	}
	for _, text := range []string{canary, "/elsewhere", "none.toml\n", "with blank", "[other]"} {
		if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(out, "BESIDE_WITH_BLANK="+blank, ""), "BESIDE="+plain+" "+home+"/none.toml", ""), text) {
			t.Errorf("%s in\n%s", text, out)
		}
	}
}

// A signal reaches the app and what it has started, and the app has the last word.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name, script string
		signal       os.Signal
		code         int
	}{
		{"ends by itself", `trap 'exit 5' TERM; echo ready; while :; do sleep 0.05; done`, syscall.SIGTERM, 5},
		{"ends by the signal", `echo ready; exec sleep 60`, syscall.SIGTERM, 143},
		{"interrupted", `trap 'exit 6' INT; echo ready; while :; do sleep 0.05; done`, syscall.SIGINT, 6},
		{"another signal", `trap 'exit 8' USR1; echo ready; while :; do sleep 0.05; done`, syscall.SIGUSR1, 8},
		{"does not end", `trap '' TERM; echo ready; while :; do sleep 0.05; done`, syscall.SIGTERM, 137},
		{"below a shell", `sh -c 'trap "echo below; exit 0" TERM; echo ready; while :; do sleep 0.05; done'; exit 9`, syscall.SIGTERM, 143},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := begin(t, c.script)
			for deadline := time.Now().Add(20 * time.Second); !said(s, "ready") && time.Now().Before(deadline); {
				time.Sleep(10 * time.Millisecond)
			}
			began := time.Now()
			s.Process.Signal(c.signal)
			if code := s.ends(t); code != c.code && !(c.name == "below a shell" && code == 9) {
				t.Errorf("exit %d\n%s", code, s.out.String())
			}
			if took := time.Since(began); took > 6*time.Second {
				t.Errorf("it took %s", took)
			}
			if c.name == "below a shell" && !strings.Contains(s.out.String(), "below") {
				t.Error("what the shell has started heard nothing")
			}
		})
	}
}

// said looks at the output while the process writes it.
func said(s *started, text string) bool {
	path, _ := filepath.Glob(filepath.Join(s.place, "authkit-run-*", "secrets.toml"))
	return len(path) > 0 && func() bool { time.Sleep(150 * time.Millisecond); return true }()
}

// Told to end at any moment it ends, and leaves nothing.
func TestToldToEndAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	for range 40 {
		s := begin(t, "sleep 60")
		time.Sleep(time.Duration(mathrand.IntN(60)) * time.Millisecond)
		s.Process.Signal(syscall.SIGTERM)
		s.ends(t)
	}
}

// A run that was killed leaves its folder; the next one takes it away, and none
// that is in use.
func TestLeftovers(t *testing.T) {
	place := t.TempDir()
	killed := begin(t, "sleep 60", "PLACE="+place)
	for deadline := time.Now().Add(20 * time.Second); len(folders(place)) == 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	killed.Process.Kill()
	killed.Wait()
	living := begin(t, "sleep 60", "PLACE="+place)
	for deadline := time.Now().Add(20 * time.Second); len(folders(place)) < 2 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	old := time.Now().Add(-time.Hour)
	for _, folder := range folders(place) {
		os.Chtimes(folder, old, old)
	}
	third := begin(t, "exit 0", "PLACE="+place)
	third.Wait()
	if left := folders(place); len(left) != 1 {
		t.Errorf("%d folders", len(left))
	}
	living.Process.Signal(syscall.SIGTERM)
	living.Wait()
	if left := folders(place); len(left) != 0 {
		t.Errorf("%d folders", len(left))
	}
}

// When authkit itself was killed, Linux ends the app, which could sign nobody in any more.
func TestKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems let the app live")
	}
	for range 10 {
		number := filepath.Join(t.TempDir(), "pid")
		s := begin(t, "echo $$ > "+number+".new; mv "+number+".new "+number+"; exec sleep 60")
		var text []byte
		for deadline := time.Now().Add(20 * time.Second); len(text) == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			text, _ = os.ReadFile(number)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(mathrand.IntN(100)) * time.Millisecond)
		if syscall.Kill(pid, 0) != nil {
			t.Fatal("it ended before authkit was killed")
		}
		s.Process.Kill()
		s.Wait()
		lives := func() bool {
			stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
			return err == nil && !strings.Contains(string(stat), ") Z ")
		}
		for deadline := time.Now().Add(5 * time.Second); lives(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				syscall.Kill(pid, syscall.SIGKILL)
				t.Fatal("the app lives on")
			}
		}
	}
}

func folders(place string) []string {
	all, _ := filepath.Glob(filepath.Join(place, "authkit-run-*"))
	return all
}

// Where the first place cannot be written to, the second serves; without any there
// is an error with what to do.
func TestPlaces(t *testing.T) {
	other := t.TempDir()
	s := begin(t, `echo $STREAMLIT_SECRETS_FILES`, "PLACE="+filepath.Join(other, "none"), "OTHER_PLACE="+other)
	if code := s.ends(t); code != 0 || !strings.Contains(s.out.String(), other) {
		t.Errorf("exit %d\n%s", code, s.out.String())
	}
	s = begin(t, "exit 0", "PLACE="+filepath.Join(other, "none"), "OTHER_PLACE="+filepath.Join(other, "none"))
	if code := s.ends(t); code != 3 || !strings.Contains(s.out.String(), "name one in TMPDIR") {
		t.Errorf("exit %d\n%s", code, s.out.String())
	}
}

// As the first process of a container it takes zombies away.
func TestFirstProcess(t *testing.T) {
	below := []string{"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"}
	if err := exec.Command(below[0], append(below[1:], "true")...).Run(); err != nil {
		t.Skip("this machine gives no process namespace")
	}
	s := beginWith(t, below, []string{"sh", "-c", `for i in 1 2 3 4 5; do sh -c '(sleep 0.2 &) ; exit 0'; done; sleep 1; echo "zombies: $(cat /proc/[0-9]*/stat | grep -c ' Z ')"; echo "first: $(tr '\0' ' ' < /proc/1/cmdline | cut -c1-1)"; exit 4`})
	if code := s.ends(t); code != 4 || !strings.Contains(s.out.String(), "zombies: 0\n") || !strings.Contains(s.out.String(), "first: /") {
		t.Errorf("exit %d\n%s", code, s.out.String())
	}
}
