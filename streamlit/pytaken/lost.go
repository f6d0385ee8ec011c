package pytaken

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/endings"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Lost is a module of an app's own that an import does not find: streamlit run looks in the folder of
// the main script, and in what is installed (docs/facts/streamlit.md, section 8).
type Lost struct {
	Module string // as it is imported, with slashes
	Folder string // from where it would be found; a slash path in the project
	Near   string // the name by which it is found from the main script's folder, with slashes; empty: by none
	Script bool   // it is named like the main script, which Python finds first
}

// FindLost are the modules that files of an app import and that surely lie elsewhere in the project
// only, as far as nothing but the main script's folder is looked in. Whether something
// else is, is not looked at here; nor are modules that do not lie in the project at all, which may be
// installed.
func FindLost(fsys fs.FS, script string, scans map[string]pyfile.Scan) (all []Lost) {
	asked := map[string][]string{} // what is taken from a module, by its name
	for _, scan := range scans {
		pytree.Statements(scan.Tree, func(s *pytree.Statement) {
			switch {
			case s.Kind == pytree.FromStatement && s.Dots == 0:
				for i := 0; i < len(s.Names); i += 2 {
					asked[s.Name] = append(asked[s.Name], s.Names[i])
				}
			case s.Kind == pytree.ImportStatement:
				for i := 0; i < len(s.Names); i += 2 {
					if strings.Contains(s.Names[i], "/") { // a single word may be the name of anything that is installed
						asked[s.Names[i]] = append(asked[s.Names[i]], "*")
					}
				}
			}
		})
	}
	if len(asked) > maxAsked {
		return nil
	}
	files := endings.Of(maps.Keys(scans))
	for _, module := range slices.Sorted(maps.Keys(asked)) {
		first, _, _ := strings.Cut(module, "/")
		lost := Lost{Module: module, Script: path.Join(path.Dir(script), first)+".py" == script && !checkout.Exists(fsys, path.Join(path.Dir(script), first, "__init__.py"))}
		if installed(module) || stands(fsys, path.Dir(script), module) && !(lost.Script && module == first) {
			continue
		}
		folder, is := liesIn(fsys, script, module, asked[module], files)
		if !is || !gives(fsys, path.Join(folder, module), asked[module]) {
			continue
		}
		lost.Folder = folder
		if near, below := strings.CutPrefix(path.Join(folder, module), strings.TrimSuffix(path.Dir(script)+"/", "./")); below && stands(fsys, path.Dir(script), near) && !installed(near) {
			lost.Near = near
		}
		all = append(all, lost)
	}
	return all
}

// installed tells whether a module's name is one of Python's, of Streamlit's, or a well-known one.
func installed(module string) bool {
	first, _, _ := strings.Cut(module, "/")
	return names.Known(first) || slices.Contains(names.Loaded.Get(), first)
}

// maxAsked is how many modules of all names are looked for.
const maxAsked = 5000

// liesIn is the folder from which a module would be found: one above the main script, or one that
// holds a file of the app.
func liesIn(fsys fs.FS, script, module string, asked []string, files endings.Paths) (folder string, is bool) {
	for folder = path.Dir(script); folder != "."; {
		if folder = path.Dir(folder); stands(fsys, folder, module) {
			return folder, true
		}
	}
	ends := []string{".py", "/__init__.py"}
	for _, name := range asked { // a folder that is no package holds what is asked of it
		ends = append(ends, "/"+name+".py")
	}
	for _, end := range ends {
		found := files.Find(module + end)
		slices.Sort(found)
		for _, file := range found {
			if folder = strings.TrimSuffix(file, "/"+module+end); folder != file && stands(fsys, folder, module) {
				return folder, true
			}
		}
	}
	return "", false
}

// stands tells whether Python finds a module from a folder: a package goes before a file, and a file
// before a folder that is no package.
func stands(fsys fs.FS, folder, module string) bool {
	at := folder
	for rest := module; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, "/")
		switch at = path.Join(at, name); {
		case checkout.Exists(fsys, at+"/__init__.py"):
		case checkout.Exists(fsys, at+".py"):
			return rest == ""
		case !isFolder(fsys, at):
			return false
		}
	}
	return true
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// fileOf is what a module is read from: a file, or a folder.
func fileOf(fsys fs.FS, module string) string {
	for _, end := range []string{"/__init__.py", ".py"} {
		if checkout.Exists(fsys, module+end) {
			return module + end
		}
	}
	return module
}

// gives tells whether a module may be the one that is meant: it has all that is taken from it.
func gives(fsys fs.FS, module string, asked []string) bool {
	text, err := checkout.Read(fsys, fileOf(fsys, module), maxText)
	return !slices.ContainsFunc(asked, func(name string) bool {
		below := checkout.Exists(fsys, path.Join(module, name)+".py") || isFolder(fsys, path.Join(module, name))
		return name != "*" && !below && (err != nil || !strings.Contains(string(text), name))
	})
}

// maxText bounds a file that is looked at for names, in bytes.
const maxText = 1 << 20
