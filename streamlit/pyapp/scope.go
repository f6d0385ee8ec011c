package pyapp

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// scope, binding and holding say where the app's names get their values, and what they hold.
type (
	scope   = pyscope.Scope[unit, class]
	binding = pyscope.Binding[unit, class]
	holding = pyscope.Holding
)

// unit is code that runs as a whole: a module, or a function.
type unit struct {
	module *module
	node   *pytree.Statement // nil for a module
	body   []*pytree.Statement
	scope  *scope
	above  *unit // the function it is defined in
	class  *class
	of     *unit // the function that it is a copy of, see applied
	run
}

// run is what comes of a unit as one visitor meets it.
type run struct {
	reach     Reach
	loosely   Spot   // see walker.loosely
	hinge     *hinge // see walker.hinge
	opening   bool
	copied    bool // a copy of it is being summarized
	copies    int
	summary   *summary // nil: not known yet
	calls     []callSite
	decorated []*unit // by functions of the app
	forgiven  bool    // somebody calls it who catches a call that fails
	caught    bool    // or anything else
	cached    Spot    // the decorator that keeps its answer for everybody
}

// class is a class of the app.
type class struct {
	*pyclass.Class
	methods map[string]*unit
	reach   Reach
	in      *scope // that it stands in
	module  *module
	body    *scope   // of its own names
	line    []*class // see lineOf
	whole   truth
}

// module is one file of the app.
type module struct {
	code *code
	path string
	unit *unit
	scan pyfile.Scan
	main bool // it is run as a script, not imported

	opening truth           // see opens
	others  map[string]bool // see put
}

// callSite is one place that calls a unit; node is nil where it is handed on
// and the arguments are not known.
type callSite struct {
	node  *pytree.Expression
	skip  int // of its arguments belong to somebody else: partial(f, x)
	from  *unit
	in    *scope // where its arguments are read; nil: where all of that unit is
	reach Reach
}

// build makes the scopes of a body, and the units that it defines.
func (f *code) build(m *module, above *unit, in *scope, of *class, body []*pytree.Statement) {
	pyscope.Build(in, body, func(s *pytree.Statement) *unit {
		u := &unit{module: m, node: s, body: s.Body, above: above, scope: &scope{Above: in}}
		f.units[s] = u
		if of != nil {
			of.methods[s.Name], u.class = u, of
			f.methods[s.Name] = append(f.methods[s.Name], u)
		}
		if u.scope.Later = func() { f.names(u) }; pyread.ChangesOthers(s.Body) {
			u.scope.Of("")
		}
		return u
	}, func(s *pytree.Statement) *class {
		c := f.class(s, m, in)
		c.body = &scope{Above: in, Class: true}
		f.build(m, above, c.body, c, s.Body)
		return c
	})
}

// names reads the names of a function.
func (f *code) names(u *unit) {
	u.scope.Owner = u
	u.scope.Parameters(u.node)
	f.build(u.module, u, u.scope, nil, u.body)
}

func (f *code) class(s *pytree.Statement, m *module, in *scope) *class {
	c := &class{Class: pyclass.Read(s), methods: map[string]*unit{}, module: m, in: in}
	f.classes[s], f.inOrder = c, append(f.inOrder, c)
	return c
}

// target is what an expression stands for, as far as it is part of the app.
type target struct {
	units   []*unit
	classes []*class
	module  *module
	foreign string // a module that is not of the app
}

// maxSteps is how many names in a row are followed.
const maxSteps = 8

// manyWays is how many values of one name, or methods of one name, are looked at.
const manyWays = 20

func (f *follower) few(bindings []binding) []binding {
	if len(bindings) > manyWays {
		f.found.Dynamic = true
		return nil
	}
	return bindings
}

// maxWork bounds how many names and tests are followed in one app.
const maxWork = 2_000_000

// tired tells whether that is used up. What is not followed is not known.
func (f *follower) tired() bool {
	if f.work++; f.work&1023 == 0 && f.around.Gone != nil && f.around.Gone() {
		f.work = maxWork + 1
	}
	if f.work > maxWork {
		f.found.Dynamic = true
		return true
	}
	return false
}

// find follows an expression to functions, classes and modules of the app.
func (f *follower) find(in *scope, m *module, e *pytree.Expression, steps int) target {
	var found target
	if steps > maxSteps || e == nil || f.tired() {
		return found
	}
	switch e.Kind {
	case pytree.NameExpression:
		bindings := f.few(in.Lookup(e.Value))
		for _, b := range bindings {
			found.add(f.bound(m, b, steps))
		}
		if len(bindings) == 0 {
			found = f.starred(m, e.Value, steps)
		}
	case pytree.AttributeExpression:
		if e.Own != "" || e.Parts[0].Own != "" {
			return found
		}
		value := f.find(in, m, e.Parts[0], steps+1)
		switch {
		case value.module != nil:
			found = f.member(value.module, e.Value, steps)
		case value.foreign != "":
			if other := f.file(m, path.Join(value.foreign, e.Value)); other != nil {
				found.module = other // import a.b as a whole
			} else {
				found.foreign = value.foreign
			}
		default:
			for _, c := range value.classes {
				if u, _ := f.inLine(c, e.Value); u != nil && !slices.Contains(found.units, u) {
					found.units = append(found.units, u)
				} else if u == nil {
					found.add(f.ofClassBody(c, e.Value, steps))
				}
			}
			if len(found.units) == 0 && !pyread.IsSuper(e.Parts[0]) {
				if found.units = f.methods[e.Value]; len(found.units) > manyWays {
					found.units, f.found.Dynamic = nil, true
				}
			}
		}
	case pytree.CallExpression: // of a class: the thing itself
		if pyread.IsSuper(e) {
			found.classes = f.basesAt(in, e)
		} else if value := f.find(in, m, e.Parts[0], steps+1); len(value.classes) > 0 {
			found.classes = value.classes
		} else {
			found.foreign = value.foreign
		}
	}
	return found
}

// ofClassBody is what a class, or one above it, holds under a name that is no method's.
func (f *follower) ofClassBody(c *class, name string, steps int) (found target) {
	line, _ := f.lineOf(c)
	for _, one := range line {
		for _, b := range one.body.Of(name) {
			found.add(f.bound(one.module, b, steps+1))
		}
	}
	return found
}

func (t *target) add(other target) {
	t.units = append(t.units, other.units...)
	t.classes = append(t.classes, other.classes...)
	if t.module == nil {
		t.module = other.module
	}
	t.foreign = cmp.Or(t.foreign, other.foreign)
}

// bound follows one binding.
func (f *follower) bound(m *module, b binding, steps int) target {
	switch {
	case b.Unit != nil:
		return target{units: []*unit{b.Unit}}
	case b.Class != nil:
		return target{classes: []*class{b.Class}}
	case b.Value != nil:
		return f.find(b.In, m, b.Value, steps+1)
	case b.Parameter:
		classes, _ := f.selves(b)
		if u := b.In.Owner; len(classes) == 0 && u != nil && u.class != nil && u.node.Names[0] == b.Name {
			classes = []*class{u.class}
		}
		return target{classes: classes}
	case b.Origin != nil:
		from := *b.Origin
		if from.Original != "" && !f.hides(f.file(m, from.Module), from.Original) {
			if other := f.file(m, path.Join(from.Module, from.Original)); other != nil {
				return target{module: other}
			}
		}
		other := f.file(m, from.Module)
		switch {
		case other == nil:
			return target{foreign: from.Module}
		case from.Original != "":
			return f.member(other, from.Original, steps)
		}
		return target{module: other}
	}
	return target{}
}

// hides tells whether a package itself has something under the name of one of its files.
func (f *follower) hides(pack *module, name string) bool {
	return pack != nil && slices.ContainsFunc(pack.unit.scope.Of(name), func(b binding) bool {
		return b.Unit != nil || b.Class != nil || b.Value != nil || b.Origin != nil && b.Origin.Original != "" && b.Origin.Module != "."
	})
}

// member is what a module of the app holds under a name.
func (f *follower) member(m *module, name string, steps int) target {
	var found target
	if steps > maxSteps {
		return found
	}
	for _, b := range f.few(m.unit.scope.Of(name)) {
		found.add(f.bound(m, b, steps+1))
	}
	if len(m.unit.scope.Of(name)) == 0 {
		found = f.starred(m, name, steps)
		if other := f.file(m, strings.TrimSuffix(strings.TrimSuffix(m.path, ".py"), "/__init__")+"/"+name); other != nil {
			found.module = other
		}
	}
	return found
}

// starred is what from x import * may bring.
func (f *follower) starred(m *module, name string, steps int) target {
	var found target
	for _, b := range f.few(m.unit.scope.Of("*")) {
		if b.Origin == nil {
			continue
		}
		if other := f.file(m, b.Origin.Module); other != nil && other != m {
			found.add(f.member(other, name, steps+1))
		}
	}
	return found
}

// file is the module of the app that an import in another one takes; nil: none.
func (f *code) file(from *module, name string) *module {
	return f.modules[f.taken.Find(from.path, name)]
}
