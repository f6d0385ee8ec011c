package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
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
	found := 0
	for _, path := range productFiles(t, "entra", "sandbox") {
		for _, literal := range numbersOfMicrosoft(t, path, nil) {
			found++
			t.Errorf("%s: give %s a name in entra/codes.go", path, literal)
		}
	}
	t.Logf("figures: %d numbers of Microsoft's outside of their rooms", found)
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
