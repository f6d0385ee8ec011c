package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"testing"
)

// What changed in which release of Streamlit or Authlib stands in the rooms of
// knowledge; everybody else names the change.
func TestNobodyElseWritesReleases(t *testing.T) {
	if found := releaseLiterals(t, "sample.go", `package p; var a, b, c = "1.57.0", "ask for streamlit[auth]>=1.59.1", "Streamlit before 1.57"`); len(found) != 2 {
		t.Fatalf("the test itself is blind: %q", found)
	}
	found := 0
	for _, path := range productFiles(t, "streamlit/deps", "streamlit/pytoml", "explain") {
		if path == "streamlit/releases.go" || path == "streamlit/authlib.go" {
			continue
		}
		for _, literal := range releaseLiterals(t, path, nil) {
			found++
			t.Errorf("%s: %s: name the change in streamlit/releases.go, or use deps.Recommended", path, literal)
		}
	}
	t.Logf("figures: %d releases outside of their rooms", found)
}

// releaseLiterals lists the literals of a file that are a release which the
// code compares with, or a requirement.
func releaseLiterals(t *testing.T, path string, source any) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	release := regexp.MustCompile(`^"1\.([3-9]|[4-9][0-9])(\.[0-9]+)?"$|streamlit\[auth\]>=[0-9]`)
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING && release.MatchString(literal.Value) {
			found = append(found, literal.Value)
		}
		return true
	})
	return found
}
