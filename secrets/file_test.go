package secrets

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask is
		t.Fatal(err)
	}
}

// holds checks a file's content, and that its folder holds nothing unexpected:
// no temporary file above all.
func holds(t *testing.T, path, text string, beside ...string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil || string(data) != text {
		t.Errorf("%s holds %q, not %q: %v", filepath.Base(path), data, text, err)
	}
	names(t, filepath.Dir(path), append(beside, filepath.Base(path))...)
}

func names(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, not %q", got, want)
	}
}

func snapshot(t *testing.T, path string) Snapshot {
	t.Helper()
	s, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "f")
	if s := snapshot(t, path); s.Exists || s.Data() != nil || s.Path != path || s.Mode != 0 {
		t.Errorf("a file that is not there: %+v", s)
	}
	if s := snapshot(t, filepath.Join(folder, "no", "folder")); s.Exists {
		t.Error("a file in a folder that is not there exists")
	}
	write(t, path, "text\r\n", 0o640)
	s := snapshot(t, path)
	if !s.Exists || string(s.Data()) != "text\r\n" || !s.Mode.IsRegular() {
		t.Errorf("%+v holds %q", s, s.Data())
	}
	if os.PathSeparator == '/' && s.Mode != 0o640 {
		t.Errorf("its mode is %v", s.Mode)
	}
	s.Data()[0] = 'X'
	if string(s.Data()) != "text\r\n" {
		t.Error("a snapshot changed from outside")
	}
	write(t, path, "", 0o600)
	if s := snapshot(t, path); !s.Exists || len(s.Data()) != 0 {
		t.Error("an empty file is not there")
	}
	write(t, path, strings.Repeat("x", MaxFileSize), 0o600)
	if s := snapshot(t, path); len(s.Data()) != MaxFileSize {
		t.Errorf("%d bytes are read", len(s.Data()))
	}
	write(t, path, strings.Repeat("x", MaxFileSize+1), 0o600)
	for want, path := range map[error]string{ErrTooBig: path, ErrFolder: folder} {
		if s, err := ReadFile(path); !errors.Is(err, want) || s.Exists || s.Data() != nil {
			t.Errorf("%v instead of %q", err, want)
		}
		if err := (Snapshot{Path: path}).Replace(nil, 0); !errors.Is(err, want) {
			t.Errorf("it is written over: %v", err)
		}
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, text := range []string{"first\r\n", "second", "", "\x00\xff", strings.Repeat("x", MaxFileSize)} {
		if err := snapshot(t, path).Replace([]byte(text), 0); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
	}
}

func TestReplaceMakesTheFolder(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "project", ".streamlit", "secrets.toml")
	if err := snapshot(t, path).Replace([]byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "new")
	names(t, root, "project")
}

func TestReplaceRefusesWhatChanged(t *testing.T) {
	for name, c := range map[string]struct{ before, after string }{
		"changed":   {"one", "two"},
		"as long":   {"one", "oNe"},
		"emptied":   {"one", ""},
		"removed":   {"one", "-"},
		"appeared":  {"-", "one"},
		"appeared2": {"-", ""},
	} {
		path := filepath.Join(t.TempDir(), "f")
		set := func(text string) {
			if text == "-" {
				os.Remove(path)
			} else {
				write(t, path, text, 0o600)
			}
		}
		set(c.before)
		s := snapshot(t, path)
		set(c.after)
		if err := s.Replace([]byte("mine"), 0); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
		if c.after == "-" {
			names(t, filepath.Dir(path))
		} else {
			holds(t, path, c.after)
		}
	}
	// A file that is only touched, or written anew with the same content, is the same.
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, "one", 0o600)
	s := snapshot(t, path)
	os.Remove(path)
	write(t, path, "one", 0o600)
	if err := s.Replace([]byte("two"), 0); err != nil {
		t.Error(err)
	}
	if err := s.Replace([]byte("three"), 0); !errors.Is(err, ErrChanged) {
		t.Errorf("a snapshot is good for one change: %v", err)
	}
	holds(t, path, "two")
}

func TestReplaceErrorsNameNoTemporaryFile(t *testing.T) {
	folder := t.TempDir()
	write(t, filepath.Join(folder, "file"), "x", 0o600)
	s := Snapshot{Path: filepath.Join(folder, "file", "below")}
	err := s.Replace([]byte("x"), 0)
	if err == nil || strings.Contains(err.Error(), folder) || strings.Contains(err.Error(), ".tmp") {
		t.Errorf("%v", err)
	}
	names(t, folder, "file")
	if data, _ := os.ReadFile(filepath.Join(folder, "file")); !bytes.Equal(data, []byte("x")) {
		t.Error("the file in the way was changed")
	}
}

// What a killed run left behind goes with the next write, but not what another
// run is writing right now.
func TestReplaceRemovesLeftovers(t *testing.T) {
	folder := t.TempDir()
	old, fresh := filepath.Join(folder, ".authkit-OLD.tmp"), filepath.Join(folder, ".authkit-FRESH.tmp")
	write(t, old, "secret", 0o600)
	write(t, fresh, "secret", 0o600)
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if err := (Snapshot{Path: filepath.Join(folder, "f")}).Replace([]byte("new"), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the leftover is still there: %v", err)
	}
	holds(t, fresh, "secret", "f")
}
