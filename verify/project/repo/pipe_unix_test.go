//go:build unix

package repo_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/project/repo"
)

// git waits for ever where a pipe stands in place of a file that it reads. The
// run goes on, and what git was asked is not known.
func TestPipesEndInTime(t *testing.T) {
	for name, pipe := range map[string]string{
		"ignore rules": ".gitignore", "exclude rules": ".git/info/exclude", "the person's rules": "rules", "settings": ".git/config", "index": ".git/index",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t)
			r.git("config", "core.excludesFile", filepath.Join(r.dir, "rules"))
			path := filepath.Join(r.dir, filepath.FromSlash(pipe))
			os.Remove(path)
			os.MkdirAll(filepath.Dir(path), 0o755)
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer stop()
			begun := time.Now()
			state := repo.Ask(ctx, r.dir, file)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			if state.Available || !strings.Contains(state.Reason, "--timeout") {
				t.Errorf("%+v", state)
			}
		})
	}
}
