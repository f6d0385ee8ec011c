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

// frozen is a name that a file's body gives what it finds in st.user.
type frozen struct{ file, name string }

// Frozen are the faults of names to which a module gives in its body what it finds in st.user, and that other code
// reads: Python runs the body once, so for everybody they hold who came first. Pages run for each visitor.
func Frozen(script string, scans map[string]pyfile.Scan) (all []reached.Fault) {
	given := map[frozen]reached.Spot{}
	for file, scan := range scans {
		if file == script || path.Base(path.Dir(file)) == "pages" || len(scan.UserUses)+len(scan.ExperimentalUser) == 0 {
			continue
		}
		find := finders(scan.Tree)
		body(scan.Tree, func(s *pytree.Statement) {
			if s.Kind == pytree.AssignStatement && len(s.Targets) == 1 && s.Targets[0].Kind == pytree.NameExpression && findsOut(s.Parts[0], find) {
				given[frozen{file, s.Targets[0].Value}] = reached.Spot{File: file, Position: s.Place.Position()}
			}
		})
	}
	if len(given) == 0 {
		return nil
	}
	files, again := Of(script, maps.Keys(scans)), runAgain(scans)
	told := map[frozen]bool{}
	for _, other := range slices.Sorted(maps.Keys(scans)) {
		for _, name := range readBy(other, scans[other].Tree, files) {
			if at, is := given[name]; is && !told[name] && !again["*"] && !again[path.Base(name.file)] {
				told[name] = true
				all = append(all, reached.RunsForTheFirst(at, name.name, other))
			}
		}
	}
	return all
}

// body are the statements that run when a module is imported, also those under a test.
func body(block []*pytree.Statement, do func(*pytree.Statement)) {
	for _, s := range block {
		if s.Kind == pytree.FunctionStatement || s.Kind == pytree.ClassStatement {
			continue
		}
		do(s)
		for _, inner := range [][]*pytree.Statement{s.Body, s.Other, s.Final} {
			body(inner, do)
		}
	}
}

// atOnce are functions of Python's own that look into what they are given at once.
var atOnce = []string{"dict", "getattr", "str", "bool", "list"}

// findsOut tells whether a value is made of what st.user holds now: of itself, or by one of the functions that find it.
func findsOut(e *pytree.Expression, find map[string]bool) bool {
	of := func(at int) bool { return len(e.Parts) > at && pyscan.IsUser(e.Parts[at].Own) }
	switch e.Kind {
	case pytree.LambdaExpression:
		return false // later
	case pytree.AttributeExpression, pytree.ItemExpression:
		if of(0) {
			return true
		}
	case pytree.CallExpression:
		if called := e.Parts[0]; called.Kind == pytree.NameExpression && (find[called.Value] || of(1) && slices.Contains(atOnce, called.Value)) {
			return true
		}
	}
	return slices.ContainsFunc(e.Parts, func(part *pytree.Expression) bool { return part != nil && findsOut(part, find) })
}

// finders are the functions of a file that give what they find in st.user.
func finders(tree []*pytree.Statement) map[string]bool {
	find := map[string]bool{}
	for _, function := range tree {
		if function.Kind != pytree.FunctionStatement || len(function.Targets) > 0 {
			continue
		}
		pytree.Statements(function.Body, func(s *pytree.Statement) {
			if s.Kind == pytree.ReturnStatement && len(s.Parts) > 0 && findsOut(s.Parts[0], nil) {
				find[function.Name] = true
			}
		})
	}
	return find
}

// runAgain are the files that may run for each visitor, by their names without folders: a text names them, as st.Page does;
// "*": all, since something loads modules anew.
func runAgain(scans map[string]pyfile.Scan) map[string]bool {
	again := map[string]bool{}
	for _, scan := range scans {
		pytree.Every(scan.Tree, func(e *pytree.Expression) {
			switch {
			case e.Kind == pytree.TextExpression && path.Ext(e.Value) == ".py":
				again[path.Base(e.Value)] = true
			case e.Kind == pytree.CallExpression && slices.Contains([]string{"reload", "run_path", "run_module", "exec_module"}, e.Parts[0].Value):
				again["*"] = true
			}
		})
	}
	return again
}

// readBy are the names that a file takes from others and reads, and those of its own that its functions read.
func readBy(file string, tree []*pytree.Statement, files *Files) (all []frozen) {
	reads, gives := namesOf(tree)
	for _, s := range tree {
		switch s.Kind {
		case pytree.FromStatement:
			from := files.Find(file, s.Name)
			for i := 0; i+1 < len(s.Names) && from != "" && from != file; i += 2 {
				if known := cmp.Or(s.Names[i+1], s.Names[i]); reads[known] && !gives[known] {
					all = append(all, frozen{from, s.Names[i]})
				}
			}
		case pytree.FunctionStatement:
			reads, gives := namesOf(s.Body)
			for _, name := range slices.Sorted(maps.Keys(reads)) {
				if !gives[name] && !slices.Contains(s.Names, name) {
					all = append(all, frozen{file, name})
				}
			}
		}
	}
	return all
}

// namesOf are the names that a block reads, and those that it gives a value.
func namesOf(block []*pytree.Statement) (reads, gives map[string]bool) {
	reads, gives = map[string]bool{}, map[string]bool{}
	pytree.Every(block, func(e *pytree.Expression) {
		if e.Kind == pytree.NameExpression {
			reads[e.Value] = true
		}
	})
	pytree.Statements(block, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			if target.Kind == pytree.NameExpression {
				gives[target.Value] = true
			}
		}
	})
	return reads, gives
}
