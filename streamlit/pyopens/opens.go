// Package pyopens tells which files an app's code opens by a name that stands in it, and whether
// the code writes files itself.
package pyopens

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Opened is a place where a file is opened to be read, which fails where it is not there, or to be written, which
// fails where its folder is not there.
type Opened struct {
	At    pytoken.Position // of the call
	Name  string           // of the file, with slashes
	Made  bool             // it is written, or made where there is none
	Fixed bool             // it is counted from the top of the project; else from the folder in which the app is started
}

// reader looks through one file of the app.
type reader struct {
	file     string                          // from the top of the project
	values   map[string][]*pytree.Expression // of the names, wherever they get one; nil: one that is not written out
	imported map[string]string               // of a name: the module, or what in it, as pandas or PIL/Image
	given    map[string]parameter            // by its name
	calls    map[string][]*pytree.Expression // of functions, by their names
	main     bool                            // it is the main script: nobody else calls its functions
	looked   int                             // how many expressions were looked at
}

// parameter is one of a function.
type parameter struct {
	of string
	at int
}

// In is what a file of the app opens or makes, in the order of the code. Not found are names that are made
// of more than texts, pathlib, os.path and __file__. main: it is the main script, which others do not import.
func In(file string, tree []*pytree.Statement, main bool) (all []Opened) {
	r := newReader(file)
	r.main = main
	r.bind(tree)
	pytree.Every(tree, func(e *pytree.Expression) {
		if e.Kind != pytree.CallExpression {
			return
		}
		name, made := r.opens(e), false
		if name == nil {
			name, made = r.makes(e), true
		}
		if name == nil {
			return
		}
		if at, is := r.place(name, 0); is && at.plain() && !(made && path.Dir(path.Clean(at.name)) == ".") {
			all = append(all, Opened{e.Parts[0].Place.Position(), path.Clean(at.name), made, at.fixed})
		}
	})
	return all
}

func newReader(file string) *reader {
	return &reader{file: file, values: map[string][]*pytree.Expression{}, imported: map[string]string{}, given: map[string]parameter{}, calls: map[string][]*pytree.Expression{}}
}

// bind notes what gives names their values.
func (r *reader) bind(tree []*pytree.Statement) {
	pytree.Every(tree, func(e *pytree.Expression) {
		if e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.NameExpression {
			r.calls[e.Parts[0].Value] = append(r.calls[e.Parts[0].Value], e)
		}
	})
	pytree.Statements(tree, func(s *pytree.Statement) {
		switch s.Kind {
		case pytree.ImportStatement, pytree.FromStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				r.imports(s, s.Names[i], s.Names[i+1])
			}
			return
		case pytree.FunctionStatement, pytree.ClassStatement:
			r.values[s.Name] = append(r.values[s.Name], nil)
		}
		for i, name := range s.Names {
			if s.Kind == pytree.FunctionStatement && s.Names[0] != "self" && s.Names[0] != "cls" {
				r.given[name] = parameter{s.Name, i}
			}
			name = strings.Trim(name, "*")
			r.values[name] = append(r.values[name], nil)
		}
		for _, target := range s.Targets {
			if s.Kind == pytree.AssignStatement && target.Kind == pytree.NameExpression {
				r.values[target.Value] = append(r.values[target.Value], s.Parts[0])
				continue
			}
			target.Every(func(e *pytree.Expression) {
				if e.Kind == pytree.NameExpression && s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement {
					r.values[e.Value] = append(r.values[e.Value], nil)
				}
			})
		}
	})
}

func (r *reader) imports(s *pytree.Statement, name, known string) {
	what := name
	if s.Kind == pytree.FromStatement {
		what = s.Name + "/" + name
	}
	if known == "" {
		known, _, _ = strings.Cut(name, "/")
		if s.Kind == pytree.ImportStatement {
			what = known
		}
	}
	if before, is := r.imported[known]; is && before != what {
		what = "" // one of two
	}
	r.imported[known] = what
}

// named is what a dotted name stands for: pandas/read_csv; empty: not what is imported.
func (r *reader) named(e *pytree.Expression) string {
	root, rest, _ := strings.Cut(pyfile.Dotted(e), ".")
	of := r.imported[root]
	if of == "" || len(r.values[root]) > 0 {
		return ""
	}
	return strings.TrimSuffix(of+"/"+strings.ReplaceAll(rest, ".", "/"), "/")
}

// media are Streamlit's functions that fail where a file that they show is not there.
var media = []string{"image", "logo", "audio", "video"}

// readers are functions of other packages that fail so, each with the file as its first argument.
var readers = []string{
	"io/open", "codecs/open", "PIL/Image/open", "joblib/load", "toml/load", "numpy/load", "numpy/loadtxt", "numpy/genfromtxt", "geopandas/read_file", "openpyxl/load_workbook",
	"pandas/read_csv", "pandas/read_excel", "pandas/read_json", "pandas/read_parquet", "pandas/read_pickle", "pandas/read_feather", "polars/read_csv", "polars/read_parquet",
}

// opens is the name of the file that a call opens to read it; nil: it opens none.
func (r *reader) opens(call *pytree.Expression) *pytree.Expression {
	called := call.Parts[0]
	reads := called.Kind == pytree.AttributeExpression && called.Own == "" && (called.Value == "read_text" || called.Value == "read_bytes" || called.Value == "open")
	switch {
	case slices.Contains(media, called.Own), called.Own == "" && called.Kind == pytree.AttributeExpression && slices.Contains(media, called.Value) && r.imported[pyfile.Dotted(called.Parts[0])] == "": // of a container
		if first := argument(call, 0, "image", "data"); first != nil && r.isFile(first) {
			return first
		}
	case called.Kind == pytree.NameExpression && called.Value == "open" && len(r.values["open"]) == 0 && r.imported["open"] == "":
		if isReading(argument(call, 1, "mode")) {
			return argument(call, 0, "file")
		}
	case slices.Contains(readers, r.named(called)):
		if first := argument(call, 0); first != nil && (!strings.HasSuffix(r.named(called), "/open") || isReading(argument(call, 1, "mode"))) && r.isFile(first) {
			return first
		}
	case reads && r.isPath(called.Parts[0], 0) && (called.Value != "open" || isReading(argument(call, 0, "mode"))):
		return called.Parts[0]
	}
	return nil
}

// makes is the name of the file that a call writes, or makes where there is none; nil: it does neither.
func (r *reader) makes(call *pytree.Expression) *pytree.Expression {
	called := call.Parts[0]
	switch named := r.named(called); {
	case called.Kind == pytree.NameExpression && called.Value == "open" && len(r.values["open"]) == 0 && r.imported["open"] == "":
		if mode := argument(call, 1, "mode"); mode != nil && mode.Kind == pytree.TextExpression && len(mode.Parts) == 0 && !isReading(mode) {
			return argument(call, 0, "file")
		}
	case named == "sqlite3/connect" && argument(call, -1, "uri") == nil:
		return argument(call, 0, "database")
	case named == "logging/FileHandler", named == "logging/handlers/RotatingFileHandler", named == "logging/handlers/TimedRotatingFileHandler":
		return argument(call, 0, "filename")
	case named == "logging/basicConfig":
		return argument(call, -1, "filename")
	}
	return nil
}

// isFile tells of what may be something else than a file's name whether it is one.
func (r *reader) isFile(e *pytree.Expression) bool {
	at, is := r.place(e, 0)
	return is && path.Ext(at.name) != "" && !strings.ContainsAny(path.Ext(at.name), " /<>\"'")
}

// argument is what a call gives a parameter, by its place or one of its names; nil: nothing, or what is not seen.
func argument(call *pytree.Expression, at int, names ...string) *pytree.Expression {
	for i, part := range call.Parts[1:] {
		switch keyword := call.Keyword(i + 1); {
		case keyword == "*" || keyword == "**":
			return nil
		case keyword == "" && i == at, slices.Contains(names, keyword):
			return part
		}
	}
	return nil
}

// isReading tells whether a mode of open surely fails where there is no such file; nil is that of who gives none.
func isReading(mode *pytree.Expression) bool {
	return mode == nil || mode.Kind == pytree.TextExpression && len(mode.Parts) == 0 && strings.HasPrefix(mode.Value, "r")
}
