//go:build unix

package secrets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/internal/crashpoint"
)

// Many who read a number and write the next one, all at once: every number
// that was written counts, none is lost. (Without lock in replace, some are.)
func TestManyReplaceAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, "0", 0o600)
	crashpoint.Reached = func(string) { runtime.Gosched() } // where no disk makes them wait they would not meet
	t.Cleanup(func() { crashpoint.Reached = func(string) {} })
	const writers, each = 8, 40
	var all sync.WaitGroup
	var written, refused atomic.Int64
	for writer := range writers {
		all.Go(func() {
			for range each {
				s, err := ReadFile(path)
				if err != nil {
					t.Error(err)
					return
				}
				text, _, _ := strings.Cut(string(s.Data()), " ")
				number, err := strconv.Atoi(text)
				if err == nil {
					err = s.Replace(fmt.Appendf(nil, "%d of writer %d", number+1, writer), 0)
				}
				switch {
				case err == nil:
					written.Add(1)
				case errors.Is(err, ErrChanged):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	text, _, _ := strings.Cut(string(snapshot(t, path).Data()), " ")
	if last, err := strconv.ParseInt(text, 10, 64); err != nil || last != written.Load() {
		t.Errorf("the last number is %d after %d were written: %v", last, written.Load(), err)
	}
	names(t, filepath.Dir(path), "f")
	if refused.Load() == 0 || written.Load() == 0 {
		t.Errorf("%d written, %d refused: they never met", written.Load(), refused.Load())
	}
	t.Logf("figures: %d replacements at once, %d of them refused, none lost", written.Load()+refused.Load(), refused.Load())
}

// Of many who make a new file, each with a content of its own, one does.
func TestManyCreateAtOnce(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "below", "f")
		var all sync.WaitGroup
		var made atomic.Int64
		s := snapshot(t, path)
		for i := range 8 {
			all.Go(func() {
				switch err := s.Replace([]byte(strconv.Itoa(i)), 0); {
				case err == nil:
					made.Add(1)
				case !errors.Is(err, ErrChanged):
					t.Error(err)
				}
			})
		}
		all.Wait()
		names(t, filepath.Dir(path), "f")
		if made.Load() != 1 {
			t.Errorf("%d made it", made.Load())
		}
	}
}

// Whoever holds the lock for long (as flock(1) around authkit does) is not
// waited for without end.
func TestLockIsNotWaitedForWithoutEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	path := filepath.Join(t.TempDir(), "f")
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := snapshot(t, path).Replace([]byte("new"), 0); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < time.Second || took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	holds(t, path, "new")
}

// A folder that vanishes is not made anew, and the error says so.
func TestVanishedFolder(t *testing.T) {
	vanished := 0
	for _, file := range []string{"there", "new", "below/new"} {
		for _, step := range append([]string{"", "compared"}, stepsBeforeTheFileIsCompared...) {
			if step == "dressed" && file != "there" {
				continue
			}
			folder := filepath.Join(t.TempDir(), "project")
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(folder, filepath.FromSlash(file))
			if file == "there" {
				write(t, path, "old", 0o600)
			}
			s := snapshot(t, path)
			vanish := func() { os.RemoveAll(folder); vanished++ }
			if step == "" {
				vanish()
			} else {
				atStep(t, step, vanish)
			}
			err := s.Replace([]byte("new"), 0)
			if err == nil || err.Error() != "its folder is gone" && !errors.Is(err, ErrChanged) {
				t.Errorf("%s, %q: %v", file, step, err)
			}
			if file != "there" && errors.Is(err, ErrChanged) {
				t.Errorf("%s, %q: nobody changed a file that was not there", file, step)
			}
			if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s, %q: the folder is there again", file, step)
			}
		}
	}
	t.Logf("figures: a folder vanished %d times", vanished)
}

// A failed write takes the folders it made away again.
func TestReplaceTakesItsFoldersBack(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "a", "b", "f")
	s := snapshot(t, path)
	atStep(t, "closed", func() { write(t, path, "theirs", 0o600) })
	if err := s.Replace([]byte("mine"), 0); !errors.Is(err, ErrChanged) {
		t.Error(err)
	}
	holds(t, path, "theirs")
	os.Remove(path)
	atStep(t, "closed", func() { os.RemoveAll(filepath.Join(root, "a", "b")) })
	s.missing = missingFolders(filepath.Join(root, "a", "b"))
	s.missing = append([]string{filepath.Join(root, "a")}, s.missing...)
	if err := s.Replace([]byte("mine"), 0); err == nil {
		t.Error("no error")
	}
	names(t, root)
}
