package register

import (
	"os"
	"path/filepath"
	"testing"
)

// The texts that the program holds packed are those of the folder.
func TestPacked(t *testing.T) {
	files, _ := filepath.Glob("text/*.*")
	if len(files) < 15 {
		t.Fatal(files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if texts.Get(filepath.Base(file)) != string(text) {
			t.Errorf("%s was changed: run python3 e2e/versions/packed.py", file)
		}
	}
}
