package cmd

import (
	"context"
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
// values once, and ends with 130.
func TestWatch(t *testing.T) {
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
	texts := []string{strings.Replace(string(sound), "http://localhost", "localhost", 1), string(sound)}
	looks, asked := 0, []int32{}
	env.Sleep = func(_ context.Context, d time.Duration) error {
		if d != watch.Every {
			return nil
		}
		if looks++; looks%2 == 0 { // it stands still
			return nil
		}
		asked = append(asked, sent.Load())
		if len(asked) > len(texts) {
			stop()
			return context.Canceled
		}
		later := time.Now().Add(-time.Duration(10-len(asked)) * time.Hour)
		if err := os.WriteFile(file, []byte(texts[len(asked)-1]), 0o600); err != nil {
			return err
		}
		return os.Chtimes(file, later, later)
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
	for what, want := range map[string]int{"\nsound (": 2, "\nbroken (": 1, "changed: .streamlit/secrets.toml\n": 2, "waiting for a change": 3} {
		if n := strings.Count(text, what); n != want {
			t.Errorf("%q is told %d times, not %d", what, n, want)
		}
	}
	if len(asked) != 3 || asked[0] == 0 || asked[2] != asked[1] {
		t.Errorf("requests so far: %v", asked)
	}
	if t.Failed() {
		t.Log(text)
	}
}
