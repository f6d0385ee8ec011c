package pyopens

import (
	"cmp"
	"path"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// place is the name of a file or a folder; fixed: from the top of the project.
type place struct {
	name  string
	fixed bool
}

// plain tells whether it is a name below the folder that it is counted from, on every system.
func (p place) plain() bool {
	clean := path.Clean(p.name)
	return p.name != "" && clean != "." && !path.IsAbs(clean) && !strings.HasPrefix(clean, "..") && len(clean) < 250 && !strings.ContainsAny(clean, "\\:*?~$%{}<>\n\x00")
}

// join is a place inside of another one.
func (p place) join(inside place) (place, bool) {
	if inside.fixed || path.IsAbs(inside.name) {
		return inside, inside.fixed
	}
	return place{path.Join(p.name, inside.name), p.fixed}, true
}

// maxSteps bounds how far names are followed, maxLooks how many expressions of a file are looked at for
// that, maxName how long a name becomes.
const (
	maxSteps = 20
	maxLooks = 50_000
	maxName  = 4096
)

// place is what an expression names, where that is written out.
func (r *reader) place(e *pytree.Expression, steps int) (place, bool) {
	if r.looked++; e == nil || steps > maxSteps || e.Own != "" || r.looked > maxLooks {
		return place{}, false
	}
	switch e.Kind {
	case pytree.TextExpression:
		return place{name: e.Value}, len(e.Parts) == 0
	case pytree.NameExpression:
		if e.Value == "__file__" {
			return place{r.file, true}, true
		}
		if values := r.values[e.Value]; len(values) == 1 && r.imported[e.Value] == "" {
			return r.place(cmp.Or(values[0], r.argument(e.Value)), steps+1)
		}
	case pytree.AttributeExpression:
		if e.Value == "parent" {
			return r.above(e.Parts[0], 1, steps)
		}
	case pytree.ItemExpression:
		if of := e.Parts[0]; of.Kind == pytree.AttributeExpression && of.Value == "parents" {
			if n, err := strconv.Atoi(e.Parts[1].Value); err == nil && n >= 0 {
				return r.above(of.Parts[0], n+1, steps)
			}
		}
	case pytree.OtherExpression:
		switch e.Value {
		case "/":
			return r.joined(e.Parts, steps)
		case "+":
			return r.glued(e.Parts, steps)
		}
	case pytree.FormatExpression:
		return r.formatted(e, steps)
	case pytree.CallExpression:
		return r.call(e, steps)
	}
	return place{}, false
}

// argument is what the only call of a function gives its parameter; nil: there are others, or it cannot be told.
func (r *reader) argument(name string) *pytree.Expression {
	p, is := r.given[name]
	if !is || !r.main || len(r.calls[p.of]) != 1 || len(r.values[p.of]) != 1 {
		return nil
	}
	return argument(r.calls[p.of][0], p.at, name)
}

// call is what a function of pathlib or os.path, or a method of a path, gives.
func (r *reader) call(e *pytree.Expression, steps int) (place, bool) {
	called, arguments := e.Parts[0], e.Parts[1:]
	for i := range arguments {
		if e.Keyword(i+1) != "" {
			return place{}, false
		}
	}
	switch name := r.named(called); {
	case name == "pathlib/Path" || name == "pathlib/PurePath":
		if len(arguments) == 0 {
			return place{name: "."}, true
		}
		return r.joined(arguments, steps)
	case name == "os/path/join":
		return r.joined(arguments, steps)
	case name == "os/getcwd" || name == "pathlib/Path/cwd":
		return place{name: "."}, len(arguments) == 0
	case len(arguments) == 1 && name == "os/path/dirname":
		return r.above(arguments[0], 1, steps)
	case len(arguments) == 1 && (name == "os/path/abspath" || name == "os/path/realpath" || name == "os/path/normpath" || name == "os/fspath" || called.Kind == pytree.NameExpression && called.Value == "str"):
		return r.place(arguments[0], steps+1)
	case called.Kind != pytree.AttributeExpression || name != "":
	case len(arguments) == 0 && (called.Value == "resolve" || called.Value == "absolute" || called.Value == "as_posix"):
		return r.place(called.Parts[0], steps+1)
	case called.Value == "joinpath":
		return r.joined(append([]*pytree.Expression{called.Parts[0]}, arguments...), steps)
	}
	return place{}, false
}

// above is a folder some levels above.
func (r *reader) above(e *pytree.Expression, levels, steps int) (place, bool) {
	p, is := r.place(e, steps+1)
	for range levels {
		if is = is && p.name != "." && p.name != ""; is {
			p.name = path.Dir(p.name)
		}
	}
	return p, is
}

func (r *reader) joined(parts []*pytree.Expression, steps int) (all place, is bool) {
	for i, part := range parts {
		next, known := r.place(part, steps+1)
		if i == 0 {
			all, is = next, known
		} else if is = is && known && len(all.name) < maxName; is {
			all, is = all.join(next)
		}
	}
	return all, is
}

// glued are texts one behind the other.
func (r *reader) glued(parts []*pytree.Expression, steps int) (all place, is bool) {
	for i, part := range parts {
		next, known := r.place(part, steps+1)
		if i == 0 {
			all, is = next, known
			continue
		}
		if is = is && known && !next.fixed && len(all.name)+len(next.name) < maxName; is {
			all.name += next.name
		}
	}
	return all, is
}

// formatted is the text of an f-string.
func (r *reader) formatted(e *pytree.Expression, steps int) (all place, is bool) {
	texts := strings.Split(e.Value, "*")
	all.name = texts[0]
	for i, part := range e.Parts {
		next, known := r.place(part, steps+1)
		if !known || next.fixed && all.name != "" || len(all.name)+len(next.name) > maxName {
			return place{}, false
		}
		all = place{all.name + next.name + texts[i+1], all.fixed || next.fixed}
	}
	return all, true
}

// isPath tells whether an expression is one of pathlib's paths.
func (r *reader) isPath(e *pytree.Expression, steps int) bool {
	switch {
	case e == nil || steps > maxSteps:
		return false
	case e.Kind == pytree.NameExpression:
		values := r.values[e.Value]
		return len(values) == 1 && r.imported[e.Value] == "" && r.isPath(values[0], steps+1)
	case e.Kind == pytree.CallExpression:
		name := r.named(e.Parts[0])
		return strings.HasPrefix(name, "pathlib/") || name == "" && e.Parts[0].Kind == pytree.AttributeExpression && r.isPath(e.Parts[0].Parts[0], steps+1)
	case e.Kind == pytree.OtherExpression && e.Value == "/", e.Kind == pytree.AttributeExpression, e.Kind == pytree.ItemExpression:
		return r.isPath(e.Parts[0], steps+1)
	}
	return false
}
