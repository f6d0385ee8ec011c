//go:build unix

package checkout_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/authkit-cli/authkit/internal/checkout"
)

// Links inside the folder are followed; those that lead out, or into .git, are not.
func TestLinks(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(top, "project")
	for name, text := range map[string]string{
		"outside.txt": "outside", "project/real/file.txt": "inside", "project/file.txt": "top", "project/.git/config": "git",
		"project/.gitignore": "rules", "project/.GIT/x": "git", "project/sec/auth/a": "a", "project/.git./y": "git",
	} {
		write(t, filepath.Join(top, name), text)
	}
	for name, target := range map[string]string{
		"link.txt": filepath.Join("real", "file.txt"), "folder": "real", filepath.Join("real", "up.txt"): filepath.Join("..", "file.txt"),
		"chain": "link.txt", "loop": "loop", "out.txt": filepath.Join("..", "outside.txt"), "absolute": filepath.Join(top, "outside.txt"), "out": "..",
		"config": filepath.Join(".git", "config"), "inner": ".git", filepath.Join("sec", "auth", "b"): filepath.Join("..", "..", "file.txt"),
		filepath.Join("sec", "auth", "c"): "a", "nowhere": "gone",
	} {
		if err := os.Symlink(target, filepath.Join(project, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(project, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := checkout.Open(project)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	for name, want := range map[string]string{
		"link.txt": "inside", "folder/file.txt": "inside", "real/up.txt": "top", "folder/up.txt": "top", "chain": "inside", ".gitignore": "rules", "sec/auth/b": "top",
	} {
		if data, err := checkout.Read(files, name, 100); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		path, err := files.Path(name)
		if data, _ := os.ReadFile(path); err != nil || string(data) != want {
			t.Errorf("%s stands at %s: %q, %v", name, path, data, err)
		}
	}
	for name, want := range map[string]error{
		"loop": checkout.ErrOutside, "out.txt": checkout.ErrOutside, "absolute": checkout.ErrOutside, "out/outside.txt": checkout.ErrOutside, "../outside.txt": checkout.ErrOutside,
		"config": checkout.ErrGit, "inner/config": checkout.ErrGit, ".git/config": checkout.ErrGit, ".GIT/x": checkout.ErrGit, ".git./y": checkout.ErrGit, "GIT~1/config": checkout.ErrGit,
	} {
		if data, err := checkout.Read(files, name, 100); !errors.Is(err, want) {
			t.Errorf("%s: %q, %v, want %v", name, data, err, want)
		}
		if path, err := files.Path(name); !errors.Is(err, want) {
			t.Errorf("%s stands at %s: %v", name, path, err)
		}
		if err := checkout.Refused(files, name); !errors.Is(err, want) {
			t.Errorf("%s is refused with %v, want %v", name, err, want)
		}
	}
	if _, err := files.Open("pipe"); !errors.Is(err, checkout.ErrNotRegular) {
		t.Errorf("a pipe: %v", err)
	}
	if path, err := files.Path("nowhere"); err != nil || path != filepath.Join(project, "nowhere") {
		t.Errorf("a link to what is not there: %s, %v", path, err)
	}
	sub, err := files.Sub("sec")
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if data, err := checkout.Read(sub, "auth/c", 100); err != nil || string(data) != "a" {
		t.Errorf("a link inside of the folder below: %q, %v", data, err)
	}
	if data, err := checkout.Read(sub, "auth/b", 100); !errors.Is(err, checkout.ErrOutside) {
		t.Errorf("a link out of the folder below: %q, %v", data, err)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What a folder was seen to hold is remembered, in whatever letters a name is asked for.
func TestListedOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "App.py"), "x")
	write(t, filepath.Join(dir, "sub", "a.py"), "x")
	folder, err := checkout.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	for range 2 {
		entries, err := fs.ReadDir(folder, ".")
		if err != nil || len(entries) != 2 || entries[0].Name() != "App.py" {
			t.Fatalf("%v, %v", entries, err)
		}
		entries[0] = nil // a list is the caller's own
	}
	write(t, filepath.Join(dir, "late.py"), "x")
	write(t, filepath.Join(dir, "läte.py"), "x")
	for name, want := range map[string]bool{"App.py": true, "sub/a.py": true, "sub/b.py": false, "late.py": false, "läte.py": true} {
		if got := checkout.Exists(folder, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := fs.ReadDir(folder, "App.py"); err == nil {
		t.Error("a file was listed")
	}
	if _, err := fs.ReadDir(folder, "gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("gone: %v", err)
	}
}
