//go:build unix

package cmd

import (
	"fmt"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// A mistake of ours in any piece of work beside the main line (git, requests,
// listeners and what they answer, reading stdin) ends like one on it: no secret
// in the output, the exit code of a command that could not do its work, and the
// lines to report. AUTHKIT_LONG=1 breaks every piece, otherwise a few of each
// command are.
//
// Seen to fail: with f() in the place of Catch(f) in safego.Go, Go prints the canary and ends with 2.
func TestCrashBeside(t *testing.T) {
	t.Parallel()
	options := sandbox.Default()
	options.Clients[0].Secrets[0].Value = canary + "-client"
	options.Logf = func(string, ...any) {}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()
	project := func() string {
		dir := crashProject(t, map[string]string{
			".streamlit/secrets.toml": canaryProjects(provider.URL)["sound"], ".gitignore": ".streamlit/\n",
			"app.py": "import streamlit as st\nst.login()\n", "requirements.txt": "streamlit[auth]==1.60.0\n",
		})
		for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "x"}} {
			if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
				t.Fatalf("git %v: %v %s", args, err, out)
			}
		}
		return dir
	}
	crashes := 0
	for _, c := range []struct {
		args []string
		step int // how far apart the pieces are that break
	}{
		{[]string{"verify", "--offline"}, 3},
		{[]string{"verify", "--no-login", "--url", provider.URL, "-v"}, 7},
		{[]string{"explain", "-"}, 1},
		{[]string{"demo"}, 41},
	} {
		switch {
		case thorough():
			c.step = 1
		case testing.Short():
			c.step *= 5
		}
		broken, began := 0, time.Now()
		for number := 1; ; number += c.step {
			command := authkitIn(project(), fmt.Sprint("beside:", number), c.args)
			command.Stdin = strings.NewReader("AADSTS50011 " + canary)
			command.Env = append(command.Env, "GOTRACEBACK=system", "TMPDIR="+t.TempDir())
			hangs := time.AfterFunc(time.Minute, func() { command.Process.Kill() })
			out, _ := command.CombinedOutput()
			hangs.Stop()
			text, code := string(out), command.ProcessState.ExitCode()
			if code < 0 {
				t.Fatalf("%v, piece %d: it hangs:\n%s", c.args, number, text)
			}
			if at, _ := findCanary(text); at >= 0 {
				t.Fatalf("%v, piece %d: the crash shows a secret:\n%s", c.args, number, text)
			}
			if !strings.Contains(text, "a mistake in authkit") && code != 3 {
				break // there are no more pieces
			}
			if broken++; broken > 500 {
				t.Fatalf("%v: it breaks at any piece, also at those that are not there:\n%s", c.args, text)
			}
			for _, want := range []string{"a mistake in authkit (", "hint: report it", "goroutine", "safego.Catch"} {
				if !strings.Contains(text, want) || code != 3 {
					t.Errorf("%v, piece %d: exit %d without %q:\n%s", c.args, number, code, want, text)
				}
			}
		}
		if broken == 0 {
			t.Errorf("%v: nothing broke", c.args)
		}
		t.Logf("%v: %d pieces broken in %v", c.args, broken, time.Since(began))
		crashes += broken
	}
	t.Logf("figures: %d crashes beside the main line, each told without a secret", crashes)
}
