package pyapp

import (
	"cmp"
	"slices"
)

// meant is an expression with what a function is handed in place of the parameters that
// it reads from: state.get("page") is st.session_state.get("page") where every call hands
// on st.session_state.
func (f *follower) meant(in *scope, e *expression) *expression {
	switch e.kind {
	case attributeExpression, itemExpression:
		if base := f.handedOn(in, e.parts[0]); base != e.parts[0] {
			return with(e, 0, base)
		}
	case callExpression:
		made := e
		if base := e.parts[0]; base.kind == attributeExpression && f.handedOn(in, base.parts[0]) != base.parts[0] {
			made = with(e, 0, with(base, 0, f.handedOn(in, base.parts[0])))
		}
		for i, argument := range e.parts[1:] {
			if other := f.handedOn(in, argument); other != argument {
				made = with(made, i+1, other)
			}
		}
		return made
	}
	return e
}

// with is an expression with another part.
func with(e *expression, number int, part *expression) *expression {
	made := *e
	made.parts = slices.Clone(e.parts)
	made.parts[number] = part
	return &made
}

// handedOn is what of streamlit a parameter stands for, where all that call its function
// give it the same; else it is the expression itself.
func (f *follower) handedOn(in *scope, e *expression) *expression {
	return cmp.Or(f.ownOf(in, e, 0), e)
}

func (f *follower) ownOf(in *scope, e *expression, steps int) *expression {
	if e.own != "" {
		return e
	}
	if e.kind != nameExpression || steps > maxSteps {
		return nil
	}
	b, is := in.only(e.value)
	if !is || !b.parameter {
		return nil
	}
	var found *expression
	for _, one := range f.handed(b) {
		is := f.ownOf(one.in, one.expression, steps+1)
		if is == nil || found != nil && is.own != found.own {
			return nil
		}
		found = is
	}
	return found
}

// answerOf is what a call of a lambda that has a name comes to, as an expression of its own.
func (f *follower) answerOf(in *scope, call *expression) (body *expression, where *scope) {
	called := call.parts[0]
	if called.kind == nameExpression && called.own == "" {
		bindings, _ := f.reaching(in, called.value)
		if len(bindings) != 1 || bindings[0].value == nil {
			return nil, nil
		}
		called, in = bindings[0].value, bindings[0].in
	}
	if called.kind != lambdaExpression {
		return nil, nil
	}
	given := map[string]*expression{}
	site := callSite{node: call}
	for i, name := range called.names {
		value, clear := site.argument(i, name)
		if clear && i < len(called.parts)-1 {
			value = called.parts[i]
		}
		if value != nil {
			given[name] = value
		}
	}
	return called.parts[len(called.parts)-1].filledIn(given), in
}

// handed is one value that a parameter gets, and where; without an expression it is not known.
type handed struct {
	*expression
	in    *scope
	from  *unit
	reach Reach
}

// handedTo are all values that a parameter of a function gets.
func (f *follower) handedTo(u *unit, name string) (all []handed) {
	number, usual := u.parameter(name)
	if number < 0 || len(u.calls) > manyChoices {
		return nil
	}
	if u.node.names[0] == "self" || u.node.names[0] == "cls" {
		number--
	}
	for _, site := range u.calls {
		given, clear := (*expression)(nil), site.bare
		if site.node != nil {
			given, clear = site.argument(number, name)
		}
		switch {
		case given != nil:
			all = append(all, handed{given, site.from.scope, site.from, site.reach})
		case clear && usual != nil:
			all = append(all, handed{usual, u.scope.above, u, site.reach})
		default:
			all = append(all, handed{reach: site.reach})
		}
	}
	return all
}

// handed are the values that a parameter gets; none: they are not all known.
func (f *follower) handed(b binding) (all []leaf) {
	if b.in.owner == nil {
		return nil
	}
	for _, one := range f.handedTo(b.in.owner, b.name) {
		if one.expression == nil {
			return nil
		}
		all = append(all, leaf{one.expression, one.in, one.from.module})
	}
	return all
}
