package inmemory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Tests write where Use says, and each time to the same folder. What the person
// chose stays.
func TestUse(t *testing.T) {
	t.Setenv("TMPDIR", "")
	t.Setenv("GOTMPDIR", "")
	Use()
	chosen := os.Getenv("TMPDIR")
	if chosen == "" {
		t.Skip("this machine has no such folder")
	}
	if written := t.TempDir(); !strings.HasPrefix(written, chosen+"/") || !strings.HasPrefix(chosen, memory+"/") {
		t.Errorf("t.TempDir is %s, and TMPDIR %s", written, chosen)
	}
	os.Setenv("TMPDIR", "")
	os.Setenv("GOTMPDIR", "")
	Use()
	if again := os.Getenv("TMPDIR"); again != chosen {
		t.Errorf("first %s, then %s", chosen, again)
	}
	os.Setenv("TMPDIR", "/var/tmp")
	Use()
	if kept := os.Getenv("TMPDIR"); kept != "/var/tmp" {
		t.Errorf("the person's TMPDIR became %s", kept)
	}
}

// A folder that somebody else could have put something into is not taken.
func TestIsOurs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "folder")
	for _, time := range []string{"made", "there already"} {
		if !isOurs(dir) {
			t.Errorf("it is not taken when it is %s", time)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if isOurs(link) {
		t.Error("a link is taken")
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if isOurs(dir) {
		t.Error("a folder is taken that everybody writes to")
	}
}

// What a killed run left behind goes after a day.
func TestTidy(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	tidy(dir)
	if left, _ := filepath.Glob(dir + "/*"); len(left) != 1 || filepath.Base(left[0]) != "new" {
		t.Errorf("left are %v", left)
	}
}
