package cmd

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/cmd/watch"
)

// counted counts the requests that a provider gets.
type counted struct {
	through http.RoundTripper
	sent    *atomic.Int32
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.sent.Add(1)
	return c.through.RoundTrip(r)
}

// verify --watch shows a report for each change, asks the provider about the same
// values once, outlives a file that cannot be followed, and ends with 130.
func TestWatch(t *testing.T) {
	t.Parallel()
	env, out := signInProject(t, "")
	env.StdoutTerminal, env.StdinTerminal = false, false
	var sent atomic.Int32
	env.Transport = counted{env.Transport, &sent}
	file := filepath.Join(env.WorkingDir, ".streamlit", "secrets.toml")
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	const settings = ".streamlit/authkit.toml"
	changes := []struct{ name, text string }{
		{".streamlit/secrets.toml", strings.Replace(string(sound), "http://localhost", "localhost", 1)}, {".streamlit/secrets.toml", string(sound)},
		{settings, "[[accept]]\ncheck = \"nonsense\"\n"}, {settings, ""},
	}
	looks, asked := 0, []int32{}
	env.Sleep = func(_ context.Context, d time.Duration) error {
		if d != watch.Every {
			return nil
		}
		if looks++; looks%2 == 0 { // it stands still
			return nil
		}
		asked = append(asked, sent.Load())
		if len(asked) > len(changes) {
			stop()
			return context.Canceled
		}
		later := time.Now().Add(-time.Duration(10-len(asked)) * time.Hour)
		change := changes[len(asked)-1]
		path := filepath.Join(env.WorkingDir, filepath.FromSlash(change.name))
		if err := os.WriteFile(path, []byte(change.text), 0o600); err != nil {
			return err
		}
		return errors.Join(os.Chtimes(path, later, later), os.Chtimes(filepath.Dir(path), later, later))
	}
	old := time.Now().Add(-24 * time.Hour)
	for _, name := range []string{".", ".streamlit", ".streamlit/secrets.toml", "app.py", "requirements.txt"} {
		if err := os.Chtimes(filepath.Join(env.WorkingDir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if code := run(ctx, env, []string{"verify", "--watch"}); code != exitInterrupted {
		t.Errorf("exit %d", code)
	}
	text := out.String()
	for what, want := range map[string]int{"\nsound (": 3, "\nbroken (": 1, "changed: .streamlit/secrets.toml\n": 2, "changed: " + settings + "\n": 2, "there is no check": 1, "waiting for a change": 5} {
		if n := strings.Count(text, what); n != want {
			t.Errorf("%q is told %d times, not %d", what, n, want)
		}
	}
	if len(asked) != 5 || asked[0] == 0 || asked[4] != asked[1] {
		t.Errorf("requests so far: %v", asked)
	}
	if t.Failed() {
		t.Log(text)
	}
}

// away is a network that is not there at first.
type away struct {
	through http.RoundTripper
	back    *atomic.Bool
}

func (a away) RoundTrip(r *http.Request) (*http.Response, error) {
	if !a.back.Load() {
		return nil, errors.New("no route to host")
	}
	return a.through.RoundTrip(r)
}

// What nobody answered is asked again at the next change.
func TestWatchAsksAgainWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	env, out := signInProject(t, "")
	env.StdoutTerminal, env.StdinTerminal = false, false
	var back atomic.Bool
	env.Transport = away{env.Transport, &back}
	ctx, stop := context.WithCancel(t.Context())
	looks := 0
	env.Sleep = func(_ context.Context, d time.Duration) error {
		if d != watch.Every {
			return nil
		}
		switch looks++; looks {
		case 1:
			back.Store(true)
			path := filepath.Join(env.WorkingDir, "app.py")
			return os.Chtimes(path, time.Unix(1, 0), time.Unix(1, 0))
		case 3:
			stop()
		}
		return nil
	}
	run(ctx, env, []string{"verify", "--watch"})
	first, then := strings.Index(out.String(), "\nundecided"), strings.Index(out.String(), "\nsound (")
	if first < 0 || then < first {
		t.Errorf("%s", out.String())
	}
}
