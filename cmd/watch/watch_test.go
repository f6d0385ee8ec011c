package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/cmd/watch"
)

// write puts a text into a file and says when it was written.
func write(t *testing.T, path, text string, at time.Time) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// A file that is written, made, removed or given other rights is noticed once it
// stands still; others are not waited for.
func TestNext(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, dir string, step int){
		"written": func(t *testing.T, dir string, step int) {
			if step < 3 { // in three steps
				write(t, filepath.Join(dir, "there"), "longer"[:3+step], time.Unix(int64(100+step), 0))
			}
		},
		"made": func(t *testing.T, dir string, _ int) {
			write(t, filepath.Join(dir, "missing"), "", time.Unix(1, 0))
		},
		"removed": func(t *testing.T, dir string, _ int) { os.Remove(filepath.Join(dir, "there")) },
		"rights":  func(t *testing.T, dir string, _ int) { os.Chmod(filepath.Join(dir, "there"), 0o400) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			there, missing := filepath.Join(dir, "there"), filepath.Join(dir, "missing")
			write(t, there, "a", time.Unix(1, 0))
			files, steps := watch.Look([]string{there, missing}), 0
			changed := files.Next(t.Context(), func(context.Context, time.Duration) error {
				change(t, dir, steps)
				steps++
				return nil
			})
			want, after := there, 2
			switch name {
			case "made":
				want = missing
			case "written":
				after = 4
			}
			if !slices.Equal(changed, []string{want}) || steps != after {
				t.Errorf("%q after %d looks", changed, steps)
			}
		})
	}
}

// Who stops the waiting is not told of a change.
func TestNextEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if changed := watch.Look([]string{t.TempDir()}).Next(ctx, func(context.Context, time.Duration) error { return nil }); changed != nil {
		t.Errorf("%q", changed)
	}
}

func TestSinceAndNames(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	write(t, a, "", time.Unix(10, 0))
	write(t, b, "", time.Unix(20, 0))
	since := watch.Look([]string{a, b}).Since(time.Unix(20, 0))
	if !slices.Equal(since, []string{b}) {
		t.Errorf("%q", since)
	}
	for want, paths := range map[string][]string{"b": {dir, b}, "what stands in a folder": {dir}} {
		if got := watch.Names(dir, paths); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
