package pytaken

import (
	"cmp"
	"maps"
	"path"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Frozen are the faults of names to which a module gives in its body what it finds in st.user, and that other code
// reads: Python runs the body once, so for everybody they hold who came first. Pages run for each visitor.
func Frozen(script string, scans map[string]pyfile.Scan) (all []reached.Fault) {
	files := Of(script, maps.Keys(scans))
	for _, file := range slices.Sorted(maps.Keys(scans)) {
		scan := scans[file]
		if file == script || path.Base(path.Dir(file)) == "pages" || len(scan.UserUses)+len(scan.ExperimentalUser) == 0 || opened(file, scans) {
			continue
		}
		body(scan.Tree, func(s *pytree.Statement) {
			if s.Kind != pytree.AssignStatement || len(s.Targets) != 1 || s.Targets[0].Kind != pytree.NameExpression || !findsOut(s.Parts[0], scan.Tree) {
				return
			}
			name := s.Targets[0].Value
			if reader := readsName(file, name, scans, files); reader != "" {
				all = append(all, reached.RunsForTheFirst(reached.Spot{File: file, Position: s.Place.Position()}, name, reader))
			}
		})
	}
	return all
}

// body are the statements that run when a module is imported, also those under a test.
func body(block []*pytree.Statement, do func(*pytree.Statement)) {
	for _, s := range block {
		switch s.Kind {
		case pytree.FunctionStatement, pytree.ClassStatement:
			continue
		}
		do(s)
		for _, inner := range [][]*pytree.Statement{s.Body, s.Other, s.Final} {
			body(inner, do)
		}
	}
}

// findsOut tells whether a value is made of what st.user holds now: of itself, or by a function of the file.
func findsOut(e *pytree.Expression, tree []*pytree.Statement) bool {
	found := false
	e.Every(func(part *pytree.Expression) {
		switch part.Kind {
		case pytree.AttributeExpression, pytree.ItemExpression:
			found = found || pyscan.IsUser(part.Parts[0].Own)
		case pytree.CallExpression:
			found = found || len(part.Parts) > 1 && pyscan.IsUser(part.Parts[1].Own)
			if part.Parts[0].Kind == pytree.NameExpression && part == e {
				found = found || slices.ContainsFunc(tree, func(s *pytree.Statement) bool {
					return s.Kind == pytree.FunctionStatement && s.Name == part.Parts[0].Value && len(s.Targets) == 0 && returnsIt(s)
				})
			}
		}
	})
	found = found && e.Kind != pytree.LambdaExpression
	return found
}

func returnsIt(function *pytree.Statement) bool {
	returns := false
	pytree.Statements(function.Body, func(s *pytree.Statement) {
		returns = returns || s.Kind == pytree.ReturnStatement && len(s.Parts) > 0 && findsOut(s.Parts[0], nil)
	})
	return returns
}

// opened tells whether a file may run again for each visitor: a text names it, as st.Page does, or something reloads modules.
func opened(file string, scans map[string]pyfile.Scan) bool {
	opened := false
	for _, scan := range scans {
		pytree.Every(scan.Tree, func(e *pytree.Expression) {
			opened = opened || e.Kind == pytree.TextExpression && path.Base(e.Value) == path.Base(file) ||
				e.Kind == pytree.CallExpression && slices.Contains([]string{"reload", "run_path", "run_module", "exec_module"}, e.Parts[0].Value)
		})
	}
	return opened
}

// readsName is the file whose code reads a name of another file's, or of its own functions'; empty: none.
func readsName(file, name string, scans map[string]pyfile.Scan, files *Files) (reader string) {
	for other, scan := range scans {
		for _, s := range scan.Tree {
			switch {
			case other == file && s.Kind == pytree.FunctionStatement && !slices.Contains(s.Names, name) && reads(s.Body, name):
				return file
			case other != file && s.Kind == pytree.FromStatement && files.Find(other, s.Name) == file:
				for i := 0; i+1 < len(s.Names); i += 2 {
					if known := cmp.Or(s.Names[i+1], name); s.Names[i] == name && reads(scan.Tree, known) {
						reader = max(reader, other)
					}
				}
			}
		}
	}
	return reader
}

// reads tells whether a block reads a name, and gives it no value of its own.
func reads(block []*pytree.Statement, name string) bool {
	reads, gives := false, false
	pytree.Every(block, func(e *pytree.Expression) {
		reads = reads || e.Kind == pytree.NameExpression && e.Value == name
	})
	pytree.Statements(block, func(s *pytree.Statement) {
		gives = gives || slices.ContainsFunc(s.Targets, func(e *pytree.Expression) bool { return e.Kind == pytree.NameExpression && e.Value == name })
	})
	return reads && !gives
}
