package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"strings"
	"testing"
)

// room is what one folder of the program holds.
type room struct{ files, lines, exported int }

// How large the rooms are, in files, lines and exported names. No room is to
// grow until nobody knows it any more: the largest were 8,154 lines once.
func TestRoomsStaySmall(t *testing.T) {
	const largest = 6500
	rooms, names, whole := map[string]*room{}, []string{}, 0
	for _, name := range productFiles(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		folder := cmp.Or(strings.TrimPrefix(path.Dir(name), "."), "main")
		if rooms[folder] == nil {
			rooms[folder] = &room{}
			names = append(names, folder)
		}
		lines := strings.Count(string(text), "\n")
		r := rooms[folder]
		r.files, r.lines, r.exported = r.files+1, r.lines+lines, r.exported+exportedNames(file)
		whole += lines
	}
	var all []string
	for _, name := range names {
		r := rooms[name]
		all = append(all, fmt.Sprintf("%s %d/%d/%d", name, r.files, r.lines, r.exported))
		if r.lines > largest {
			t.Errorf("%s has %d lines: does it still do one job?", name, r.lines)
		}
	}
	t.Logf("figures: %d lines in %d rooms (files/lines/exported names): %s", whole, len(rooms), strings.Join(all, ", "))
}

// exportedNames counts what a file exports: types, functions, methods, values.
func exportedNames(file *ast.File) int {
	n := 0
	count := func(name *ast.Ident) {
		if name.IsExported() {
			n++
		}
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			count(d.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					count(s.Name)
				case *ast.ValueSpec:
					for _, name := range s.Names {
						count(name)
					}
				}
			}
		}
	}
	return n
}
