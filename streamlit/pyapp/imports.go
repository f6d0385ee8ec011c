package pyapp

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// surely is the file of the app that an import takes for certain: the folder of the main
// script is the first that Python looks in. dots are those before a relative name.
func (c *code) surely(from *module, name string, dots int) *module {
	folder := path.Dir(c.script)
	if first, _, _ := strings.Cut(name, "/"); dots == 0 && (names.Known(first) || slices.Contains(names.Loaded.Get(), first)) {
		return nil
	}
	if dots > 0 {
		folder = path.Dir(from.path) + strings.Repeat("/..", dots-1)
	}
	file := path.Join(folder, name)
	for _, end := range []string{"/__init__.py", ".py"} {
		if m := c.modules[file+end]; m != nil {
			return m
		}
	}
	return nil
}

// importFails ends a page at an import that surely fails.
func (w *walker) importFails(s *pytree.Statement, reach Reach) Reach {
	if !w.looks() || s.Kind != pytree.FromStatement {
		return reach
	}
	return w.importEnds(s, w.importFault(s, reach), reach)
}

// lostImport ends a page at an import of a module that Python does not find.
func (w *walker) lostImport(s *pytree.Statement, reach Reach) Reach {
	if !w.looks() || s.Dots > 0 {
		return reach
	}
	modules := s.Names
	if s.Kind == pytree.FromStatement {
		modules = []string{s.Name, ""}
		for i := 0; i < len(s.Names); i += 2 {
			modules = append(modules, reached.NameFrom(s.Name, s.Names[i]), "")
		}
	}
	for i := 0; i < len(modules); i += 2 {
		fault, is := w.around.Lost[modules[i]]
		w.lost = w.lost || is && reach == Surely && !w.dry && !w.tried && !w.imports
		reach = w.importEnds(s, fault, reach)
	}
	return reach
}

// importFault is what is wrong with an import from a file of the app.
func (w *walker) importFault(s *pytree.Statement, reach Reach) reached.Fault {
	fault := w.unit.module.outside(s)
	if other := w.surely(w.unit.module, s.Name, s.Dots); fault.Message == "" && other != nil && other != w.unit.module {
		for i := 0; i < len(s.Names); i += 2 {
			name := s.Names[i]
			w.circles(other, name, reach)
			if name == "*" || other.has(name) {
				continue
			}
			fault = other.without(name)
		}
	}
	return fault
}

func (w *walker) importEnds(s *pytree.Statement, fault reached.Fault, reach Reach) Reach {
	if fault.Message == "" {
		return reach
	} else if fault.Doubt {
		w.mayHalt(reached.Halt{Spot: Spot{File: w.unit.module.path, Position: s.Place.Position()}, Doubt: fault.Message}, reach)
		return reach
	}
	tried := w.tried
	w.tried = tried || w.imports
	reach = w.fails(Spot{File: w.unit.module.path, Position: s.Place.Position()}, fault, reach)
	w.tried = tried
	return reach
}

// circles notes that a file takes a name from another that is just being imported, and has not
// come to defining it. A file of that name in its folder is imported then.
func (w *walker) circles(other *module, name string, reach Reach) {
	bindings := other.unit.scope.Of(name)
	if reach < Surely || w.tried || w.imports || w.around.Partial || !other.unit.opening || other.unit.scope.Given[name] || len(bindings) == 0 || other.unit.scope.MayBe(name, bindings) || other.opens() || pyread.Says(w.unit.module.scan.Tree, "__name__") || w.file(other, strings.TrimSuffix(strings.TrimSuffix(other.path, ".py"), "/__init__")+"/"+name) != nil {
		return
	}
	w.sum.circle = reached.InACircle(w.unit.module.path, name, other.path)
}

// outside tells of a relative import that leads out of the packages of the app.
func (m *module) outside(s *pytree.Statement) (fault reached.Fault) {
	folder := path.Dir(m.path)
	inside := strings.TrimPrefix(strings.TrimPrefix(folder+"/", path.Clean(path.Dir(m.code.script))+"/"), "./")
	if s.Dots <= strings.Count(inside, "/") || path.Dir(m.code.script) != "." && !strings.HasPrefix(folder+"/", path.Dir(m.code.script)+"/") {
		return fault
	}
	itself := strings.TrimSuffix(strings.TrimSuffix(path.Join(inside, path.Base(m.path)), ".py"), "/__init__")
	taken := m.path == m.code.script
	for key, other := range m.code.taken.Found {
		if other == m.path && strings.TrimPrefix(key.Name, "./") != itself {
			return fault // it may be part of a package of another name
		}
		taken = taken || other == m.path
	}
	if !taken && !m.main {
		return fault
	}
	return reached.OutOfPackages(s.Name, s.Names)
}

// has tells whether a file of the app may have something under a name.
func (m *module) has(name string) bool {
	scope := m.unit.scope
	if m.scan.Tree == nil || strings.HasPrefix(name, "__") || len(scope.Of(name)) > 0 || len(scope.Of("__getattr__")) > 0 || m.opens() || m.code.file(m, strings.TrimSuffix(strings.TrimSuffix(m.path, ".py"), "/__init__")+"/"+name) != nil {
		return true
	}
	return m.code.givenElsewhere(name)
}

// gives tells whether a file may give another one a name, or put another in its place.
func (m *module) gives(name string) bool {
	return pyread.Replaces(m.scan.Tree) || m.put()[name] || m.put()["*"]
}

// put are the names under which a file gives other things something, see pyread.Puts.
func (m *module) put() map[string]bool {
	if m.others == nil {
		m.others = pyread.Puts(m.scan.Tree)
	}
	return m.others
}

// puts tells whether some file does so.
func (c *code) puts(name string) bool {
	if c.putAll == nil {
		c.putAll = map[string]bool{}
		for _, m := range c.modules {
			for one, is := range m.put() {
				c.putAll[one] = c.putAll[one] || is
			}
		}
	}
	return c.putAll[name] || c.putAll["*"]
}

// without tells of a name that a file of the app lacks.
func (m *module) without(name string) reached.Fault {
	var all []string
	for _, b := range m.unit.scope.Bindings {
		all = append(all, b.Name)
	}
	return reached.LacksName(m.path, name, all)
}

// lacksName ends a page at an attribute of a file of the app that it does not have.
func (w *walker) lacksName(e *pytree.Expression, reach Reach) Reach {
	if !w.looks() || w.inClass || e.Own != "" || e.Kind != pytree.AttributeExpression || reach == Never {
		return reach
	}
	if fault := w.lacksAttribute(e); fault.Message != "" {
		return w.fails(w.unit.spot(e), fault, reach)
	}
	if e.Parts[0].Kind != pytree.NameExpression {
		return reach
	}
	b, is := w.scope.Only(e.Parts[0].Value)
	if !is || b.Origin == nil || b.In.Class {
		return reach
	}
	from := b.Origin
	m := w.surely(w.unit.module, path.Join(strings.TrimPrefix(from.Module, "."), from.Original), from.Dots)
	if m == nil || m == w.unit.module || m.has(e.Value) {
		return reach
	}
	if whole := w.surely(w.unit.module, from.Module, from.Dots); from.Original != "" && whole != nil && len(whole.unit.scope.Of(from.Original)) > 0 {
		return reach // a name of the package that hides the file
	}
	return w.fails(w.unit.spot(e), m.without(e.Value), reach)
}
