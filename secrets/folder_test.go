package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/internal/crashpoint"
)

// atStep does something when Replace has reached a step, once.
func atStep(t *testing.T, step string, do func()) {
	done := false
	crashpoint.Reached = func(name string) {
		if name == step && !done {
			done = true
			do()
		}
	}
	t.Cleanup(func() { crashpoint.Reached = func(string) {} })
}

var stepsBeforeTheFileIsCompared = []string{"folder made", "created", "dressed", "written", "synced", "closed"}

// Whatever somebody writes while a file is being replaced stays; so does that
// there is none any more. (Between comparing and renaming, some microseconds,
// no system offers anything against programs that do not ask for the lock.)
func TestEditedInTheMiddle(t *testing.T) {
	edits := 0
	for _, step := range stepsBeforeTheFileIsCompared {
		for _, c := range []struct{ before, edit string }{{"old", "theirs"}, {"old", ""}, {"old", "-"}, {"-", "theirs"}, {"-", ""}} {
			if step == "dressed" && c.before == "-" {
				continue // a new file has nothing to take over
			}
			path := filepath.Join(t.TempDir(), "f")
			if c.before != "-" {
				write(t, path, c.before, 0o600)
			}
			s := snapshot(t, path)
			atStep(t, step, func() {
				if c.edit == "-" {
					os.Remove(path)
					return
				}
				write(t, path, c.edit, 0o600)
				edits++
			})
			if err := s.Replace([]byte("mine"), 0); err == nil || !errors.Is(err, ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s, %q becomes %q: %v", step, c.before, c.edit, err)
			}
			if c.edit == "-" {
				names(t, filepath.Dir(path))
			} else {
				holds(t, path, c.edit)
			}
		}
	}
	t.Logf("figures: %d edits in the middle of a replacement, none overwritten", edits)
}

// What somebody else wrote is what was to be written: nothing is lost.
func TestWrittenAlikeInTheMiddle(t *testing.T) {
	for _, before := range []string{"old", "-"} {
		path := filepath.Join(t.TempDir(), "f")
		if before != "-" {
			write(t, path, before, 0o644)
		}
		s := snapshot(t, path)
		atStep(t, "closed", func() { write(t, path, "new", 0o644) })
		if err := s.Replace([]byte("new"), 0o600); err != nil {
			t.Error(err)
		}
		holds(t, path, "new")
		if info, err := os.Stat(path); err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
	}
}

func TestUndo(t *testing.T) {
	for name, c := range map[string]struct{ before, after, now string }{
		"put back":        {"old", "new", "old"},
		"emptied":         {"", "new", ""},
		"removed":         {"-", "new", "-"},
		"changed since":   {"old", "theirs", "theirs"},
		"filled since":    {"-", "theirs", "theirs"},
		"gone since":      {"old", "-", "-"},
		"gone since, too": {"-", "-", "-"},
	} {
		root := t.TempDir()
		folder := root
		if c.before == "-" {
			folder = filepath.Join(root, "below", "it")
		}
		path := filepath.Join(folder, "f")
		if c.before != "-" {
			write(t, path, c.before, 0o640)
		}
		s := snapshot(t, path)
		if err := s.Replace([]byte("new"), 0o600); err != nil {
			t.Fatal(err)
		}
		switch c.after {
		case "-":
			os.Remove(path)
		case "theirs":
			write(t, path, c.after, 0o600)
		}
		err := s.Undo([]byte("new"))
		if stays := c.after != "new"; stays != errors.Is(err, ErrChanged) || !stays && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		switch {
		case c.now != "-":
			holds(t, path, c.now)
		case c.after == "new":
			names(t, root)
		default:
			names(t, folder)
		}
		if info, err := os.Stat(path); c.now == "old" && (err != nil || os.PathSeparator == '/' && info.Mode().Perm() != 0o640) {
			t.Errorf("%s: the permission bits are %v", name, info.Mode())
		}
	}
}

// Windows refuses a rename while a virus scanner has the file open: what
// passes is tried again, for two seconds at most, and anything else is told at once.
func TestAgain(t *testing.T) {
	held, full := errors.New("somebody has it open"), errors.New("the disk is full")
	for name, c := range map[string]struct {
		answers []error
		tries   int
		want    error
	}{
		"at once":       {[]error{nil}, 1, nil},
		"once held":     {[]error{held, nil}, 2, nil},
		"held a while":  {[]error{held, held, held, held, held, held, held, held, nil}, 9, nil},
		"full":          {[]error{full}, 1, full},
		"held and full": {[]error{held, held, full, nil}, 3, full},
		"held for good": {[]error{held}, 46, held},
	} {
		tries, waited := 0, time.Duration(0)
		err := again(func(d time.Duration) { waited += d }, func() error {
			tries++
			return c.answers[min(tries, len(c.answers))-1]
		}, func(err error) bool { return err == held })
		if err != c.want || tries != c.tries || waited > 2100*time.Millisecond {
			t.Errorf("%s: %v after %d tries and %v", name, err, tries, waited)
		}
	}
}
