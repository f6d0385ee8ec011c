package pyvalue

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// after is how a statement ends.
type after uint8

const (
	goesOn after = iota
	returns
	breaks
	continues
	raises
)

// apply runs a function with the arguments of a call, a method with the thing that it is called on.
func (r *run) apply(in *frame, call *pytree.Expression, f *Function, on ...Value) Value {
	if r.depth++; r.depth > mostDepth {
		r.lost = true
	}
	defer func() { r.depth-- }()
	inner := &frame{place: f.Place, above: f.locals, soft: in.soft, inside: true}
	if len(on) > 0 {
		inner.on = &on[0]
	}
	if failed := r.hand(in, inner, call, f, on); failed != nil {
		return *failed
	}
	if r.lost {
		return Value{}
	}
	if f.Lambda != nil {
		return r.value(inner, f.Lambda.Parts[len(f.Lambda.Parts)-1])
	}
	how, v := r.block(inner, f.Node.Body)
	switch how {
	case goesOn:
		v = Value{Kind: None}
	case returns, raises:
	default:
		r.lost = true
	}
	if f.Kept && !v.IsFixed() {
		return Value{}
	}
	return v.of(Value{Soft: inner.soft})
}

// hand gives parameters what a call gives them, or their defaults; the first ones are what the function is called on.
func (r *run) hand(in, inner *frame, call *pytree.Expression, f *Function, on []Value) (failed *Value) {
	names, defaults, outside := []string(nil), []*pytree.Expression(nil), in
	if f.Lambda != nil {
		names, defaults = f.Lambda.Names, f.Lambda.Parts[:len(f.Lambda.Parts)-1]
		outside = &frame{place: f.Place, above: f.locals}
	} else {
		names, defaults = f.Node.Names, f.Node.Parts
		outside = &frame{place: r.Outside(f.Place), above: f.locals}
	}
	given := map[string]bool{}
	at := len(on)
	if at > len(names) {
		r.lost = true
		return nil
	}
	for i, v := range on {
		given[names[i]] = true
		inner.set(names[i], v)
	}
	for i, argument := range call.Parts[1:] {
		name := call.Keyword(i + 1)
		switch {
		case strings.HasPrefix(name, "*"):
			r.lost = true
			return nil
		case name == "" && at < len(names):
			name = names[at]
			at++
		}
		if !slices.Contains(names, name) || given[name] || strings.HasPrefix(name, "*") {
			r.lost = true // it takes more than is known here, or the call fails
			return nil
		}
		v := r.value(in, argument)
		if v.Kind == Raised {
			failed := v // v itself stays off the heap
			return &failed
		}
		given[name] = true
		inner.set(name, v)
	}
	position := 0
	for _, name := range names {
		if strings.HasPrefix(name, "*") {
			inner.set(strings.TrimLeft(name, "*"), Value{})
			continue
		}
		if !given[name] {
			if position >= len(defaults) || defaults[position] == nil {
				r.lost = true
				return nil
			}
			inner.set(name, r.value(outside, defaults[position]).Fix())
		}
		position++
	}
	return nil
}

// block runs statements up to the one that ends them.
func (r *run) block(in *frame, body []*pytree.Statement) (after, Value) {
	for _, s := range body {
		if how, v := r.statement(in, s); how != goesOn || r.lost {
			return how, v
		}
	}
	return goesOn, Value{}
}

// give gives a target a value; it tells whether that could be done.
func (r *run) give(in *frame, target *pytree.Expression, v Value) bool {
	switch target.Kind {
	case pytree.NameExpression:
		in.set(target.Value, v)
		return true
	case pytree.ListExpression:
		all, is := v.Elements()
		if !is || len(all) != len(target.Parts) || v.Kind == Set {
			return false
		}
		for i, part := range target.Parts {
			if !r.give(in, part, all[i]) {
				return false
			}
		}
		return true
	case pytree.ItemExpression:
		base, key := r.value(in, target.Parts[0]), r.value(in, target.Parts[1])
		return base.also().class == nil && base.put(key, v)
	case pytree.AttributeExpression:
		base := r.value(in, target.Parts[0])
		if base.also().class == nil {
			return false
		}
		method, property := r.Method(base.also().class, target.Value, nil)
		return method == nil && !property && base.put(text(target.Value), v)
	}
	return false
}

// test is which way a test goes; what follows hangs on what it hangs on.
func (r *run) test(in *frame, e *pytree.Expression) (is reached.Truth, v Value) {
	v = r.value(in, e)
	in.soft = in.soft || v.Soft
	is = v.truth()
	if is == reached.Unknown && v.Kind != Raised {
		r.lost = true
	}
	return is, v
}

func (r *run) statement(in *frame, s *pytree.Statement) (after, Value) {
	if *r.steps--; *r.steps < 0 {
		r.lost = true
	}
	switch s.Kind {
	case pytree.ExpressionStatement:
		if v := r.value(in, s.Parts[0]); v.Kind == Raised {
			return raises, v
		}
	case pytree.AssignStatement:
		v := r.value(in, s.Parts[0])
		if v.Kind == Raised {
			return raises, v
		}
		for _, target := range s.Targets {
			r.lost = r.lost || !r.give(in, target, v)
		}
	case pytree.ChangeStatement:
		return r.change(in, s)
	case pytree.ReturnStatement:
		v := Value{Kind: None}
		if len(s.Parts) > 0 {
			v = r.value(in, s.Parts[0])
		}
		if v.Kind == Raised {
			return raises, v
		}
		return returns, v
	case pytree.RaiseStatement:
		return raises, raised(exception(s))
	case pytree.LeaveStatement:
		if s.Name == "break" {
			return breaks, Value{}
		}
		return continues, Value{}
	case pytree.IfStatement:
		switch is, v := r.test(in, s.Parts[0]); {
		case v.Kind == Raised:
			return raises, v
		case is == reached.Yes:
			return r.block(in, s.Body)
		case is == reached.No:
			return r.block(in, s.Other)
		}
	case pytree.ForStatement, pytree.WhileStatement:
		return r.loop(in, s)
	case pytree.TryStatement:
		return r.try(in, s)
	case pytree.FunctionStatement:
		if len(s.Targets) > 0 || s.Lazy {
			in.set(s.Name, Value{})
			break
		}
		in.set(s.Name, Run(&Function{Node: s, Place: in.place, locals: in}))
	case pytree.WithStatement:
		for _, e := range s.Parts {
			if v := r.value(in, e); v.Kind == Raised || e.Kind == pytree.CallExpression && e.Parts[0].Own == "" || e.Kind != pytree.CallExpression && e.Own == "" {
				r.lost = true // nobody knows what it does with an exception
			}
		}
		return r.block(in, s.Body)
	case pytree.ClassStatement: // its name is known from its scope
	case pytree.OtherStatement: // pass
		r.lost = r.lost || len(s.Parts) > 0 || len(s.Names) > 0
	case pytree.ImportStatement, pytree.FromStatement: // what it brings is known from its scope
		if !isThere(s) {
			r.unknown++ // it may fail
		}
	default:
		r.lost = true
	}
	return goesOn, Value{}
}

// isThere tells whether an import takes modules only that are on every machine, or that st.login needs,
// which other checks ask for.
func isThere(s *pytree.Statement) bool {
	always := func(module string) bool {
		top, _, _ := strings.Cut(module, "/")
		return top == "streamlit" || top == "authlib" || top != "tomllib" && slices.Contains(names.Standard, top) // not every Python has tomllib
	}
	if s.Kind == pytree.FromStatement {
		return s.Dots == 0 && always(s.Name) && s.Name != "streamlit" // of streamlit not every name is there
	}
	for i := 0; i < len(s.Names); i += 2 {
		if !always(s.Names[i]) || strings.HasPrefix(s.Names[i], "streamlit/") {
			return false
		}
	}
	return true
}

// exception is the name of what a statement raises; empty: the one that was caught.
func exception(s *pytree.Statement) string {
	if len(s.Parts) == 0 {
		return ""
	}
	e := s.Parts[0]
	if e.Kind == pytree.CallExpression {
		e = e.Parts[0]
	}
	return e.Value
}

// change runs x += 1, and x: int, which does nothing.
func (r *run) change(in *frame, s *pytree.Statement) (after, Value) {
	switch target := s.Targets; {
	case len(s.Parts) == 0 && s.Name != "": // x: int
	case len(target) == 1 && len(s.Parts) == 1 && target[0].Kind <= pytree.ItemExpression && strings.HasSuffix(s.Name, "="):
		before, v := r.value(in, target[0]), r.value(in, s.Parts[0])
		if v.Kind == Raised {
			return raises, v
		}
		if s.Name == "+=" && before.Kind == List && !before.items.fixed {
			_, is := r.ofList(before, "extend", []Value{v}) // for all that have it
			r.lost = r.lost || !is
			return goesOn, Value{}
		} else if !before.IsFixed() {
			r.lost = true
		}
		r.lost = r.lost || !r.give(in, target[0], joined(strings.TrimSuffix(s.Name, "="), before, v).of(before, v))
	default:
		r.lost = true
	}
	return goesOn, Value{}
}

// loop runs for and while.
func (r *run) loop(in *frame, s *pytree.Statement) (after, Value) {
	var all []Value
	if s.Kind == pytree.ForStatement {
		v := r.once(in, s.Parts[0])
		if v.Kind == Raised {
			return raises, v
		}
		in.soft = in.soft || v.Soft
		known := false
		if all, known = v.Elements(); !known {
			r.lost = true
			return goesOn, Value{}
		}
	}
	for round := 0; ; round++ {
		if round > mostRounds {
			r.lost = true
		}
		if s.Kind == pytree.WhileStatement {
			is, v := r.test(in, s.Parts[0])
			if v.Kind == Raised {
				return raises, v
			} else if is == reached.No {
				break
			}
		} else if round >= len(all) {
			break
		} else if !r.give(in, s.Targets[0], all[round]) {
			r.lost = true
		}
		if r.lost {
			return goesOn, Value{}
		}
		switch how, v := r.block(in, s.Body); how {
		case returns, raises:
			return how, v
		case breaks:
			return goesOn, Value{}
		}
	}
	return r.block(in, s.Other)
}

// try runs a try: where something in it is not known, it may raise an exception or not.
func (r *run) try(in *frame, s *pytree.Statement) (after, Value) {
	before := r.unknown
	how, v := r.block(in, s.Body)
	if r.unknown > before {
		r.lost = true
	}
	if r.lost {
		return goesOn, Value{}
	}
	switch how {
	case raises:
		for _, clause := range s.Clauses {
			switch is := catches(clause.Parts, v.text.Reveal()); {
			case is == reached.Unknown:
				r.lost = true
				return goesOn, Value{}
			case is == reached.Yes:
				for _, name := range clause.Names {
					in.set(name, Value{})
				}
				in.soft = in.soft || v.Soft
				how, v = r.block(in, clause.Body)
			default:
				continue
			}
			break
		}
	case goesOn:
		how, v = r.block(in, s.Other)
	}
	if end, last := r.block(in, s.Final); end != goesOn {
		return end, last
	}
	return how, v
}

// above are the classes that an exception is of beside its own; known: there are no others.
func above(exception string) (classes []string, known bool) {
	switch exception {
	case "KeyError", "IndexError":
		return []string{"LookupError"}, true
	case "AttributeError", "ValueError", "TypeError", "RuntimeError", "StopIteration":
		return nil, true
	case "FileNotFoundError":
		return []string{"OSError", "IOError", "EnvironmentError"}, true
	}
	return nil, false
}

// catches tells whether except takes an exception.
func catches(classes []*pytree.Expression, name string) reached.Truth {
	parents, known := above(name)
	if len(classes) == 0 {
		return reached.Yes
	}
	result := reached.No
	for _, class := range classes {
		if class.Kind == pytree.ListExpression {
			result = reached.Either(result, catches(class.Parts, name))
			continue
		}
		switch {
		case class.Value == "Exception" || class.Value == "BaseException" || class.Value == name || slices.Contains(parents, class.Value):
			return reached.Yes
		case !known:
			result = reached.Unknown
		}
	}
	return result
}
