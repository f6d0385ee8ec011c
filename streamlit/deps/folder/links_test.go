//go:build unix

package folder_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps/folder"
)

// Links inside the project are followed, those that lead out are not.
func TestReadFollowsLinksInside(t *testing.T) {
	top := t.TempDir()
	project := filepath.Join(top, "project")
	write(t, filepath.Join(top, "outside.txt"), "outside")
	write(t, filepath.Join(project, "real", "file.txt"), "inside")
	write(t, filepath.Join(project, "file.txt"), "top")
	links := map[string]string{
		"link.txt": filepath.Join("real", "file.txt"), "folder": "real", filepath.Join("real", "up.txt"): filepath.Join("..", "file.txt"),
		"chain": "link.txt", "loop": "loop", "out.txt": filepath.Join("..", "outside.txt"), "absolute": filepath.Join(top, "outside.txt"), "out": "..",
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(project, name)); err != nil {
			t.Fatal(err)
		}
	}
	files := os.DirFS(project)
	for name, want := range map[string]string{"link.txt": "inside", "folder/file.txt": "inside", "real/up.txt": "top", "folder/up.txt": "top", "chain": "inside"} {
		if data, err := folder.Read(files, name, 100); err != nil || string(data) != want {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	for _, name := range []string{"loop", "out.txt", "absolute", "out/outside.txt"} {
		if data, err := folder.Read(files, name, 100); !errors.Is(err, folder.ErrOutside) {
			t.Errorf("%s: %q, %v", name, data, err)
		}
		if folder.Exists(files, name) {
			t.Errorf("%s is taken for a file of the project", name)
		}
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
