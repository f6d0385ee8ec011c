package pyapp

import (
	"fmt"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// noFunction tells why what a call names is surely no function that takes its arguments, though a
// def of that name stands there: it is a property, or a decorator made something else of it.
func (w *walker) noFunction(call *pytree.Expression) (fault reached.Fault) {
	called := call.Parts[0]
	if u := w.property(w.scope, w.unit.module, called, 0); u != nil {
		if classes, made := w.things(w.scope, w.unit.module, called.Parts[0], 0); len(classes) > 0 && made && w.givesValues(u) {
			return reached.Fault{Code: true, Message: called.Value + " is a property: what it gives is called here, and is no function, so the page ends here with an error", Fix: "write " + called.Value + " without brackets"}
		}
		return fault
	}
	b, is := w.scope.Only(called.Value)
	if !is || called.Kind != pytree.NameExpression || b.Unit == nil || len(b.Unit.node.Targets) != 1 {
		return fault
	}
	decorator := b.Unit.node.Targets[0]
	named := decorator
	if decorator.Kind == pytree.CallExpression {
		named = decorator.Parts[0]
	}
	maker := w.function(b.In, b.Unit.module, named, 0)
	if maker == nil || isLazy(maker) {
		return fault
	}
	made, inner := w.onlyGiven(maker)
	if decorator.Kind == pytree.CallExpression && inner != nil {
		maker = inner
		made, inner = w.onlyGiven(inner)
	}
	given, plain := pyfile.Arguments(call)
	switch {
	case made == nil:
	case made.Kind == pytree.ConstantExpression && made.Value == "None":
		fault = reached.Fault{Code: true, Message: fmt.Sprintf("%s is None, since its decorator %s returns nothing, so the page ends here with an error", called.Value, maker.node.Name), Fix: "end " + maker.node.Name + " with return and the name of the function that it makes"}
		if wrapper := w.onlyInner(maker); wrapper != nil {
			fault.Fix = "end " + maker.node.Name + " with return " + wrapper.node.Name
		}
	case inner != nil && plain && !w.forgives:
		message, fix := pyclass.Misfit(inner.node, false, "", given)
		if message == "" {
			return fault
		}
		if made, _ := w.onlyGiven(inner); decorator.Kind != pytree.CallExpression && made != nil && made.Kind == pytree.NameExpression && len(given) == 0 {
			fix = fmt.Sprintf("write @%s(…) with what %s takes, as it makes the decorator", pyfile.Dotted(named), maker.node.Name)
		}
		fault = reached.Fault{Code: true, Message: fmt.Sprintf("%s is what its decorator made of it, %s, which %s, so the page ends here with an error", called.Value, inner.node.Name, message), Fix: fix}
	}
	return fault
}

// onlyGiven is the one thing that a function of the app gives back, and the function that it is.
func (f *follower) onlyGiven(u *unit) (given *pytree.Expression, inner *unit) {
	sum := f.summarize(u)
	if len(sum.gives) != 1 || sum.open {
		return nil, nil
	}
	given = sum.gives[0].Expression
	if b, is := sum.gives[0].in.Only(given.Value); is && given.Kind == pytree.NameExpression && b.Unit != nil && !slices.ContainsFunc(b.Unit.node.Targets, pyread.ChangesCall) {
		inner = b.Unit
	}
	return given, inner
}

// givesValues tells whether all that a property gives is surely no function.
func (f *follower) givesValues(u *unit) bool {
	sum := f.summarize(u)
	return len(sum.gives) > 0 && !slices.ContainsFunc(sum.gives, func(l leaf) bool {
		switch l.Kind {
		case pytree.ConstantExpression, pytree.TextExpression, pytree.NotExpression, pytree.CompareExpression, pytree.ListExpression, pytree.DictExpression:
			return false
		case pytree.CallExpression:
			return l.Parts[0].Kind != pytree.NameExpression || l.Parts[0].Value != "bool" && l.Parts[0].Value != "str"
		}
		return !pyread.IsLoggedIn(l.Expression) || !pyscan.IsUser(l.Parts[0].Own)
	})
}
