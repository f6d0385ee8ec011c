package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// safegoOnly are the ways to run something beside the main line that
// internal/safego stands in for: a panic there would be Go's own to print.
var safegoOnly = map[string]bool{"sync.WaitGroup": true, "time.AfterFunc": true, "context.AfterFunc": true, "errgroup.Group": true, "errgroup.WithContext": true}

// Whatever runs beside the main line is begun by internal/safego, and every
// HTTP server answers through its Handler.
func TestNothingRunsBesideUnseen(t *testing.T) {
	seen := 0
	for _, path := range productFiles(t, "internal/safego") {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		servers, handlers := 0, 0
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: a go statement; use safego.Go", files.Position(n.Pos()))
			case *ast.SelectorExpr:
				of, _ := n.X.(*ast.Ident)
				if of == nil {
					return true
				}
				switch name := of.Name + "." + n.Sel.Name; {
				case safegoOnly[name]:
					t.Errorf("%s: %s; use internal/safego", files.Position(n.Pos()), name)
				case name == "safego.Go" || name == "safego.Group":
					seen++
				case name == "safego.Handler":
					handlers++
				}
			case *ast.CompositeLit:
				if of, ok := n.Type.(*ast.SelectorExpr); ok && of.Sel.Name == "Server" {
					if from, ok := of.X.(*ast.Ident); ok && from.Name == "http" {
						servers++
					}
				}
			}
			return true
		})
		if servers != handlers {
			t.Errorf("%s: %d HTTP servers, %d of them with safego.Handler", path, servers, handlers)
		}
	}
	if seen < 10 {
		t.Errorf("only %d places with work beside the main line were found: this proves nothing", seen)
	}
}
