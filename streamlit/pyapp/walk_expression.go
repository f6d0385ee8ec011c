package pyapp

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// expression runs an expression; after is whether its end is come to.
func (w *walker) expression(e *pytree.Expression, reach Reach) (after Reach) {
	if e == nil || reach == Never {
		return reach
	}
	switch e.Kind {
	case pytree.AndExpression, pytree.OrExpression:
		return w.shortcut(e, reach)
	case pytree.ChoiceExpression:
		is := w.truth(e.Parts[0])
		reach = w.expression(e.Parts[0], reach)
		was := w.tested
		w.tested = w.tested || pyread.Tests(e.Parts[0])
		w.chosen(is, func() {
			w.expression(e.Parts[1], is.Reach(reach))
			w.expression(e.Parts[2], is.Not().Reach(reach))
		})
		w.tested = was
		return reach
	case pytree.LambdaExpression:
		last := len(e.Parts) - 1
		for _, value := range e.Parts[:last] {
			reach = w.expression(value, reach)
		}
		w.later(e.Parts[last], reach)
		return reach
	case pytree.CallExpression:
		return w.call(e, reach)
	case pytree.TextExpression:
		if strings.HasSuffix(e.Value, ".py") {
			w.named(e, reach)
		}
		w.fronted(e, reach)
		return reach
	case pytree.NameExpression, pytree.AttributeExpression:
		if reach = w.undefined(e, reach); reach == Never {
			return reach
		}
		w.mention(e, reach)
		reach = w.failing(e, reach)
		if e.Kind == pytree.AttributeExpression && e.Own == "" {
			reach = w.missing(e, w.lacksName(e, w.takenOf(e.Parts[0], reach)))
			if u := w.property(w.scope, w.unit.module, e, 0); u != nil && reach > Never {
				return w.returned(e, u, reach)
			}
		}
		return reach
	case pytree.BindExpression:
		w.holds(e.Parts[0].Value, nil)
		w.definesAll(e.Parts[0])
	case pytree.ComprehensionExpression:
		for i, part := range e.Parts {
			if e.Keyword(i) == "for" {
				w.definesAll(part)
			}
		}
		filled := len(e.Parts) == 3 && w.filled(e.Parts[2]) // else nobody knows how often the rest of it runs
		if !filled {
			w.choosing++
			defer func() { w.choosing-- }()
		}
		for _, part := range slices.Backward(e.Parts) {
			if after := w.expression(part, reach); filled {
				reach = after
			}
		}
		return reach
	}
	for _, part := range e.Parts {
		reach = w.expression(part, reach)
	}
	if e.Kind == pytree.ItemExpression {
		return w.missing(e, reach)
	}
	return reach
}

func (w *walker) shortcut(e *pytree.Expression, reach Reach) Reach {
	reach = w.expression(e.Parts[0], reach)
	inside := reach
	was := w.tested
	for i, part := range e.Parts[1:] {
		w.tested = w.tested || pyread.Tests(e.Parts[i])
		is := w.truth(e.Parts[i])
		if e.Kind == pytree.OrExpression {
			is = is.Not()
		}
		inside = is.Reach(inside)
		w.chosen(is, func() { w.expression(part, inside) })
	}
	w.tested = was
	return reach
}

// chosen runs what stands behind a test, which may come out as the person likes.
func (w *walker) chosen(is truth, run func()) {
	if is == person {
		w.choosing++
		defer func() { w.choosing-- }()
	}
	run()
}

// takenOf runs what something is taken of. To take it of a class does not make a thing of it.
func (w *walker) takenOf(e *pytree.Expression, reach Reach) Reach {
	if e.Kind == pytree.NameExpression && e.Own == "" {
		if classes, made := w.things(w.scope, w.unit.module, e, 0); len(classes) > 0 && !made {
			return w.undefined(e, reach)
		}
	}
	return w.expression(e, reach)
}

// later runs what is handed on and called at a click, or another time.
func (w *walker) later(e *pytree.Expression, reach Reach) {
	inner := *w
	inner.clicking = true
	inner.expression(e, w.handed(reach))
	w.sum.asks = w.sum.asks || inner.sum.asks
	w.sum.sign = w.sum.sign || inner.sum.sign
}

// mention notes what is named without being called.
func (w *walker) mention(e *pytree.Expression, reach Reach) {
	switch e.Own {
	case "":
		found := w.find(w.scope, w.unit.module, e, 0)
		if w.page != nil {
			w.laterPage(found.units, reach)
		} else {
			w.visitAll(found.units, reach, callSite{from: w.unit})
		}
		for _, c := range found.classes {
			if _, made := w.things(w.scope, w.unit.module, e, 0); !made {
				w.made(c, reach, false)
			}
		}
		for _, u := range found.units {
			w.sum.sign = w.sum.sign || w.summarize(u).sign
		}
	case "login":
		if !e.Asked {
			w.login(rawLogin{at: w.unit.spot(e), reach: reach, unit: w.unit})
		}
	default:
		w.used(e, reach)
	}
}

// used notes a use of st.user and the like.
func (w *walker) used(e *pytree.Expression, reach Reach) {
	if pyscan.IsUser(e.Own) {
		w.sum.asks = true
		if _, fails := w.around.Fails[w.unit.spot(e)]; w.tried && !w.dry && !fails {
			w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(e), What: "reads st.user where a failure is caught, and goes on without it", Own: true})
		}
	} else if w.strict && !slices.Contains(names.Quiet, e.Own) {
		w.show(reach, e)
	}
	if !w.dry {
		_, only := w.scope.Only(e.Value)
		w.use(w.unit.spot(e), reach, w.tried || w.tested || w.caught || e.Kind == pytree.NameExpression && !only) // an import that was tried
	}
}

func (w *walker) login(raw rawLogin) {
	w.sum.sign = w.sum.sign || raw.reach > Never
	if !w.dry {
		w.use(raw.at, raw.reach, w.tried || w.tested)
		if w.tried {
			raw.caught, raw.reach = raw.reach > Perhaps, min(raw.reach, Perhaps)
		}
		if raw.node == nil || raw.callback || raw.skip > 0 {
			raw.reach = w.handed(raw.reach)
		}
		if raw.reach == Sometimes {
			raw.under = w.loosely
		} else if raw.reach == Perhaps {
			raw.under = w.byEnvironment()
		}
		w.raw = append(w.raw, raw)
	}
}

// visitAll has units run, and notes who calls them.
func (w *walker) visitAll(units []*unit, reach Reach, site callSite) {
	if w.dry {
		return
	}
	if site.node == nil || site.skip > 0 {
		reach = w.handed(reach)
	}
	for _, u := range units {
		if site.reach = reach; reach == Sometimes && reach > u.reach {
			u.loosely = w.loosely
		} else if reach == Perhaps && reach > u.reach {
			u.hinge = w.hinge
		}
		u.calls, u.forgiven, u.caught = append(u.calls, site), u.forgiven || w.forgives, u.caught || w.tried || w.caught
		w.visit(u, reach)
	}
}

// handed is how surely something is run that is handed on: at a click, or later.
// Somebody who clicks at nothing may never come to it.
func (w *walker) handed(reach Reach) Reach {
	if w.idle() {
		return min(reach, Perhaps)
	}
	return reach
}

// made runs what Python itself calls of a class; called: it is made here, with arguments that are known.
func (w *walker) made(c *class, reach Reach, called bool) {
	if w.dry || reach <= c.reach {
		return
	}
	c.reach = reach
	line, whole := w.lineOf(c)
	for _, one := range line {
		for name, u := range one.methods {
			switch {
			case name == "__init__" && called:
			case strings.HasPrefix(name, "__"):
				w.visitAll([]*unit{u}, reach, callSite{from: w.unit})
			case !whole && !c.Odd && one == c:
				w.visitAll([]*unit{u}, min(reach, Perhaps), callSite{from: w.unit})
			}
		}
	}
}

// named runs a file of the app that a string names.
func (w *walker) named(e *pytree.Expression, reach Reach) {
	m := w.file(w.unit.module, pyread.ModuleOf(e.Value))
	if m == nil || w.dry || m.path == w.follower.script {
		return
	}
	if m.main = true; w.page != nil {
		w.laterPage([]*unit{m.unit}, reach)
	} else {
		w.visit(m.unit, w.handed(reach))
	}
}

// knows tells whether what becomes a page is part of the app as it was read.
func (w *walker) knows(page *pytree.Expression) bool {
	if page.Kind == pytree.TextExpression {
		return w.file(w.unit.module, strings.TrimSuffix(strings.TrimLeft(page.Value, "./"), ".py")) != nil
	}
	return page.Kind == pytree.LambdaExpression || len(w.find(w.scope, w.unit.module, page, 0).units) > 0
}

func (w *walker) call(e *pytree.Expression, reach Reach) Reach {
	called := e.Parts[0]
	if e.Refused != nil {
		if reach = w.refused(e, reach); reach == Never {
			return Never
		}
	}
	if w.raises && w.ended[w.unit.spot(called)] {
		for _, argument := range e.Parts[1:] {
			argument.Every(func(inner *pytree.Expression) {
				if inner.Kind == pytree.CallExpression && called.Own != "" && len(w.find(w.scope, w.unit.module, inner.Parts[0], 0).units) > 0 {
					w.expression(inner, reach) // what is called there comes first
				}
			})
		}
		w.sum.lacks = true
		w.stop(reach, w.unit.spot(called))
		return Never
	}
	w.byService(e, reach)
	if called.Below && !w.dry {
		w.use(w.unit.spot(called), reach, w.tried || w.tested)
	}
	w.byPassword(e, reach)
	w.byComponent(e, reach)
	w.faults(e, reach)
	w.runs(called)
	w.growsBy(e, reach)
	switch {
	case called.Own == "login":
		reach = w.arguments(e, reach)
		if w.login(rawLogin{at: w.unit.spot(called), reach: reach, unit: w.unit, node: e}); w.as == member && !w.clicking {
			w.stop(reach, w.unit.spot(called)) // the browser leaves
			return Never
		}
		return reach
	case called.Kind == pytree.NameExpression && called.Value == "partial" || called.Kind == pytree.AttributeExpression && called.Value == "partial":
		return w.partial(e, reach)
	case called.Own == "logout" && w.as == member && reach == Surely && !w.dry && !w.clicking && !w.tried:
		w.found.Faults = append(w.found.Faults, reached.SignsOut(w.unit.spot(called)))
	case slices.Contains(names.Ends, called.Own):
		w.used(called, reach)
		w.turns = w.turns || called.Own == "switch_page" && !w.dry && reach > Never
		if reach == Surely && w.as == member && !w.dry && !w.clicking && w.unit.module.path == w.script {
			w.found.Sent = append(w.found.Sent, pyread.Switched(w.script, e)...)
		}
		reach = w.arguments(e, reach)
		w.stop(reach, w.unit.spot(called))
		return Never
	case called.Own == "" && (called.Value == "exit" || called.Value == "quit" || called.Value == "_exit") && called.Kind <= pytree.AttributeExpression:
		reach = w.arguments(e, reach)
		w.stop(reach, w.unit.spot(called))
		return Never
	case called.Own == "navigation":
		w.nav = w.nav || !w.dry
	case (called.Own == "Page" || called.Own == "App") && len(e.Parts) > 1:
		if page := e.Parts[max(pyread.Given(e, "page"), 1)]; called.Own == "Page" && page.Own == "login" {
			w.login(rawLogin{at: w.unit.spot(page), reach: w.handed(reach), unit: w.unit, node: &pytree.Expression{Kind: pytree.CallExpression, Parts: []*pytree.Expression{page}, Rare: &pytree.NoneRare}})
			return reach
		} else if !w.knows(page) && !(called.Own == "Page" && page.Kind == pytree.TextExpression && w.around.IsAbsent(path.Join(path.Dir(w.follower.script), page.Value))) {
			w.found.Dynamic = true
		}
	case slices.Contains([]string{"exec", "eval", "__import__", "import_module", "run_path", "run_module", "globals", "getattr"}, called.Value) && called.Own == "" && called.Kind <= pytree.AttributeExpression:
		if called.Value != "getattr" || len(e.Parts) > 2 && e.Parts[2].Kind != pytree.TextExpression {
			w.found.Dynamic = true
		}
	}
	if called.Own == "" {
		if called.Kind != pytree.NameExpression {
			reach = w.lacksName(called, w.takenOf(pyread.TakenOf(called), reach))
			if reach == Never {
				return reach
			}
		} else if reach = w.undefined(called, reach); reach == Never {
			return reach
		}
	} else {
		w.used(called, reach)
	}
	reach = w.runsPage(e, w.refusedMenu(e, w.arguments(e, reach)))
	if reach = w.early(e, w.failing(e.Parts[0], reach)); reach == Never {
		return reach
	}
	found := w.find(w.scope, w.unit.module, called, 0)
	for _, c := range found.classes {
		if _, made := w.things(w.scope, w.unit.module, called, 0); made || pyread.IsSuper(e) {
			if u, _ := w.inLine(c, "__call__"); u != nil && !pyread.IsSuper(e) {
				found.units = append(found.units, u)
			}
			continue
		}
		w.made(c, reach, true)
		if start, _ := w.inLine(c, "__init__"); start != nil {
			found.units = append(found.units, start)
		}
	}
	if found.foreign != "" && (signers.Suspect(called.Value) || signers.Suspect(found.foreign)) {
		w.sum.doubt = true
		reach = w.handed(reach) // it may end the script
	}
	if b, is := w.scope.Only(pyread.Root(called)); is && b.Parameter && (called.Kind == pytree.NameExpression && b.In != w.scope || called.Kind == pytree.AttributeExpression && w.unit.node != nil && w.unit.node.Name == "__call__") {
		w.sum.hands = max(w.sum.hands, reach) // a decorator calls what it decorates
	}
	if w.showing(e, reach); w.strict && names.Loud(found.foreign) {
		w.show(reach, called)
	}
	if len(found.units) == 1 {
		if reach = w.dialogs(called, found.units[0], reach); reach == Never {
			return Never
		}
	}
	w.visitAll(found.units, reach, callSite{node: e, skip: w.selfGiven(called, found.units), from: w.unit, in: w.scope})
	if len(found.units) > 0 || called.Kind == pytree.AttributeExpression && called.Parts[0].Own == "session_state" && !pyread.IsGet(e) {
		w.scope.ForgetEntries(&w.changed)
	}
	if len(found.units) == 1 {
		w.faultsOf(found.units[0], reach)
		return w.returned(e, found.units[0], reach)
	}
	for _, u := range found.units {
		w.take(w.summarize(u), Perhaps)
		w.sum.doubt = true
	}
	return reach
}

// returned is whether a call comes back.
func (w *walker) returned(call *pytree.Expression, u *unit, reach Reach) Reach {
	sum, at := w.summarize(w.applied(w.scope, w.unit.module, call, u)), w.unit.spot(call)
	for _, decorator := range u.decorated {
		for inner := decorator; inner != nil; inner = w.onlyInner(inner) {
			s := w.summarize(inner)
			w.sum.asks, w.sum.sign = w.sum.asks || s.asks, w.sum.sign || s.sign
			if next := w.onlyInner(inner); next == nil && (inner != decorator || inner.node.Name == "__call__") {
				sum.shows = min(sum.shows, s.hands)
				if s.pass < Surely || s.hands < Surely {
					sum.pass, sum.stops = min(sum.pass, s.pass), s.stops
				}
			}
		}
	}
	w.take(sum, reach)
	if sum.pass < Surely && reach > Never {
		if sum.stops.File == "" || sum.lacks && (w.tried || w.imports) {
			at = Spot{} // it raises, which may be caught
		}
		w.sum.lacks = w.sum.lacks || sum.lacks && !w.tried
		w.stop(min(reach, Surely), at)
		if sum.pass > Never {
			w.sum.doubt = true
		}
	}
	return min(reach, sum.pass)
}

// onlyInner is the function that a decorator defines and returns.
func (w *walker) onlyInner(u *unit) *unit {
	var inner []*unit
	for _, s := range u.body {
		if s.Kind == pytree.FunctionStatement {
			inner = append(inner, w.units[s])
		}
	}
	if len(inner) != 1 {
		return nil
	}
	return inner[0]
}

// take adds what a call does to what the caller does.
func (w *walker) take(sum summary, reach Reach) {
	w.mayHalt(sum.halts, reach)
	w.sum.asks, w.sum.sign, w.sum.doubt = w.sum.asks || sum.asks, w.sum.sign || sum.sign, w.sum.doubt || sum.doubt
	if shows := min(reach, sum.shows); shows > w.sum.shows && !w.clicking && w.apart == 0 {
		w.sum.shows, w.sum.shown = shows, sum.shown
	}
	if w.goesOn() && min(reach, sum.shows) > w.sum.leaks && !w.clicking {
		w.sum.leaks, w.sum.leaked = min(reach, sum.shows), sum.shown
	}
	if sum.after.File == "-" || sum.after.File != "" && w.sum.after.File == "" {
		w.sum.after, w.sum.leaks, w.sum.leaked = sum.after, sum.leaks, sum.leaked
	}
}

// arguments runs those of a call. A callback is noted with what it is called with.
func (w *walker) arguments(e *pytree.Expression, reach Reach) Reach {
	for i, argument := range e.Parts {
		switch called := e.Parts[0]; {
		case i == 0 || strings.HasPrefix(e.Keyword(i), "on_") && !pyread.CallsAtOnce(argument):
		case w.defers && called.Own == "Page" && i == pyread.Given(e, "page"):
			at := w.unit.spot(called)
			reach = w.pageArgument(argument, &at, reach)
		case w.defers && called.Own == "navigation" && i == pyread.Given(e, "pages") && (argument.Kind == pytree.ListExpression || argument.Kind == pytree.DictExpression):
			reach = w.pageArgument(argument, nil, reach)
		default:
			reach = w.expression(argument, reach)
		}
	}
	for i, argument := range e.Parts { // which only count where the others do not fail
		if i > 0 && strings.HasPrefix(e.Keyword(i), "on_") && !pyread.CallsAtOnce(argument) {
			reach = w.callback(e, argument, reach)
		}
	}
	return reach
}

// callback notes one of a call.
func (w *walker) callback(e, argument *pytree.Expression, reach Reach) Reach {
	if w.as == newcomer || pyread.IsNamedOnly(argument) {
		return reach
	}
	if reach = w.lacksName(argument, w.undefined(argument, reach)); reach == Never {
		return reach
	}
	after := reach
	if w.off(w.scope, w.unit.module, e, 0) {
		reach = Never
		w.found.Off = cmp.Or(w.found.Off, w.unit.spot(e.Parts[0]))
	}
	found := w.find(w.scope, w.unit.module, argument, 0)
	switch {
	case argument.Own == "login":
		w.login(rawLogin{at: w.unit.spot(argument), reach: reach, unit: w.unit, node: e, callback: true})
	case len(found.units) > 0 && slices.ContainsFunc(found.units, isLazy):
	case len(found.units) > 0:
		w.visitAll(found.units, w.handed(reach), callSite{node: pyread.Callback(e, argument), from: w.unit, in: w.scope})
		for _, u := range found.units {
			w.sum.sign = w.sum.sign || w.summarize(u).sign
		}
	default:
		w.later(argument, reach)
	}
	return after
}

// partial runs functools.partial(f, …).
func (w *walker) partial(e *pytree.Expression, reach Reach) Reach {
	if len(e.Parts) < 2 {
		return reach
	}
	inner := e.Parts[1]
	if inner.Own == "login" {
		w.login(rawLogin{at: w.unit.spot(inner), reach: reach, unit: w.unit, node: e, skip: 1})
	} else {
		found := w.find(w.scope, w.unit.module, inner, 0)
		w.visitAll(found.units, reach, callSite{node: e, skip: 1, from: w.unit})
		for _, u := range found.units {
			w.sum.sign = w.sum.sign || w.summarize(u).sign
		}
	}
	for _, argument := range e.Parts[2:] {
		reach = w.expression(argument, reach)
	}
	return reach
}

// showing notes what a call shows.
func (w *walker) showing(e *pytree.Expression, reach Reach) {
	if called := e.Parts[0]; slices.Contains(names.Content, called.Own) {
		w.show(reach, called)
	}
}

// goesOn tells whether it was asked who is signed in, to no effect.
func (w *walker) goesOn() bool { return w.sum.after.File != "" && w.sum.after.File != "-" }

func (w *walker) show(reach Reach, e *pytree.Expression) {
	if w.goesOn() && !w.clicking && reach > w.sum.leaks {
		w.sum.leaks, w.sum.leaked = reach, w.unit.spot(e)
	}
	if !w.clicking && w.apart == 0 && reach > w.sum.shows {
		w.sum.shows, w.sum.shown = reach, w.unit.spot(e)
	}
}
