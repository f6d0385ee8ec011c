package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/entra"
)

// Microsoft's numbers stand in entra, which knows what they mean, and in the
// sandbox, which says them. Everybody else calls them by name.
func TestNobodyElseWritesNumbersOfMicrosoft(t *testing.T) {
	if found := numbersOfMicrosoft(t, "sample.go", `package p; var a, b, c = "see AADSTS50011", "7000215", 700016; var d = "AADSTS…, 8501" // AADSTS50011`); len(found) != 3 {
		t.Fatalf("the test itself is blind: %q", found)
	}
	files := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains([]string{"e2e", "entra", "sandbox"}, filepath.ToSlash(path)) || strings.HasPrefix(entry.Name(), ".") && path != "." {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go") {
			files++
			for _, literal := range numbersOfMicrosoft(t, path, nil) {
				t.Errorf("%s: give %s a name in entra/codes.go", path, literal)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 150 {
		t.Errorf("only %d files were read", files)
	}
}

// numbersOfMicrosoft lists the literals of a file that hold a code, with its
// prefix or as a bare number.
func numbersOfMicrosoft(t *testing.T, path string, source any) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	prefixed := regexp.MustCompile(`(?i)AADSTS[ :#_-]*[0-9]`)
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok {
			_, known := entra.Lookup(strings.Trim(literal.Value, "\"`"))
			if known || prefixed.MatchString(literal.Value) {
				found = append(found, literal.Value)
			}
		}
		return true
	})
	return found
}
