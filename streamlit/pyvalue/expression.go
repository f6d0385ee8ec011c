package pyvalue

import (
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// value works out an expression.
func (r *run) value(in *frame, e *pytree.Expression) Value {
	if *r.steps--; e == nil || *r.steps < 0 || r.lost {
		r.lost = r.lost || *r.steps < 0
		return Value{}
	}
	v := r.read(in, e)
	if !r.carry(v) {
		return Value{}
	}
	if v.Kind == Unknown {
		r.unknown++
	}
	return v
}

func (r *run) read(in *frame, e *pytree.Expression) Value {
	switch {
	case e.Own == "secrets":
		return OfSecrets(r.Secrets())
	case e.Held != nil:
		return OfSecrets(e.Held)
	case e.Own != "":
		return r.Own(e.Own)
	}
	if name, usual, is := r.variable(in, e); is {
		return r.ofEnvironment(name, usual)
	}
	switch e.Kind {
	case pytree.TextExpression:
		return text(e.Value)
	case pytree.ConstantExpression:
		return constant(e.Value)
	case pytree.NameExpression:
		if v, is := in.get(e.Value); is {
			return v
		}
		return r.Name(in.place, e.Value, in.inside)
	case pytree.AttributeExpression:
		return r.attribute(in, e)
	case pytree.ItemExpression:
		if e.Parts[1].Kind == pytree.OtherExpression && e.Parts[1].Value == pytree.Slice {
			return r.slice(in, e.Parts[0], e.Parts[1].Parts)
		}
		base := r.value(in, e.Parts[0])
		if base.Kind == Raised {
			return base
		}
		key := r.value(in, e.Parts[1])
		if key.Kind == Raised {
			return key
		}
		return base.under(key)
	case pytree.CallExpression:
		return r.call(in, e)
	case pytree.NotExpression:
		v := r.value(in, e.Parts[0])
		if v.Kind == Raised {
			return v
		}
		return answer(v.truth().Not()).of(v)
	case pytree.AndExpression, pytree.OrExpression:
		return r.junction(in, e)
	case pytree.CompareExpression:
		return r.compare(in, e)
	case pytree.ChoiceExpression:
		test := r.value(in, e.Parts[0])
		switch test.truth() {
		case reached.Yes:
			return r.value(in, e.Parts[1]).of(test)
		case reached.No:
			return r.value(in, e.Parts[2]).of(test)
		}
	case pytree.LambdaExpression:
		return Run(&Function{Lambda: e, Place: in.place, locals: in})
	case pytree.ListExpression:
		return r.listed(in, e)
	case pytree.DictExpression:
		return r.dict(in, e)
	case pytree.BindExpression:
		v := r.value(in, e.Parts[1])
		if e.Value == ":=" && e.Parts[0].Kind == pytree.NameExpression {
			in.set(e.Parts[0].Value, v)
		}
		return v
	case pytree.ComprehensionExpression:
		if e.Value != "(" { // a generator is empty once it was gone through
			return r.comprehension(in, e)
		}
	case pytree.FormatExpression:
		return r.format(in, e.Value, "*", e.Parts)
	case pytree.OtherExpression:
		return r.binary(in, e)
	}
	return Value{}
}

func constant(written string) Value {
	switch written {
	case "None":
		return Value{Kind: None}
	case "True", "False":
		return boolean(written == "True")
	}
	if n, err := strconv.ParseInt(written, 10, 64); err == nil {
		return number(n)
	}
	return Value{}
}

// values works out several; failed: one of them raises an exception.
func (r *run) values(in *frame, parts []*pytree.Expression) (all []Value, failed *Value) {
	all = make([]Value, 0, len(parts))
	for _, part := range parts {
		v := r.value(in, part)
		if v.Kind == Raised {
			failed := v // v itself stays off the heap
			return nil, &failed
		}
		all = append(all, v)
	}
	return all, nil
}

// variable tells whether an expression reads a variable of the environment, and what it is
// where nobody sets it.
func (r *run) variable(in *frame, e *pytree.Expression) (name, usual Value, is bool) {
	if e.Kind != pytree.CallExpression && e.Kind != pytree.ItemExpression || len(e.Parts) < 2 || len(e.Parts) > 3 || len(e.Names) > 0 {
		return name, usual, false
	}
	of := e.Parts[0]
	switch usual = raised("KeyError"); {
	case e.Kind == pytree.ItemExpression && of.Value == "environ":
	case e.Kind == pytree.CallExpression && (of.Value == "getenv" || of.Kind == pytree.AttributeExpression && of.Value == "get" && of.Parts[0].Value == "environ"):
		if usual = (Value{Kind: None}); len(e.Parts) == 3 {
			usual = r.value(in, e.Parts[2])
		}
	default:
		return name, usual, false
	}
	return r.value(in, e.Parts[1]), usual, true
}

func (r *run) ofEnvironment(name, usual Value) Value {
	key, is := name.Text()
	if !is {
		return Value{}
	}
	if v := r.Variable(key.Reveal()); v.Kind != Unknown {
		return v
	}
	return usual.of(Value{Soft: true})
}

// attribute is what stands behind a dot.
func (r *run) attribute(in *frame, e *pytree.Expression) Value {
	if e.Parts[0].Kind > pytree.AttributeExpression || e.Parts[0].Own == "" && e.Parts[0].Held == nil {
		if _, local := in.get(e.Parts[0].Value); !local || e.Parts[0].Kind != pytree.NameExpression {
			if v := r.Attribute(in.place, e); v.Kind != Unknown {
				return v
			}
		}
	}
	base := r.value(in, e.Parts[0])
	if base.Kind != Section && base.Kind != Object && base.Kind != Mapping {
		return Value{}
	}
	if v := base.under(text(e.Value)); v.Kind != Raised {
		return v
	} else if base.also().class != nil {
		if method, property := r.Method(base.also().class, e.Value, nil); property && method != nil {
			return r.apply(in, &pytree.Expression{Kind: pytree.CallExpression, Parts: []*pytree.Expression{e}, Rare: &pytree.NoneRare}, method, base)
		}
		return Value{} // the class itself may have it
	}
	return raised("AttributeError").of(base)
}

// junction reads and and or.
func (r *run) junction(in *frame, e *pytree.Expression) Value {
	ends := reached.No
	if e.Kind == pytree.OrExpression {
		ends = reached.Yes
	}
	var passed []Value
	for i, part := range e.Parts {
		v := r.value(in, part)
		passed = append(passed, v)
		if is := v.truth(); v.Kind == Raised || is == ends || is == reached.Unknown || i == len(e.Parts)-1 {
			return v.of(passed...)
		}
	}
	return Value{}
}

// compare reads a == b, a is None, a in b.
func (r *run) compare(in *frame, e *pytree.Expression) Value {
	if e.Parts[1].Kind == pytree.AttributeExpression && e.Parts[1].Value == "environ" && strings.HasSuffix(e.Value, "in") {
		name, is := r.value(in, e.Parts[0]).Text()
		if !is {
			return Value{}
		}
		return boolean((r.Variable(name.Reveal()).Kind != Unknown) == (e.Value == "in")).of(Value{Soft: r.Variable(name.Reveal()).Kind == Unknown})
	}
	all, failed := r.values(in, e.Parts)
	if failed != nil {
		return *failed
	}
	return answer(compared(e.Value, all[0], all[1])).of(all...)
}

func compared(operator string, a, b Value) reached.Truth {
	switch operator {
	case "==":
		return equal(a, b)
	case "!=":
		return equal(a, b).Not()
	case "is", "is not":
		is := reached.Unknown
		switch {
		case a.Kind == Unknown || b.Kind == Unknown:
		case a.also().which != nil && b.also().which != nil:
			is = equal(a, b)
		case a.Kind == None || b.Kind == None:
			is = reached.Of(a.Kind == b.Kind)
		case a.Kind == Bool || b.Kind == Bool:
			is = reached.Of(a.Kind == b.Kind && a.number == b.number)
		}
		if operator == "is" {
			return is
		}
		return is.Not()
	case "in":
		return isIn(a, b)
	case "not in":
		return isIn(a, b).Not()
	}
	if a.Kind == Set && (b.Kind == Set || b.Kind == Section) || b.Kind == Set && a.Kind == Section {
		switch operator {
		case "<=":
			return within(a, b)
		case ">=":
			return within(b, a)
		}
		return reached.Unknown
	}
	if (a.Kind != Number && a.Kind != Bool) || (b.Kind != Number && b.Kind != Bool) {
		return reached.Unknown
	}
	switch operator {
	case "<":
		return reached.Of(a.number < b.number)
	case "<=":
		return reached.Of(a.number <= b.number)
	case ">":
		return reached.Of(a.number > b.number)
	case ">=":
		return reached.Of(a.number >= b.number)
	}
	return reached.Unknown
}

// isIn answers a in b.
func isIn(a, b Value) reached.Truth {
	switch b.Kind {
	case Text:
		if part, is := a.Text(); is {
			return reached.Of(strings.Contains(b.text.Reveal(), part.Reveal()))
		}
		return reached.Unknown
	case Section:
		if key, is := a.Text(); is {
			return reached.Truth(b.also().held.Has(key.Reveal()))
		}
		return reached.Unknown
	}
	all, is := b.Elements()
	if !is {
		return reached.Unknown
	}
	return contains(all, a)
}

// listed is a list, a tuple or a set that is written out.
func (r *run) listed(in *frame, e *pytree.Expression) Value {
	var all []Value
	for _, part := range e.Parts {
		if part.Kind == pytree.StarExpression {
			some, is := r.value(in, part.Parts[0]).Elements()
			if !is {
				return Value{}
			}
			if all = append(all, some...); len(all) > mostWeight {
				r.lost = true
				return Value{}
			}
			continue
		}
		v := r.value(in, part)
		if v.Kind == Raised {
			return v
		}
		all = append(all, v)
	}
	switch e.Value {
	case "(":
		return listOf(Tuple, all).of(all...)
	case "{":
		return setOf(all).of(all...)
	}
	return listOf(List, all).of(all...)
}

// dict is a dictionary that is written out.
func (r *run) dict(in *frame, e *pytree.Expression) Value {
	made := Value{Kind: Dict, items: &items{}}
	for i := 0; i+1 < len(e.Parts); i += 2 {
		what := r.value(in, e.Parts[i+1])
		if what.Kind == Raised {
			return what
		}
		if e.Parts[i] == nil {
			if !made.take(what) {
				return Value{}
			}
			continue
		}
		if key := r.value(in, e.Parts[i]); !made.put(key, what) {
			return Value{}
		}
	}
	return made
}

// take adds what another dictionary, or a section, holds; it tells whether that could be done.
func (v Value) take(other Value) bool {
	if other.Kind != Dict && other.Kind != Section && other.Kind != Mapping {
		return false
	}
	keys, is := other.Elements()
	for _, key := range keys {
		is = is && v.put(key, other.under(key))
	}
	return is
}

// comprehension runs the loops of one.
func (r *run) comprehension(in *frame, e *pytree.Expression) Value {
	pairs := e.Value == "{" && e.Parts[0].Kind == pytree.OtherExpression && e.Parts[0].Value == "" && len(e.Parts[0].Parts) == 2
	made := Value{Kind: Dict, items: &items{}}
	inner := &frame{place: in.place, above: in, soft: in.soft, inside: in.inside}
	var failed *Value
	var from Value
	var loop func(at int) bool
	loop = func(at int) bool {
		if at == len(e.Parts) {
			parts := e.Parts[:1]
			if pairs {
				parts = e.Parts[0].Parts
			}
			all, wrong := r.values(inner, parts)
			switch {
			case wrong != nil:
				failed = wrong
				return false
			case pairs:
				return made.put(all[0], all[1])
			}
			made.items.all = append(made.items.all, all[0])
			return true
		}
		v := r.once(inner, e.Parts[at+boolToInt(e.Names[at] == "for")])
		if v.Kind == Raised {
			raised := v // v itself stays off the heap
			failed = &raised
			return false
		}
		from = from.of(v)
		if e.Names[at] == "if" {
			switch v.truth() {
			case reached.Yes:
				return loop(at + 1)
			case reached.No:
				return true
			}
			return false
		}
		all, is := v.Elements()
		if !is || len(all) > mostRounds {
			return false
		}
		for _, one := range all {
			if !r.give(inner, e.Parts[at], one) || !loop(at+2) {
				return false
			}
		}
		return true
	}
	switch whole := loop(1); {
	case failed != nil:
		return *failed
	case !whole || r.lost:
		return Value{}
	case pairs:
	case e.Value == "{":
		made = setOf(made.items.all)
	default:
		made.Kind = List
	}
	return made.of(from)
}

func boolToInt(is bool) int {
	if is {
		return 1
	}
	return 0
}
