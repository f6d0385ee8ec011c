package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// Every name of a check belongs to one, every check has its name there, and no
// room makes a finding for a check that does not take it: it would reach nobody.
func TestNamesOfChecks(t *testing.T) {
	names := map[string]string{} // by constant
	for _, declaration := range parsed(t, "internal/checkid/checkid.go").Decls {
		for _, spec := range declaration.(*ast.GenDecl).Specs {
			value := spec.(*ast.ValueSpec)
			names[value.Names[0].Name] = strings.Trim(value.Values[0].(*ast.BasicLit).Value, `"`)
		}
	}
	known := verify.KnownIDs()
	if len(names) != len(known) {
		t.Errorf("%d names for %d checks", len(names), len(known))
	}
	for constant, name := range names {
		if !known[name] {
			t.Errorf("checkid.%s: there is no check %s", constant, name)
		}
	}
	made, taken := map[string]string{}, map[string]bool{}
	for _, path := range productFiles(t) {
		room, rule := strings.HasPrefix(path, "streamlit/"), strings.HasPrefix(path, "verify/") && strings.Count(path, "/") == 1
		if !room && !rule {
			continue
		}
		keys := map[ast.Node]bool{} // the name in a check's own literal takes nothing
		ast.Inspect(parsed(t, path), func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "ID" {
					keys[n.Value] = true
				}
			case *ast.SelectorExpr:
				if of, _ := n.X.(*ast.Ident); of == nil || of.Name != "checkid" {
					return true
				}
				if room {
					made[names[n.Sel.Name]] = path
				}
				if rule && !keys[n] {
					taken[names[n.Sel.Name]] = true
				}
			}
			return true
		})
	}
	for name, path := range made {
		if !taken[name] {
			t.Errorf("%s makes findings of %s, and no check takes them", path, name)
		}
	}
	if len(made) < 15 {
		t.Errorf("only %d names are made outside of verify: this proves nothing", len(made))
	}
	t.Logf("figures: %d checks, findings of %d of them are made outside of verify, all are taken", len(known), len(made))
}

func parsed(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
