package pyvalue

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// call works out a call: of something that Python has itself, of a method, or of a function
// of the app.
func (r *run) call(in *frame, e *pytree.Expression) Value {
	called := e.Parts[0]
	if called.Own != "" {
		return r.foreign(in, e)
	}
	if v, is := r.ofStreamlit(in, e); is {
		return v
	}
	if called.Kind == pytree.NameExpression {
		if _, local := in.get(called.Value); !local && slices.Contains(builtins, called.Value) && !r.IsOwn(in.place, called.Value) {
			if !plainArguments(e) {
				return r.foreign(in, e)
			}
			all, failed := r.arguments(in, e)
			if failed != nil {
				return *failed
			}
			if called.Value == "isinstance" && len(all) == 2 && all[0].Kind == Section && namesDict(e.Parts[2]) {
				r.Asked(in.place, e)
			}
			if v := r.builtin(called.Value, all, e); v.Kind != Unknown {
				return v.of(all...)
			}
			return Value{}
		}
	}
	if f := r.function(in, called); f != nil {
		return r.apply(in, e, f)
	}
	if v, is := r.known(in, e); is {
		return v
	} else if v, is := r.made(in, e); is {
		return v
	}
	if called.Kind == pytree.AttributeExpression {
		if isSuper(called.Parts[0]) && in.on != nil && in.on.also().class != nil {
			return r.methodOf(in, e, *in.on, in.place)
		}
		base := r.value(in, called.Parts[0])
		if base.Kind == Raised {
			return base
		} else if base.also().class != nil {
			return r.methodOf(in, e, base, nil)
		} else if !plainArguments(e) {
			return r.foreign(in, e)
		}
		all, failed := r.arguments(in, e)
		switch {
		case failed != nil:
			return *failed
		case base.Kind != Unknown:
			if v, is := r.method(base, called.Value, all); is {
				return v.of(base).of(all...)
			}
		}
	}
	return r.foreign(in, e)
}

// once works out an expression that only this place goes through: it may be a generator.
func (r *run) once(in *frame, e *pytree.Expression) Value {
	if e.Kind == pytree.ComprehensionExpression {
		return r.comprehension(in, e)
	}
	return r.value(in, e)
}

// arguments are those of a call.
func (r *run) arguments(in *frame, e *pytree.Expression) (all []Value, failed *Value) {
	all = make([]Value, 0, len(e.Parts)-1)
	for _, part := range e.Parts[1:] {
		v := r.once(in, part)
		if v.Kind == Raised {
			failed := v // v itself stays off the heap
			return nil, &failed
		}
		all = append(all, v)
	}
	return all, nil
}

// foreign is a call that is not followed. What it is given it may change.
func (r *run) foreign(in *frame, e *pytree.Expression) Value {
	if slices.Contains([]string{"stop", "rerun", "switch_page", "login", "logout"}, e.Parts[0].Own) {
		r.lost = true
		return Value{}
	}
	if called := e.Parts[0]; r.shared && called.Own == "" && r.Foreign(in.place, called) == "" && (called.Kind != pytree.NameExpression || called.Value != "print") {
		r.lost = true
		return Value{}
	}
	for i, part := range e.Parts {
		if i == 0 && part.Kind != pytree.AttributeExpression {
			continue
		} else if i == 0 {
			part = part.Parts[0]
		}
		if v := r.value(in, part); !v.IsFixed() && e.Parts[0].Own == "" {
			r.lost = true
		}
	}
	return Value{}
}

// plainArguments tells whether a call has arguments without names and stars only.
func plainArguments(e *pytree.Expression) bool { return len(e.Names) == 0 }

// function is what of the app, or which lambda, a call runs.
func (r *run) function(in *frame, called *pytree.Expression) *Function {
	if called.Kind == pytree.NameExpression {
		if v, is := in.get(called.Value); is {
			return v.also().runs
		}
	}
	if called.Kind == pytree.LambdaExpression {
		return r.value(in, called).also().runs
	}
	if called.Kind > pytree.AttributeExpression {
		return nil
	}
	if called.Kind == pytree.AttributeExpression {
		if base := called.Parts[0]; base.Own != "" || base.Kind > pytree.AttributeExpression {
			return nil
		} else if _, local := in.get(base.Value); local && base.Kind == pytree.NameExpression {
			return nil
		}
	}
	return r.Function(in.place, called)
}

// odd are methods of a class that make its things do other than what is known here.
var odd = []string{"__bool__", "__len__", "__new__", "__eq__", "__getattr__", "__getattribute__", "__setattr__"}

// thing is a thing of one of the app's classes, as __init__ makes it.
func (r *run) thing(in *frame, e *pytree.Expression, class any) Value {
	for _, name := range odd {
		if method, property := r.Method(class, name, nil); method != nil || property {
			return r.foreign(in, e)
		}
	}
	v := Value{Kind: Object, items: &items{}, more: &more{class: class}}
	switch init, property := r.Method(class, "__init__", nil); {
	case property || init == nil && len(e.Parts) > 1:
		r.lost = true
	case init != nil:
		if failed := r.apply(in, e, init, v); failed.Kind == Raised {
			return failed
		}
	}
	return v
}

func isSuper(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && len(e.Parts) == 1 && e.Parts[0].Kind == pytree.NameExpression && e.Parts[0].Value == "super"
}

// methodOf calls a method of such a thing, see World.Method.
func (r *run) methodOf(in *frame, e *pytree.Expression, on Value, behind any) Value {
	method, property := r.Method(on.also().class, e.Parts[0].Value, behind)
	if method == nil && !property && e.Parts[0].Value == "__init__" && behind != nil && len(e.Parts) == 1 {
		return Value{Kind: None} // object's
	}
	if method == nil || property {
		r.lost = true // nobody knows what it does with it
		return Value{}
	}
	return r.apply(in, e, method, on)
}

// made is a thing of one of the app's classes; is: the call makes one.
func (r *run) made(in *frame, e *pytree.Expression) (v Value, is bool) {
	called := e.Parts[0]
	if called.Kind > pytree.AttributeExpression || called.Kind == pytree.AttributeExpression && called.Parts[0].Kind > pytree.AttributeExpression {
		return v, false
	}
	if _, local := in.get(called.Value); local {
		return v, false
	}
	if class := r.Class(in.place, called); class != nil {
		return r.thing(in, e, class), true
	}
	fields, where := r.Fields(in.place, called)
	var words []string
	var all []Value
	for i, field := range fields {
		given, clear := pyread.Argument(e, 0, i, field.Name)
		one := Value{}
		switch {
		case given != nil:
			one = r.value(in, given)
		case clear && field.Default != nil:
			one = r.value(&frame{place: where}, field.Default)
		}
		if one.Kind == Raised {
			return one, true
		}
		words, all = append(words, field.Name), append(all, one)
	}
	return Thing(Object, words, all), len(fields) > 0
}
