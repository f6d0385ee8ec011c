package lazy

import (
	"os"
	"path/filepath"
	"testing"
)

// The folders of texts that the program holds packed are packed as they stand.
func TestPacked(t *testing.T) {
	for folder, least := range map[string]int{"templates/ci/*.y*ml": 6, "register/text/*.*": 15, "entra/catalogue/*.txt": 11} {
		files, _ := filepath.Glob(filepath.Join("../..", folder))
		if len(files) < least {
			t.Fatal(folder, files)
		}
		packed := read(t, filepath.Dir(files[0])+".gz")
		archive := Archive{Packed: &packed}
		for _, file := range files {
			if archive.Get(filepath.Base(file)) != read(t, file) {
				t.Errorf("%s was changed: run python3 e2e/versions/packed.py", file)
			}
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
