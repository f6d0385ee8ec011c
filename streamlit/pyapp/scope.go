package pyapp

import (
	"cmp"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// scope is where names get their values: a module, a class or a function.
type scope struct {
	above    *scope
	class    bool
	sorted   bool
	bindings []binding // those of one name in their order in the file
	later    *unit     // whose names are not read yet: nobody has asked for one
	owner    *unit     // the function that it is of
	now      map[string]*holding
	final    map[string]*holding // of a module, as it is for whoever imports it
	given    map[string]bool     // names that may have a value where the unit is walked just now
}

// binding is one statement that gives a name a value. Of its fields from value on
// one is set, but for number.
type binding struct {
	name      string
	in        *scope             // where value and element are read
	value     *pytree.Expression // name = value
	element   *pytree.Expression // for name in element
	packed    *pytree.Expression // name, other = packed; number 0: made of it in another way
	unit      *unit
	class     *class
	origin    *origin
	number    int32 // for a, name in element or of packed: which one, from 1; 0: the whole
	parameter bool
	inner     bool // of a comprehension or a lambda, which keeps it to itself
	some      bool // value is a part of what it holds
}

// origin is where a name comes from by import a.b as name, or from a.b import original.
type origin struct {
	module, original string
	dots             int // of a relative import
}

// bind gives a name another value.
func (in *scope) bind(name string, b binding) {
	b.name = name
	if b.in == nil {
		b.in = in
	}
	in.bindings = append(in.bindings, b)
	in.sorted = false
}

// of are the values that a name gets in this scope.
func (in *scope) of(name string) []binding {
	if u := in.later; u != nil {
		in.later = nil
		u.module.code.names(u)
	}
	if !in.sorted {
		sort.SliceStable(in.bindings, func(i, j int) bool { return in.bindings[i].name < in.bindings[j].name })
		in.sorted = true
	}
	start := sort.Search(len(in.bindings), func(i int) bool { return in.bindings[i].name >= name })
	end := start + sort.Search(len(in.bindings)-start, func(i int) bool { return in.bindings[start+i].name > name })
	return in.bindings[start:end:end]
}

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
	copied    bool     // a copy of it is being summarized
	summary   *summary // nil: not known yet
	calls     []callSite
	decorated []*unit // by functions of the app
	forgiven  bool    // somebody calls it who catches a call that fails
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
	reach Reach
}

// build makes the scopes of a body, and the units that it defines.
func (f *code) build(m *module, above *unit, in *scope, class *class, body []*pytree.Statement) {
	bind := func(name string, b binding) {
		b.in = in
		in.bind(name, b)
	}
	var target func(e *pytree.Expression, b binding)
	target = func(e *pytree.Expression, b binding) {
		switch e.Kind {
		case pytree.NameExpression:
			bind(e.Value, b)
		case pytree.ListExpression, pytree.StarExpression:
			for i, part := range e.Parts {
				inner := binding{inner: b.inner}
				if b.element != nil && b.number == 0 && e.Kind == pytree.ListExpression {
					inner = binding{element: b.element, number: int32(i + 1), inner: b.inner}
				} else if b.value != nil && e.Kind == pytree.ListExpression {
					inner = binding{packed: b.value, number: int32(i + 1)}
				}
				target(part, inner)
			}
		}
	}
	for _, s := range body {
		for _, list := range [][]*pytree.Expression{s.Parts, s.Targets} {
			for _, e := range list {
				e.Every(func(e *pytree.Expression) {
					switch {
					case e.Kind == pytree.BindExpression && e.Value == ":=":
						target(e.Parts[0], binding{value: e.Parts[1]})
					case e.Kind == pytree.ComprehensionExpression:
						for i, part := range e.Parts {
							if e.Names[i] == "for" {
								target(part, binding{element: e.Parts[i+1], inner: true})
							}
						}
					case e.Kind == pytree.LambdaExpression:
						for i, name := range e.Names {
							b := binding{parameter: true, inner: true}
							if i < len(e.Parts)-1 && e.Parts[i] != nil {
								b = binding{value: e.Parts[i], inner: true}
							}
							if b.value == nil || b.value.Kind != pytree.NameExpression || b.value.Value != name { // lambda x=x
								bind(strings.TrimLeft(name, "*"), b)
							}
						}
					}
				})
			}
		}
		switch s.Kind {
		case pytree.FunctionStatement:
			u := &unit{module: m, node: s, body: s.Body, above: above, scope: &scope{above: in}}
			f.units[s] = u
			bind(s.Name, binding{unit: u})
			if class != nil {
				class.methods[s.Name], u.class = u, class
				f.methods[s.Name] = append(f.methods[s.Name], u)
			}
			if pyread.ChangesOthers(s.Body) {
				f.names(u)
			} else {
				u.scope.later = u
			}
		case pytree.ClassStatement:
			c := f.class(s, m, in)
			bind(s.Name, binding{class: c})
			c.body = &scope{above: in, class: true}
			f.build(m, above, c.body, c, s.Body)
		case pytree.AssignStatement:
			for _, e := range s.Targets {
				target(e, binding{value: s.Parts[0]})
			}
		case pytree.ChangeStatement, pytree.WithStatement:
			for i, e := range s.Targets {
				b := binding{}
				if len(s.Parts) > 0 {
					b.packed = s.Parts[min(i, len(s.Parts)-1)]
				}
				target(e, b)
			}
		case pytree.ForStatement:
			target(s.Targets[0], binding{element: s.Parts[0]})
		case pytree.ImportStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				first, _, dotted := strings.Cut(s.Names[i], "/")
				switch {
				case s.Names[i+1] != "":
					bind(s.Names[i+1], binding{origin: &origin{module: s.Names[i]}})
				case dotted:
					bind(first, binding{origin: &origin{module: first}})
				default:
					bind(first, binding{origin: &origin{module: s.Names[i]}})
				}
			}
		case pytree.FromStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				bind(s.Names[i+1], binding{origin: &origin{cmp.Or(s.Name, "."), s.Names[i], s.Dots}})
			}
		case pytree.ExceptClause, pytree.CaseClause:
			for _, name := range s.Names {
				bind(name, binding{})
			}
		case pytree.OtherStatement: // global and nonlocal: the name is one of outside
			for _, name := range s.Names {
				for outer := in; outer != nil; outer = outer.above {
					outer.bind(name, binding{})
				}
			}
		}
		for _, inner := range [][]*pytree.Statement{s.Other, s.Final, s.Clauses} {
			f.build(m, above, in, class, inner)
		}
		if s.Kind != pytree.FunctionStatement && s.Kind != pytree.ClassStatement {
			f.build(m, above, in, class, s.Body)
		}
	}
}

// names reads the names of a function.
func (f *code) names(u *unit) {
	u.scope.owner = u
	for _, name := range u.node.Names {
		if name != "*" {
			u.scope.bind(strings.TrimLeft(name, "*"), binding{parameter: true})
		}
	}
	f.build(u.module, u, u.scope, nil, u.body)
}

func (f *code) class(s *pytree.Statement, m *module, in *scope) *class {
	c := &class{Class: pyclass.Read(s), methods: map[string]*unit{}, module: m, in: in}
	f.classes[s], f.inOrder = c, append(f.inOrder, c)
	return c
}

// lookup finds what a name stands for where it is used.
func (in *scope) lookup(name string) []binding {
	_, found := in.holder(name)
	return found
}

// holder is the scope that a name is of where it is used.
func (in *scope) holder(name string) (*scope, []binding) {
	for s := in; s != nil; s = s.above {
		if found := s.of(name); len(found) > 0 && (s == in || !s.class) {
			return s, found
		}
	}
	return nil, nil
}

// only is the one binding of a name; false: it has none or several.
func (in *scope) only(name string) (binding, bool) {
	found := in.lookup(name)
	if len(found) != 1 {
		return binding{}, false
	}
	return found[0], true
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
	if f.work++; f.work > maxWork {
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
		bindings := f.few(in.lookup(e.Value))
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
			if len(found.units) == 0 && !isSuper(e.Parts[0]) {
				if found.units = f.methods[e.Value]; len(found.units) > manyWays {
					found.units, f.found.Dynamic = nil, true
				}
			}
		}
	case pytree.CallExpression: // of a class: the thing itself
		if isSuper(e) {
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
		for _, b := range one.body.of(name) {
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
	case b.unit != nil:
		return target{units: []*unit{b.unit}}
	case b.class != nil:
		return target{classes: []*class{b.class}}
	case b.value != nil:
		return f.find(b.in, m, b.value, steps+1)
	case b.parameter:
		classes, _ := f.selves(b)
		if u := b.in.owner; len(classes) == 0 && u != nil && u.class != nil && u.node.Names[0] == b.name {
			classes = []*class{u.class}
		}
		return target{classes: classes}
	case b.origin != nil:
		from := *b.origin
		if from.original != "" && !f.hides(f.file(m, from.module), from.original) {
			if other := f.file(m, path.Join(from.module, from.original)); other != nil {
				return target{module: other}
			}
		}
		other := f.file(m, from.module)
		switch {
		case other == nil:
			return target{foreign: from.module}
		case from.original != "":
			return f.member(other, from.original, steps)
		}
		return target{module: other}
	}
	return target{}
}

// hides tells whether a package itself has something under the name of one of its files.
func (f *follower) hides(pack *module, name string) bool {
	return pack != nil && slices.ContainsFunc(pack.unit.scope.of(name), func(b binding) bool {
		return b.unit != nil || b.class != nil || b.value != nil || b.origin != nil && b.origin.original != "" && b.origin.module != "."
	})
}

// member is what a module of the app holds under a name.
func (f *follower) member(m *module, name string, steps int) target {
	var found target
	if steps > maxSteps {
		return found
	}
	for _, b := range f.few(m.unit.scope.of(name)) {
		found.add(f.bound(m, b, steps+1))
	}
	if len(m.unit.scope.of(name)) == 0 {
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
	for _, b := range f.few(m.unit.scope.of("*")) {
		if b.origin == nil {
			continue
		}
		if other := f.file(m, b.origin.module); other != nil && other != m {
			found.add(f.member(other, name, steps+1))
		}
	}
	return found
}

// file is the module of the app that an import in another one takes; nil: none.
func (f *code) file(from *module, name string) *module {
	return f.modules[f.taken.Find(from.path, name)]
}
