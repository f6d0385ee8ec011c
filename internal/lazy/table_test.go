package lazy

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables that the program holds are those that people read.
func TestTables(t *testing.T) {
	tables := 0
	if err := filepath.WalkDir("../../streamlit", func(path string, _ fs.DirEntry, err error) error {
		name, packed := strings.CutSuffix(path, ".gz")
		if err != nil || !packed {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		held := string(content)
		table := Table{Packed: &held}
		if head, _, _ := strings.Cut(string(text), "\n"); head+table.Rows() != string(text) {
			t.Errorf("%s is another table than %s; %s", path, name, strings.TrimPrefix(head, "# "))
		}
		tables++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if tables < 4 {
		t.Errorf("only %d tables were found", tables)
	}
}
