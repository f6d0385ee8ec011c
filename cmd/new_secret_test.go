package cmd

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// A refused secret is asked for again where a person may have made it a moment
// ago, and with --retry; a pipeline, whose checkout makes every file look new,
// waits for nothing.
func TestRefusedSecretIsAskedAgainForPeople(t *testing.T) {
	t.Parallel()
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	var tokens atomic.Int64
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			tokens.Add(1)
		}
		server.ServeHTTP(w, r)
	}))
	defer provider.Close()
	text := strings.Replace(canaryProjects(provider.URL)["sound"], sandbox.DefaultClientSecret, "vT8Q~nMhZ0bXe4RkWqLyUs2GdJf6PaCo9iHt1.Kx", 1)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	secretsFile := filepath.Join(dir, ".streamlit", "secrets.toml")
	asked := map[string]int64{}
	for name, c := range map[string]struct {
		terminal, ci bool
		age          time.Duration
		args         []string
		waits        bool
	}{
		"a pipeline":                      {args: []string{}},
		"a person":                        {terminal: true, waits: true},
		"a person whose secrets are old":  {terminal: true, age: time.Hour},
		"a terminal in CI":                {terminal: true, ci: true},
		"a pipeline that wants it":        {args: []string{"--retry"}, waits: true},
		"old secrets, and somebody wants": {args: []string{"--retry"}, age: time.Hour, waits: true},
	} {
		if err := os.WriteFile(secretsFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if written := time.Now().Add(-c.age); os.Chtimes(secretsFile, written, written) != nil {
			t.Fatal("the file's time was not set")
		}
		var out bytes.Buffer
		env := canaryEnv(dir, &out, text, func() {})
		env.StdinTerminal, env.StdoutTerminal = c.terminal, c.terminal
		env.Getenv = func(name string) string {
			if c.ci && name == "CI" {
				return "true"
			}
			return ""
		}
		var waited time.Duration
		env.Sleep = func(_ context.Context, d time.Duration) error {
			waited += d
			return nil
		}
		tokens.Store(0)
		if code := run(t.Context(), env, append([]string{"verify", "--no-login"}, c.args...)); code != exitBroken || !strings.Contains(out.String(), "AADSTS7000215") {
			t.Errorf("%s: exit %d\n%s", name, code, out.String())
		}
		if waits := waited >= 10*time.Second; waits != c.waits {
			t.Errorf("%s: waited %v", name, waited)
		}
		asked[name] = tokens.Load()
	}
	if asked["a pipeline"] >= asked["a person"] {
		t.Errorf("asked %v times", asked)
	}
	t.Logf("token requests: %v", asked)
}
