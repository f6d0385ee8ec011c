package pyapp

import (
	"maps"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// lineOf is a class with the classes of the app that it is made of, about in the order in which
// Python looks through them; whole: these are surely all.
func (f *follower) lineOf(c *class) (all []*class, whole bool) {
	if c.whole == unknown {
		c.line, c.whole = []*class{c}, reached.Of(!c.Foreign && !c.Odd && !c.Enum)
		for _, base := range c.Bases {
			some, made := f.things(c.in, c.module, base, 0)
			if len(some) != 1 || made {
				c.whole, some = no, f.find(c.in, c.module, base, 0).classes
			}
			for _, one := range some {
				more, all := f.lineOf(one)
				all = all && len(more) < manyWays
				for _, other := range more {
					if len(c.line) <= manyWays && !slices.Contains(c.line, other) {
						c.line = append(c.line, other)
					}
				}
				if !all {
					c.whole = no
				}
			}
		}
	}
	return c.line, c.whole == yes
}

// inLine is the method that a thing of a class has under a name, and the class that it is of.
func (f *follower) inLine(c *class, name string) (*unit, *class) {
	line, _ := f.lineOf(c)
	for _, one := range line {
		if u := one.methods[name]; u != nil {
			return u, one
		}
	}
	return nil, nil
}

// selves are the classes that the first parameter of a method may be a thing of; made: it is a
// thing, and not the class itself.
func (f *follower) selves(b binding) (all []*class, made bool) {
	u := b.In.Owner
	if u == nil || u.class == nil || !b.Parameter || u.node.Names[0] != b.Name || pyclass.Itself(u.node) == "" {
		return nil, false
	}
	if all = f.makings().kinds[u.class]; len(all) == 0 && pyclass.Itself(u.node) == "cls" && f.makes.kinds != nil {
		for _, one := range f.inOrder {
			if line, _ := f.lineOf(one); slices.Contains(line, u.class) {
				all = append(all, one)
			}
		}
	}
	if len(all) > manyWays {
		return nil, false
	}
	return all, pyclass.Itself(u.node) == "self"
}

// basesAt are the classes that super() stands for in a method.
func (f *follower) basesAt(in *scope, super *pytree.Expression) []*class {
	for ; in != nil; in = in.Above {
		if in.Owner == nil || in.Owner.class == nil {
			continue
		}
		c := in.Owner.class
		if len(super.Parts) > 1 { // super(Page, self)
			some, made := f.things(in, in.Owner.module, super.Parts[1], 0)
			if len(some) != 1 || made {
				return nil
			}
			c = some[0]
		}
		if len(c.Bases) != 1 {
			return nil
		}
		line, _ := f.lineOf(c)
		return line[1:min(2, len(line))]
	}
	return nil
}

// things are the classes that an expression surely is a thing of, one of them; not made: it is the
// class itself. None: it cannot be told.
func (f *follower) things(in *scope, m *module, e *pytree.Expression, steps int) (all []*class, made bool) {
	if steps > maxSteps || e.Own != "" || f.tired() {
		return nil, false
	}
	switch e.Kind {
	case pytree.NameExpression:
		if b, is := in.Only(e.Value); is {
			return f.thingsOf(b, m, steps+1)
		}
	case pytree.AttributeExpression:
		if b, is := in.Only(e.Parts[0].Value); is && e.Parts[0].Kind == pytree.NameExpression && b.Origin != nil && b.Origin.Original == "" {
			return f.ofFile(f.surely(m, b.Origin.Module, b.Origin.Dots), e.Value, steps)
		}
		for i, one := range f.attribute(in, m, e, steps+1) {
			some, is := f.things(one.in, one.m, one.Expression, steps+1)
			if len(some) == 0 || i > 0 && is != made {
				return nil, false
			}
			all, made = append(all, some...), is
		}
	case pytree.CallExpression:
		if pyread.IsSuper(e) {
			return f.basesAt(in, e), true
		}
		if classes, already := f.things(in, m, e.Parts[0], steps+1); len(classes) > 0 {
			return classes, !already
		}
		if b, is := in.Only(e.Parts[0].Value); is && e.Parts[0].Kind == pytree.NameExpression && b.Unit != nil && pyread.RunsAtOnce(b.Unit.node) && !isLazy(b.Unit) {
			if sum := f.summarize(b.Unit); len(sum.gives) == 1 && !sum.open {
				return f.things(sum.gives[0].in, sum.gives[0].m, sum.gives[0].Expression, steps+1)
			}
		}
	}
	return all, made
}

// thingsOf are those of a name with one value.
func (f *follower) thingsOf(b binding, m *module, steps int) (all []*class, made bool) {
	switch {
	case b.Class != nil:
		return []*class{b.Class}, false
	case b.Value != nil:
		return f.things(b.In, m, b.Value, steps)
	case b.Parameter:
		if all, made = f.selves(b); len(all) == 0 && b.In.Owner != nil && b.In.Owner.class != nil && b.In.Owner.node.Name == "__init__" {
			for i, one := range f.madeWith(b.In.Owner, b.Name) {
				some, is := f.things(one.in, one.m, one.Expression, steps)
				if len(some) == 0 || i > 0 && is != made {
					return nil, false
				}
				all, made = append(all, some...), is
			}
		}
		return all, made
	case b.Origin != nil && b.Origin.Original != "":
		return f.ofFile(f.surely(m, b.Origin.Module, b.Origin.Dots), b.Origin.Original, steps)
	}
	return nil, false
}

// ofFile are those of a name of another file.
func (f *follower) ofFile(from *module, name string, steps int) (all []*class, made bool) {
	if from == nil || from.opens() || steps > maxSteps {
		return nil, false
	}
	if b, is := from.unit.scope.Only(name); is {
		return f.thingsOf(b, from, steps+1)
	}
	return nil, false
}

// begins is the __init__ that making a thing of a class runs, and whether it has those of its bases run.
func (f *follower) begins(c *class) (start *unit, goesUp bool) {
	u, _ := f.inLine(c, "__init__")
	return u, u != nil && pyclass.GoesUp(u.node)
}

// attribute are the values that an attribute of a thing may have, where some class of the app, and
// nobody else, gives them to it; none: they are not all known.
func (f *follower) attribute(in *scope, m *module, e *pytree.Expression, steps int) (all []leafOf) {
	if e.Kind != pytree.AttributeExpression || e.Own != "" || e.Parts[0].Own != "" || steps > maxSteps {
		return nil
	}
	classes, made := f.things(in, m, e.Parts[0], steps+1)
	if len(classes) == 0 || f.puts("."+e.Value) {
		return nil
	}
	for _, c := range classes {
		some := f.valuesIn(c, e.Value, made)
		if some == nil {
			return nil
		}
		for _, one := range some {
			if !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return all
}

// leafOf is a leaf, and the code that it stands in.
type leafOf struct {
	leaf
	unit *unit
}

// valuesIn are those that a class and its line give an attribute.
func (f *follower) valuesIn(c *class, name string, made bool) (all []leafOf) {
	line, whole := f.lineOf(c)
	if u, _ := f.inLine(c, name); u != nil || !whole {
		return nil
	}
	start, goesUp := f.begins(c)
	always := false
	for _, one := range line {
		for _, set := range one.Sets[name] {
			u := f.units[set.Method]
			if !made || set.Method.Name == "__init__" && u != start && !goesUp {
				continue
			}
			if set.Value == nil {
				return nil
			}
			all, always = append(all, leafOf{leaf{set.Value, u.scope, u.module}, u}), always || set.Always
		}
	}
	for _, one := range line {
		field, is := one.Field(name)
		switch {
		case always || !is:
			continue
		case one.Data || field.Value == nil:
			return nil // what it is made with decides
		}
		return append(all, leafOf{leaf{field.Value, one.body, one.module}, one.module.unit})
	}
	return all
}

// lacksAttribute tells of an attribute that a thing surely does not have; empty: it may have it.
func (w *walker) lacksAttribute(e *pytree.Expression) (fault reached.Fault) {
	if given := w.attribute(w.scope, w.unit.module, e.Parts[0], 0); len(given) == 1 && given[0].Kind == pytree.ConstantExpression && given[0].Value == "None" {
		return reached.Fault{Code: true, Message: e.Parts[0].Value + " is None, which has no " + e.Value + ", so the page ends here with an error", Fix: "give " + e.Parts[0].Value + " another value than None in its class"}
	}
	classes, made := w.things(w.scope, w.unit.module, e.Parts[0], 0)
	if e.Value[0] == '_' {
		return fault
	}
	return w.lacks(classes, made, e.Value)
}

// lacks tells of an attribute that things of classes surely do not have.
func (w *walker) lacks(classes []*class, made bool, name string) (fault reached.Fault) {
	if len(classes) == 0 || w.puts("."+name) {
		return fault
	}
	above := ""
	for _, c := range classes {
		line, whole := w.lineOf(c)
		start, goesUp := w.begins(c)
		handedOn := slices.ContainsFunc(w.makings().of[c], func(m making) bool { return m.call == nil })
		if u, _ := w.inLine(c, name); u != nil || !whole || handedOn || !made && (name == "mro" || name == "register") {
			return fault
		}
		for _, one := range line {
			if _, is := one.Field(name); is {
				return fault
			}
			for _, set := range one.Sets[name] {
				if u := w.units[set.Method]; made && (set.Method.Name != "__init__" || u == start || goesUp) {
					return fault
				} else if made {
					above = one.Name
				}
			}
		}
	}
	var has []string
	line, _ := w.lineOf(classes[0])
	for _, one := range line {
		has = slices.AppendSeq(slices.AppendSeq(has, maps.Keys(one.Sets)), maps.Keys(one.methods))
		for _, field := range one.Fields {
			has = append(has, field.Name)
		}
	}
	slices.Sort(has)
	return pyclass.Lacks(classes[0].Name, name, above, has)
}

// enter runs what with does with a thing of the app.
func (w *walker) enter(item *pytree.Expression, reach Reach) Reach {
	classes, made := w.things(w.scope, w.unit.module, item, 0)
	u := w.method(classes, "__enter__")
	if !made || reach == Never || w.as == stranger && (w.tested || w.clicking || w.inClass) {
		return reach
	} else if u != nil {
		return w.returned(item, u, reach)
	}
	if fault := w.lacks(classes, true, "__enter__"); fault.Message != "" && w.as == stranger {
		fault.Fix = "take with away, or give the class __enter__ and __exit__"
		return w.fails(w.unit.spot(item), fault, reach)
	}
	return reach
}

// ofSelf is the first parameter of the method around this place, where its class has something of
// this name; empty: it has not.
func (w *walker) ofSelf(name string) string {
	u := w.unit
	for u.class == nil && u.above != nil {
		u = u.above
	}
	if u.class == nil || len(u.node.Names) == 0 || pyclass.Itself(u.node) == "" {
		return ""
	}
	made := &pytree.Expression{Kind: pytree.AttributeExpression, Value: name, Rare: &pytree.NoneRare, Parts: []*pytree.Expression{{Value: u.node.Names[0], Rare: &pytree.NoneRare}}}
	if len(w.attribute(u.scope, u.module, made, 0)) > 0 || w.method([]*class{u.class}, name) != nil {
		return u.node.Names[0]
	}
	return ""
}

// selfGiven is how many of the arguments of a call are what the method is called on: Base.gate(self).
func (w *walker) selfGiven(called *pytree.Expression, units []*unit) int {
	if called.Kind != pytree.AttributeExpression || len(units) != 1 || units[0].class == nil || pyclass.Itself(units[0].node) != "self" {
		return 0
	}
	if classes, made := w.things(w.scope, w.unit.module, called.Parts[0], 0); len(classes) > 0 && !made {
		return 1
	}
	return 0
}

// parametersOf are what a dataclass is made with, those of the classes above it first.
func (f *follower) parametersOf(c *class) (all []names.Parameter, known bool) {
	line, known := f.lineOf(c)
	for _, one := range slices.Backward(line) {
		if !one.Data {
			continue
		}
		some, is := one.Parameters()
		known = known && is && (len(line) == 1 || !slices.ContainsFunc(some, func(p names.Parameter) bool { return p.Name == "*" }))
		for _, p := range some {
			if at := slices.IndexFunc(all, func(other names.Parameter) bool { return other.Name == p.Name }); at >= 0 {
				all[at] = p
			} else {
				all = append(all, p)
			}
		}
	}
	return all, known && c.Data
}
