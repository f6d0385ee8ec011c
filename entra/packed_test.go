package entra

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// The entries that the program holds packed are those of the folder.
func TestPacked(t *testing.T) {
	packed := lazy.Archive{Packed: &packedCatalogue}
	files, _ := filepath.Glob("catalogue/*.txt")
	if len(files) < 11 {
		t.Fatal(files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if packed.Get(filepath.Base(file)) != string(text) {
			t.Errorf("%s was changed: run python3 e2e/versions/packed.py", file)
		}
	}
}
