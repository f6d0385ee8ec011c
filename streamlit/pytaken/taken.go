package pytaken

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// reader is the files of an app.
type reader struct {
	scans map[string]pyfile.Scan
	files *Files
}

// Taken are the names under which files of an app take streamlit, or what is in it, from
// other files of the app: by file, then as in Scan.Gives. whole: they were followed to the end.
func Taken(script string, scans map[string]pyfile.Scan) (all map[string]map[string]string, whole bool) {
	r := &reader{scans, Of(script, maps.Keys(scans))}
	all = map[string]map[string]string{}
	for range maxHands {
		news := false
		for _, name := range slices.Sorted(maps.Keys(r.scans)) { // how far it comes in a round rests on the order
			taken := r.taken(name, all)
			news = news || len(taken) > len(all[name])
			if len(taken) > 0 {
				all[name] = taken
			}
		}
		if !news {
			return all, true
		}
	}
	return all, false
}

// maxHands is through how many files streamlit is followed that is taken from another.
const maxHands = 20

// taken are those names of one file; all: of those that were read before.
func (r *reader) taken(file string, all map[string]map[string]string) map[string]string {
	taken := map[string]string{}
	pytree.Statements(r.scans[file].Tree, func(s *pytree.Statement) {
		r.dotted(file, s, all, taken)
		if s.Kind != pytree.FromStatement || s.Name == "" {
			return
		}
		other := r.files.Find(file, s.Name)
		if other == "" || other == file {
			return
		}
		for _, gives := range []map[string]string{r.scans[other].Gives, all[other]} {
			for i := 0; i+1 < len(s.Names); i += 2 {
				if s.Names[i] == "*" {
					maps.Copy(taken, gives)
				} else if what, is := gives[s.Names[i]]; is {
					taken[s.Names[i+1]] = what
				}
			}
		}
	})
	r.keptBySelf(file, all, taken)
	maps.DeleteFunc(taken, func(name, what string) bool { own, is := r.scans[file].Gives[name]; return is && own == what })
	return taken
}

// dotted adds the names that a file takes by the name of another file: common.st, by
// import common or from pkg import common. Only those that it uses count.
func (r *reader) dotted(file string, s *pytree.Statement, all map[string]map[string]string, taken map[string]string) {
	if s.Kind != pytree.ImportStatement && s.Kind != pytree.FromStatement {
		return
	}
	for i := 0; i+1 < len(s.Names); i += 2 {
		known := s.Names[i+1]
		if s.Kind == pytree.ImportStatement {
			known = cmp.Or(known, strings.ReplaceAll(s.Names[i], "/", "."))
		}
		other := r.files.Find(file, path.Join(s.Name, s.Names[i]))
		if other == "" || other == file {
			continue
		}
		for _, gives := range []map[string]string{r.scans[other].Gives, all[other]} {
			if len(gives) == 0 {
				continue
			}
			pytree.Every(r.scans[file].Tree, func(e *pytree.Expression) {
				if name, is := strings.CutPrefix(pyfile.Dotted(e), known+"."); is {
					if what, given := gives[name]; given {
						taken[known+"."+name] = what
					}
				}
			})
		}
	}
}

// keptBySelf adds the attributes of self that a file gives streamlit, and nothing else: self.ui = st.
func (r *reader) keptBySelf(file string, all map[string]map[string]string, taken map[string]string) {
	used := map[string]bool{}
	pytree.Every(r.scans[file].Tree, func(e *pytree.Expression) {
		if e.Kind == pytree.AttributeExpression && slices.Contains([]string{"login", "user", "stop"}, e.Value) {
			if name, is := strings.CutPrefix(pyfile.Dotted(e.Parts[0]), "self."); is {
				used[name] = true
			}
		}
	})
	if len(used) == 0 {
		return
	}
	given := map[string]int{} // how often an attribute of that name gets a value
	kept := map[string]int{}
	pytree.Statements(r.scans[file].Tree, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			target.Every(func(e *pytree.Expression) {
				if e.Kind == pytree.AttributeExpression {
					given[e.Value]++
				}
			})
		}
		if s.Kind != pytree.ClassStatement {
			return
		}
		for name, sets := range pyclass.Read(s).Sets {
			for _, set := range sets {
				if used[name] && set.Value != nil && r.isStreamlit(file, s.Name, set, all) {
					kept[name]++
				}
			}
		}
	})
	for name, count := range kept {
		if given[name] == count {
			taken["self."+name] = ""
		}
	}
}

// isStreamlit tells whether what a method gives an attribute is the module streamlit: by its name in
// the file, or as what __init__ is handed by all that make a thing of the class.
func (r *reader) isStreamlit(file string, class string, set pyclass.Set, all map[string]map[string]string) bool {
	parameter := slices.IndexFunc(pyfile.Parameters(set.Method), func(p names.Parameter) bool { return p.Name == set.Value.Value })
	switch {
	case set.Value.Kind != pytree.NameExpression:
		return false
	case parameter < 0:
		return r.names(file, set.Value, all)
	case set.Method.Name != "__init__":
		return false
	}
	made, other := 0, 0
	heirs := r.heirs(class)
	for from, scan := range r.scans {
		pytree.Every(scan.Tree, func(e *pytree.Expression) {
			if e.Kind != pytree.CallExpression || e.Parts[0].Kind > pytree.AttributeExpression || !slices.Contains(heirs, e.Parts[0].Value) {
				return
			}
			given, clear := pyread.Argument(e, 0, parameter-1, set.Value.Value)
			if given == nil && clear && parameter < len(set.Method.Parts) {
				given = set.Method.Parts[parameter]
			}
			if made++; given == nil || !r.names(from, given, all) {
				other++
			}
		})
	}
	return made > 0 && other == 0
}

// heirs are the names of a class and of those made of it that have no __init__ of their own.
func (r *reader) heirs(class string) []string {
	all := []string{class}
	for i := 0; i < len(all) && i < maxHands; i++ {
		for _, name := range slices.Sorted(maps.Keys(r.scans)) {
			pytree.Statements(r.scans[name].Tree, func(s *pytree.Statement) {
				is := func(base *pytree.Expression) bool { return base.Value == all[i] }
				begins := func(s *pytree.Statement) bool { return s.Kind == pytree.FunctionStatement && s.Name == "__init__" }
				if s.Kind == pytree.ClassStatement && slices.ContainsFunc(s.Parts, is) && !slices.ContainsFunc(s.Body, begins) && !slices.Contains(all, s.Name) {
					all = append(all, s.Name)
				}
			})
		}
	}
	return all
}

// names tells whether an expression is a name of streamlit in a file.
func (r *reader) names(file string, e *pytree.Expression, all map[string]map[string]string) bool {
	what, is := r.scans[file].Gives[e.Value]
	if !is {
		what, is = all[file][e.Value]
	}
	return is && what == "" && e.Kind == pytree.NameExpression
}
