package pyapp

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/pyvalue"
)

// place is where in an app a name is read.
type place struct {
	in *scope
	m  *module
	u  *unit // the function that runs; nil: none
}

// worth is what an expression comes to, where all that it is made of is known.
func (f *follower) worth(in *scope, m *module, e *pytree.Expression) pyvalue.Value {
	if f.memory.TooDeep() || f.tired() {
		return pyvalue.Value{}
	}
	v, used := f.memory.Of((*world)(f), place{in: in, m: m}, e)
	f.work += int(used)
	return v
}

// behind is what the test of a statement comes to when all that stands before it in its function or file is run:
// a list of what is missing is filled there. It is asked of tests that decide whether the page goes on.
func (w *walker) behind(s *pytree.Statement) truth {
	at := slices.Index(w.unit.body, s)
	if at < 0 || w.memory.TooDeep() || w.tired() || !pyread.Decides(s) {
		return unknown
	}
	v, used := w.memory.Behind((*world)(w.follower), place{in: w.scope, m: w.unit.module}, w.unit.node == nil, w.unit.body[:at], s.Parts[0])
	w.work += int(used)
	return v.Truth()
}

// worthList is what a loop over an expression comes to, as if it was written out; nil: it is not known.
func (f *follower) worthList(in *scope, m *module, e *pytree.Expression) []*pytree.Expression {
	all, is := f.worth(in, m, e).Elements()
	if !is || len(all) > manyChoices {
		return nil
	}
	list := make([]*pytree.Expression, len(all))
	for i, one := range all {
		list[i] = one.AsWritten(f.held)
	}
	return list
}

// world is an app as its expressions are worked out.
type world follower

// Name is what a name of the app holds here, or what of its functions it is.
func (w *world) Name(at any, name string, inside bool) pyvalue.Value {
	f, p := (*follower)(w), at.(place)
	of, all := p.in.Holder(name)
	if name == "__name__" && of == nil {
		return pyvalue.Said(map[bool]string{true: "__main__", false: p.m.path}[p.m.main])
	}
	if of == nil || inside && of == p.in && slices.ContainsFunc(all, func(b binding) bool { return b.Origin == nil && b.Unit == nil }) {
		return pyvalue.Value{}
	}
	bindings, _ := f.reaching(p.in, name)
	return f.bindingWorth(p.m, bindings)
}

// bindingWorth is what a name comes to that has one value.
func (f *follower) bindingWorth(m *module, bindings []binding) (none pyvalue.Value) {
	if len(bindings) != 1 || bindings[0].Some || f.memory.TooDeep() || f.tired() {
		return none
	}
	return f.memory.Name(bindings[0], func() pyvalue.Value { return f.oneWorth(m, bindings[0]) })
}

func (f *follower) oneWorth(m *module, b binding) (none pyvalue.Value) {
	switch {
	case b.Unit != nil:
		if made := callable(b.Unit); made != nil {
			return pyvalue.Run(made)
		}
	case b.Class != nil && b.Class.Enum:
		var all []pyvalue.Value
		for _, one := range b.Class.Members() {
			all = append(all, f.memberWorth(b.In, m, one))
		}
		return pyvalue.Fixed(all)
	case b.Value != nil:
		return f.memory.Literal(b.Value, func() pyvalue.Value { return f.worth(b.In, m, b.Value).Fix() })
	case b.Element != nil:
		if all, is := f.worth(b.In, m, b.Element).Elements(); is && len(all) == 1 && b.Number > 0 {
			return all[0].Part(int(b.Number) - 1)
		} else if is && len(all) == 1 {
			return all[0]
		}
	case b.Packed != nil && b.Number > 0:
		return f.worth(b.In, m, b.Packed).Part(int(b.Number) - 1).Fix()
	case b.Parameter:
		if given := f.handed(b); len(given) == 1 {
			return f.worth(given[0].in, given[0].m, given[0].Expression).Fix()
		}
	case b.Origin != nil && b.Origin.Original != "":
		if other := f.file(m, b.Origin.Module); other != nil {
			given, _ := f.ofModule(other, b.Origin.Original)
			return f.bindingWorth(other, given)
		}
	}
	return none
}

// memberWorth is a member of an Enum.
func (f *follower) memberWorth(in *scope, m *module, one pyclass.Member) pyvalue.Value {
	return pyvalue.Member(one.Of, one.Of.Canonical(one), f.worth(in, m, one.Value))
}

// Own is st.user as it is for somebody who is not signed in.
func (w *world) Own(name string) (none pyvalue.Value) {
	if name == "login" || name == "logout" {
		return pyvalue.Value{Kind: pyvalue.Callable}
	} else if !pyscan.IsUser(name) || w.as == anybody || w.as == member {
		return none
	}
	return pyvalue.Thing(pyvalue.Mapping, []string{"is_logged_in"}, []pyvalue.Value{pyvalue.False()})
}

// Asked notes a test that is false whatever st.secrets holds.
func (w *world) Asked(at any, test *pytree.Expression) {
	spot := Spot{File: at.(place).m.path, Position: test.Place.Position()}
	if !slices.Contains(w.found.NoDict, spot) && len(w.found.NoDict) < 4 {
		w.found.NoDict = append(w.found.NoDict, spot)
	}
}

// Attribute is what a file of the app gives a name, or a class to its things: config.AUTH, self.on.
func (w *world) Attribute(at any, e *pytree.Expression) (none pyvalue.Value) {
	f, p := (*follower)(w), at.(place)
	if other := f.moduleOf(p.in, p.m, e, 0); other != nil {
		given, _ := f.ofModule(other, e.Value)
		return f.bindingWorth(other, given)
	}
	if all := f.attribute(p.in, p.m, e, 0); len(all) == 1 {
		return f.worth(all[0].in, all[0].m, all[0].Expression).Fix()
	}
	if all := f.members(p.in, p.m, e, 0); len(all) == 1 {
		return f.memberWorth(all[0].in, all[0].m, all[0].Member)
	}
	return none
}

// Function is the function of the app that is called.
func (w *world) Function(at any, called *pytree.Expression) *pyvalue.Function {
	f, p := (*follower)(w), at.(place)
	if called.Kind == pytree.AttributeExpression && f.find(p.in, p.m, called.Parts[0], 1).module == nil {
		return nil
	}
	found := f.find(p.in, p.m, called, 0)
	if len(found.units) != 1 || len(found.classes) > 0 {
		return nil
	}
	return callable(found.units[0])
}

// Fields are those of the dataclass that is called, where nothing else decides what its things hold.
func (w *world) Fields(at any, called *pytree.Expression) (all []pyvalue.Field, where any) {
	f, p := (*follower)(w), at.(place)
	found := f.find(p.in, p.m, called, 0)
	if len(found.classes) != 1 || len(found.units) > 0 {
		return nil, nil
	}
	c := found.classes[0]
	line, whole := f.lineOf(c)
	parameters, known := c.Parameters()
	if !whole || len(line) > 1 || !known || c.methods["__post_init__"] != nil || c.methods["__init__"] != nil || c.methods["__getattribute__"] != nil {
		return nil, nil
	}
	for _, one := range parameters {
		field, _ := c.Field(one.Name)
		if one.Name == "*" || f.puts("."+one.Name) || len(c.Sets[one.Name]) > 0 {
			return nil, nil
		}
		all = append(all, pyvalue.Field{Name: one.Name, Default: field.Default()})
	}
	return all, place{in: c.in, m: c.module}
}

// Class is the class that is called, where all that it is made of is known.
func (w *world) Class(at any, called *pytree.Expression) any {
	f, p := (*follower)(w), at.(place)
	if all, made := f.things(p.in, p.m, called, 0); len(all) == 1 && !made && !all[0].Data {
		if _, whole := f.lineOf(all[0]); whole {
			return all[0]
		}
	}
	return nil
}

// Method is a method of a class, or a property.
func (w *world) Method(of any, name string, behind any) (method *pyvalue.Function, property bool) {
	line, _ := (*follower)(w).lineOf(of.(*class))
	if behind != nil {
		line = line[slices.Index(line, behind.(place).u.class)+1:]
	}
	var u *unit
	for _, one := range slices.Backward(line) {
		u = cmp.Or(one.methods[name], u)
	}
	if u == nil || u.node == nil || u.node.Lazy || pyclass.Itself(u.node) != "self" {
		return nil, u != nil
	}
	property = len(u.node.Targets) == 1 && u.node.Targets[0].Value == "property"
	if len(u.node.Targets) > 0 && !property {
		return nil, true
	}
	return &pyvalue.Function{Node: u.node, Place: place{in: u.scope, m: u.module, u: u}}, property
}

// Foreign is the module that is called.
func (w *world) Foreign(at any, called *pytree.Expression) string {
	return (*follower)(w).find(at.(place).in, at.(place).m, called, 0).foreign
}

// callable is a function that may be run for its value; nil: a decorator makes something else of it,
// or keeps what it gave for others to change.
func callable(u *unit) *pyvalue.Function {
	if u.node == nil || u.node.Lazy || u.of != nil {
		return nil
	}
	same, kept := pyread.Decorated(u.node)
	if !same {
		return nil
	}
	return &pyvalue.Function{Node: u.node, Place: place{in: u.scope, m: u.module, u: u}, Kept: kept}
}

// IsOwn tells whether the app has something else under a name of Python's.
func (w *world) IsOwn(at any, name string) bool {
	of, _ := at.(place).in.Holder(name)
	return of != nil
}

// Outside is the place that the defaults of a function are read in.
func (w *world) Outside(at any) any {
	p := at.(place)
	if p.u == nil {
		return p
	}
	return place{in: p.u.scope.Above, m: p.m, u: p.u.above}
}

// Secrets is what st.secrets holds.
func (w *world) Secrets() *held.Value { return w.held }

// Variable is a variable that a text at the top of the secrets, or a file that the app loads, sets.
func (w *world) Variable(name string) (none pyvalue.Value) {
	for _, value := range []*held.Value{w.held.Under(name), w.held.Variable(name)} {
		if value == nil {
			continue
		}
		if _, is := value.Text(); is {
			return pyvalue.OfSecrets(value)
		}
	}
	return none
}
