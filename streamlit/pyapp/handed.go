package pyapp

import (
	"cmp"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// meant is an expression with what a function is handed in place of the parameters that
// it reads from: state.get("page") is st.session_state.get("page") where every call hands
// on st.session_state.
func (f *follower) meant(in *scope, e *pytree.Expression) *pytree.Expression {
	switch e.Kind {
	case pytree.AttributeExpression, pytree.ItemExpression:
		if base := f.handedOn(in, e.Parts[0]); base != e.Parts[0] {
			return pyread.With(e, 0, base)
		}
	case pytree.CallExpression:
		made := e
		if base := e.Parts[0]; base.Kind == pytree.AttributeExpression && f.handedOn(in, base.Parts[0]) != base.Parts[0] {
			made = pyread.With(e, 0, pyread.With(base, 0, f.handedOn(in, base.Parts[0])))
		}
		for i, argument := range e.Parts[1:] {
			if other := f.handedOn(in, argument); other != argument {
				made = pyread.With(made, i+1, other)
			}
		}
		return made
	}
	return e
}

// handedOn is what of streamlit a parameter stands for, where all that call its function
// give it the same; else it is the expression itself.
func (f *follower) handedOn(in *scope, e *pytree.Expression) *pytree.Expression {
	return cmp.Or(f.ownOf(in, e, 0), e)
}

func (f *follower) ownOf(in *scope, e *pytree.Expression, steps int) *pytree.Expression {
	if e.Own != "" {
		return e
	}
	if e.Kind != pytree.NameExpression || steps > maxSteps {
		return nil
	}
	b, is := in.Only(e.Value)
	if !is || !b.Parameter {
		return nil
	}
	var found *pytree.Expression
	for _, one := range f.handed(b) {
		is := f.ownOf(one.in, one.Expression, steps+1)
		if is == nil || found != nil && is.Own != found.Own {
			return nil
		}
		found = is
	}
	return found
}

// answerOf is what a call of a lambda that has a name comes to, as an expression of its own.
func (f *follower) answerOf(in *scope, call *pytree.Expression) (body *pytree.Expression, where *scope) {
	called := call.Parts[0]
	if called.Kind == pytree.NameExpression && called.Own == "" {
		bindings, _ := f.reaching(in, called.Value)
		if len(bindings) != 1 || bindings[0].Value == nil {
			return nil, nil
		}
		called, in = bindings[0].Value, bindings[0].In
	}
	if called.Kind != pytree.LambdaExpression {
		return nil, nil
	}
	given := map[string]*pytree.Expression{}
	site := callSite{node: call}
	for i, name := range called.Names {
		value, clear := site.argument(i, name)
		if clear && i < len(called.Parts)-1 {
			value = called.Parts[i]
		}
		if value != nil {
			given[name] = value
		}
	}
	return pyread.WithGiven(called.Parts[len(called.Parts)-1], given), in
}

// handed is one value that a parameter gets, and where; without an expression it is not known.
type handed struct {
	*pytree.Expression
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
	all = make([]handed, 0, len(u.calls))
	for _, site := range u.calls {
		given, clear := (*pytree.Expression)(nil), false
		if site.node != nil {
			given, clear = site.argument(number, name)
		}
		switch {
		case given != nil:
			all = append(all, handed{given, cmp.Or(site.in, site.from.scope), site.from, site.reach})
		case clear && usual != nil:
			all = append(all, handed{usual, u.scope.Above, u, site.reach})
		default:
			all = append(all, handed{reach: site.reach})
		}
	}
	return all
}

// handed are the values that a parameter gets; none: they are not all known.
func (f *follower) handed(b binding) (all []leaf) {
	u := b.In.Owner
	if u == nil {
		return nil
	}
	if u.class != nil && u.of == nil && u.node.Name == "__init__" {
		if all = f.madeWith(u, b.Name); all != nil {
			return all
		}
	}
	for _, one := range f.handedTo(b.In.Owner, b.Name) {
		if one.Expression == nil {
			return nil
		}
		all = append(all, leaf{one.Expression, one.in, one.from.module})
	}
	return all
}
