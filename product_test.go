package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// productFiles are the Go files of the program, tests and e2e aside, as slash
// paths. Those in the folders that are named are left out.
func productFiles(t *testing.T, but ...string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		name := filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (name == "e2e" || entry.Name() == "testdata" || entry.Name()[0] == '.' || slices.Contains(but, name)):
			return fs.SkipDir
		case filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go"):
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 150 {
		t.Fatalf("only %d files were found: this proves nothing", len(files))
	}
	return files
}
