//go:build unix

package cmd

import (
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// Killed at any request and at any step of writing, register and rotate leave a
// project with which the next run ends well: one registration, a secret that
// works, none that nobody is told of, and the secret in use never stops working.
func TestRegistrationKilled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args  []string
		begin func(e *tenant)
		inUse bool // the sandbox's own secret is in use
	}{
		"register": {[]string{"register", "--yes"}, func(*tenant) {}, false},
		"rotate":   {[]string{"rotate", "--yes"}, func(e *tenant) { e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret) }, true},
	} {
		killed := 0
		again := func(t *testing.T, e *tenant) {
			t.Helper()
			killed++
			if c.inUse && (!e.takes(e.secret()) || !e.takes(sandbox.DefaultClientSecret)) {
				t.Error("a secret that is in use does not work")
			}
			there := map[string]bool{}
			for _, app := range append(e.made(), e.app(sandbox.DefaultClientID)) {
				for _, entry := range app.PasswordCredentials {
					there[entry.KeyID] = strings.HasPrefix(entry.DisplayName, ours)
				}
			}
			code, out := e.run(c.args...)
			if code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			for id, mine := range there {
				if mine && !strings.Contains(out, id) && !strings.Contains(e.file(".streamlit/authkit.toml"), id) {
					t.Errorf("nobody is told of the secret %s\n%s", id, out)
				}
			}
			if code, out := e.run("verify", "--graph", "--no-login"); code != 0 || len(e.made()) > 1 {
				t.Errorf("exit %d, %d registrations\n%s", code, len(e.made()), out)
			}
		}
		next, stride := 1, 1
		if testing.Short() {
			next, stride = 4, 25
		}
		for stop := 0; !t.Failed(); stop += next {
			over := false
			t.Run(fmt.Sprintf("%s, request %d", name, stop), func(t *testing.T) {
				e := newTenant(t, nil)
				c.begin(e)
				command := e.process("", c.args...)
				over = !e.killsAt(command, stop)
				if !over {
					again(t, e)
				}
			})
			if over {
				break
			}
		}
		for step := 1; !t.Failed(); step += stride {
			over := false
			t.Run(fmt.Sprintf("%s, step %d", name, step), func(t *testing.T) {
				e := newTenant(t, nil)
				c.begin(e)
				out, err := e.process(fmt.Sprint("kill:", step), c.args...).CombinedOutput()
				if over = err == nil; over {
					return
				}
				if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
					t.Fatalf("%v\n%s", err, out)
				}
				again(t, e)
			})
			if over {
				break
			}
		}
		if killed < 5 && !testing.Short() {
			t.Errorf("%s was killed only %d times", name, killed)
		}
		t.Logf("figures: %s: killed %d times", name, killed)
	}
}

// killsAt runs a command and kills it when Graph has done what it was asked for
// the nth time, before the command hears of it; false: it came to its end.
func (e *tenant) killsAt(command *exec.Cmd, nth int) bool {
	e.t.Helper()
	n, killed, lock, started := 0, false, sync.Mutex{}, make(chan struct{})
	e.seeFirst(func(_ http.ResponseWriter, r *http.Request) bool {
		lock.Lock()
		defer lock.Unlock()
		if n++; n-1 != nth || killed {
			return false
		}
		e.server.ServeHTTP(discard{http.Header{}}, r)
		killed = true
		<-started
		command.Process.Kill() //nolint:errcheck // then it has ended
		panic(http.ErrAbortHandler)
	})
	err := command.Start()
	close(started)
	if err == nil {
		err = command.Wait()
	}
	e.seeFirst(nil)
	lock.Lock()
	defer lock.Unlock()
	return killed && err != nil
}
