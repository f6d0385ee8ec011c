package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// walker goes through the code of one unit, as it runs for somebody who is not
// signed in. dry: only to tell what comes of it.
type walker struct {
	*follower
	unit     *unit
	scope    *scope
	tried    bool // what fails here is caught
	forgives bool // a call that fails is
	caught   bool // what fails may be caught by who calls this
	imports  bool // a module that is missing is
	lacked   bool // what is caught surely failed
	inClass  bool // in the body of a class
	tested   bool // it was asked whether streamlit has this
	dry      bool
	page     *Spot // where a page is named just now, which is run later

	sum      summary
	came     Reach // a return
	stopped  Reach
	left     Reach // a break or a continue of the innermost loop
	returns  int   // how many were met
	answers  []reached.Answer
	choosing int // tests around this place that come out as the person likes, or loops of no known length
	gives    []leaf
	clicking bool // in what runs at a click only
	form     pyread.Form
	under    []pyread.Passed
	loosely  Spot   // the last test above this place that no file fixes
	hinge    *hinge // the last one that cannot be told
	changed  pyscope.Changes
	opened   Spot // a dialog that was surely opened before in this run
	apart    int  // tests of who is signed in around this place: what is shown is for one of both
}

// summary is what comes of running a unit.
type summary struct {
	pass   Reach // whether what called it goes on
	answer truth // what it returns
	gives  []leaf
	asks   bool // it looks at who is signed in
	sign   bool // it offers the sign-in
	doubt  bool // something decides that cannot be followed
	shows  Reach
	shown  Spot
	stops  Spot
	halts  reached.Halt // what may end it before it offers the sign-in
	after  Spot         // where it asks who is signed in and goes on anyway; "-": it tells people apart
	leaks  Reach        // what it shows behind that
	leaked Spot
	open   bool // which of its answers it gives cannot be followed
	press  Spot // a button that it surely shows, wherever it is called
	lacks  bool // it surely raises an exception: it reads what st.secrets lacks
	needs  []need
	opens  Spot          // where it surely opens a dialog
	circle reached.Fault // why its imports fail that lead back to it
	hands  Reach         // whether a decorator comes to calling what it decorates
}

// summarize tells what comes of running a unit from its beginning.
func (f *follower) summarize(u *unit) summary {
	switch {
	case u.opening:
		return summary{pass: Surely, doubt: true}
	case u.summary != nil:
		return *u.summary
	}
	u.opening = true
	w := &walker{follower: f, unit: u, scope: u.scope, dry: true}
	outside, given := u.scope.Now, u.scope.Given
	u.scope.Now, u.scope.Given = nil, nil
	if u.of != nil {
		u.of.copied = true
	}
	end := w.block(u.body, Surely)
	if u.of != nil {
		u.of.copied = false
	}
	if u.node == nil {
		u.scope.Final = u.scope.Now
	}
	u.opening, u.scope.Now, u.scope.Given = false, outside, given
	s := w.sum
	switch came := max(end, w.came); {
	case w.stopped == Never:
		s.pass = Surely
	default:
		s.pass = came
	}
	if end > Never {
		w.answers = append(w.answers, reached.Answer{Truth: no, Chosen: false}) // None
		w.gives = append(w.gives, leaf{&pyread.Nothing, u.scope, u.module})
	}
	s.gives, s.opens = w.gives, w.opened
	s.open = w.sum.open || end == Perhaps
	if s.answer = reached.OneAnswer(w.answers); s.answer == unknown && len(w.answers) > 1 && !s.open && !slices.ContainsFunc(w.answers, func(a reached.Answer) bool { return a.Truth == unknown }) {
		s.answer = chance
	}
	if s.shows > Never && s.shown.File == "" {
		s.shown = Spot{File: u.module.path}
	}
	u.summary = &s
	return s
}

// block runs statements; after is whether their end is come to.
func (w *walker) block(body []*pytree.Statement, reach Reach) (after Reach) {
	around := len(w.under)
	for _, s := range body {
		if reach == Never {
			w.cut = w.cut || !w.dry && w.stopped > Never
			break
		}
		reach = w.statement(s, reach)
	}
	w.under = w.under[:around]
	return reach
}

func (w *walker) statement(s *pytree.Statement, reach Reach) Reach {
	switch s.Kind {
	case pytree.IfStatement:
		return w.branch(s, reach)
	case pytree.WhileStatement:
		is := w.truth(s.Parts[0])
		reach = w.expression(s.Parts[0], reach)
		w.loops(s.Body)
		w.round(s.Body, is.Reach(reach), reach)
		w.block(s.Other, reach)
		return reach
	case pytree.ForStatement:
		reach = w.expression(s.Parts[0], reach)
		w.defines(s)
		if after, is := w.rounds(s, reach); is {
			return w.block(s.Other, after)
		}
		inside := reach
		if s.Parts[0].Kind == pytree.ListExpression && len(s.Parts[0].Parts) == 0 {
			inside = Never
		} else if !w.filled(s.Parts[0]) {
			inside = unknown.Reach(reach)
			if w.hangs(w.scope, w.unit.module, s.Parts[0], 0).Loose() {
				inside = chance.Reach(reach)
			}
		}
		w.loops(s.Body)
		w.assigns(s)
		outer := w.left
		w.left = Never
		w.round(s.Body, inside, reach)
		left := w.left
		if w.left = outer; left > Never {
			w.block(s.Other, unknown.Reach(reach)) // it runs where the loop was not left
			return reach
		}
		return w.block(s.Other, reach)
	case pytree.WithStatement:
		was, tried, lacked, before := w.form, w.tried, w.lacked, reach
		w.lacked = false
		w.defines(s) // an item may name the one before
		for _, item := range s.Parts {
			reach = w.enter(item, w.expression(item, reach))
			w.form = w.inside(item)
			w.tried = w.tried || item.Kind == pytree.CallExpression && item.Parts[0].Value == "suppress"
		}
		w.assigns(s)
		reach = w.block(s.Body, reach)
		if w.lacked && w.tried && !tried {
			reach = before // suppress goes on behind the block
		}
		w.form, w.tried, w.lacked = was, tried, lacked || w.lacked && tried
		return reach
	case pytree.TryStatement:
		return w.try(s, reach)
	case pytree.MatchStatement:
		return w.match(s, reach)
	case pytree.FunctionStatement:
		w.assigns(s)
		return w.define(s, reach)
	case pytree.ClassStatement:
		w.assigns(s)
		for _, e := range s.Targets {
			reach = w.expression(e, reach)
		}
		for _, e := range s.Parts {
			reach = w.takenOf(e, reach)
		}
		was := w.inClass
		w.inClass = true // its names are in none of the scopes that are looked through
		reach = w.block(s.Body, reach)
		w.inClass = was
		return reach
	case pytree.ImportStatement, pytree.FromStatement:
		w.assigns(s)
		if reach = w.lostImport(s, reach); reach == Never {
			return reach
		}
		return w.imported(s, reach)
	case pytree.ReturnStatement:
		is := no
		for _, e := range s.Parts {
			if is = w.truth(e); is == no && (e.Kind == pytree.ListExpression || e.Kind == pytree.DictExpression) && w.unit.isUnder("cache_resource", "experimental_singleton") {
				is = unknown // somebody may put something in
			}
			reach = w.expression(e, reach)
		}
		if reach > Never {
			w.answers, w.sum.open = append(w.answers, reached.Answer{Truth: is, Chosen: w.choosing > 0}), w.sum.open || reach == Perhaps
			given := &pyread.Nothing
			if len(s.Parts) > 0 {
				given = w.scope.AsHeld(s.Parts[0])
			}
			w.gives = append(w.gives, leaf{given, w.scope, w.unit.module})
		}
		w.came = max(w.came, reach)
		w.returns++
		return Never
	case pytree.RaiseStatement:
		for _, e := range s.Parts {
			w.expression(e, reach)
		}
		w.sum.lacks = w.sum.lacks || w.unit.node == nil && reach == Surely && !w.tried // who imports it fails each time
		w.stop(reach, Spot{})
		return Never
	case pytree.LeaveStatement:
		w.left = max(w.left, reach)
		return Never
	}
	if s.Kind == pytree.OtherStatement && len(s.Parts) > 0 && w.truth(s.Parts[0]) == no { // assert
		w.stop(reach, Spot{})
		return Never
	}
	if w.isIdle(s) {
		w.uncalled(s.Parts[0], true)
		return reach
	}
	w.byFlag(s, reach)
	for _, e := range s.Targets {
		if s.Kind == pytree.ChangeStatement && len(s.Parts) > 0 {
			reach = w.undefined(e, reach) // x += 1 reads it
		}
		reach = w.target(e, reach)
	}
	for _, e := range s.Parts {
		if s.Kind == pytree.AssignStatement && e.Own == "login" && s.Targets[0].Own == "login" {
			w.alias[w.unit.spot(e)] = true // another name for it, which is followed
			continue
		}
		reach = w.expression(e, reach)
	}
	w.assigns(s)
	if s.Kind == pytree.ExpressionStatement && w.unit.node == nil && (s.Parts[0].Kind == pytree.NameExpression && s.Parts[0].Own == "" || w.strict && s.Parts[0].Kind == pytree.TextExpression && s != w.unit.body[0]) {
		w.show(reach, s.Parts[0]) // Streamlit writes what stands alone in a line
	}
	return reach
}

// target runs what is read of something that is assigned: x in x.y = 1.
func (w *walker) target(e *pytree.Expression, reach Reach) Reach {
	switch e.Kind {
	case pytree.NameExpression:
		return reach
	case pytree.ListExpression, pytree.StarExpression:
		for _, part := range e.Parts {
			reach = w.target(part, reach)
		}
		return reach
	}
	return w.expression(e, reach)
}

// stop notes that the script ends here.
func (w *walker) stop(reach Reach, at Spot) {
	w.stopped = max(w.stopped, reach)
	if !w.dry && reach > Never {
		w.stopsAt = append(w.stopsAt, at)
	}
	if w.sum.stops.File == "" {
		w.sum.stops = at
	}
}

func (w *walker) branch(s *pytree.Statement, reach Reach) Reach {
	test := s.Parts[0]
	is := w.truth(test)
	if is == unknown {
		is = w.behind(s)
	}
	asks := w.asks(test)
	w.uncalled(test, false)
	reach = w.expression(test, reach)
	was := w.tested
	w.tested = w.tested || pyread.Tests(test)
	first, second := is.Reach(reach), is.Not().Reach(reach)
	returns, stopped := w.returns, w.stopped
	w.stopped = Never
	apart := asks && (is == yes || is == no)
	if apart {
		w.apart++
	}
	since, loosely, hinges := len(w.changed), w.loosely, w.hinge
	switch is {
	case unknown, usually, rarely:
		w.hinge = &hinge{test, w.scope, w.unit, w.hinge}
	case chance:
		w.loosely = w.unit.spot(test)
	case person:
		w.choosing++
	}
	one := w.side(test, true, s.Body, first)
	held := w.back(since)
	two := w.side(test, false, s.Other, second)
	if is == person {
		w.choosing--
	}
	switch other := w.back(since); {
	case two == Never:
		w.takes(held)
	case one == Never:
		w.takes(other)
	case is == rarely:
		w.join(other, held, usually)
	default:
		w.join(held, other, is)
	}
	w.fills(s)
	if apart {
		w.apart--
	}
	stops := w.stopped > Never
	w.stopped = max(w.stopped, stopped)
	w.tested = was
	goesOn := one > Never && w.returns == returns || w.endsOnly(s)
	if asks && len(s.Other) == 0 && is == yes && goesOn && w.sum.after.File == "" {
		w.sum.after = w.unit.spot(test)
	} else if asks {
		w.sum.doubt = w.sum.doubt || w.sum.leaks > Never  // it does so late
		w.sum.after, w.sum.leaks = Spot{File: "-"}, Never // the app tells people apart
	}
	if one > Never && two > Never {
		w.loosely, w.hinge = loosely, hinges
	} else {
		w.under = append(w.under, pyread.Passed{Test: test, Is: two == Never})
	}
	switch is {
	case yes:
		return one
	case no:
		return two
	case person, usually, rarely:
		return max(one, two)
	}
	switch {
	case one == first && two == second:
		return reach
	case one == Never && two == Never:
		return Never
	case stops && w.returns == returns && w.passes():
		if w.sum.doubt = true; w.sum.stops.File != "" && w.hangs(w.scope, w.unit.module, test, 0) != reached.Chosen { // what raises is not meant to happen
			w.mayHalt(reached.Halt{Spot: w.unit.spot(test)}, reach)
		}
		return reach // it ends where something is missing, which is not expected
	}
	return is.Reach(reach)
}

// passes tells whether somebody is let through by a test that may end the page: who is signed in may not be.
func (w *walker) passes() bool {
	w.checked = w.checked || w.as == member
	return w.as != member || w.lenient
}

// side runs one side of an if.
func (w *walker) side(test *pytree.Expression, is bool, body []*pytree.Statement, reach Reach) Reach {
	if reach > Perhaps && !pyread.Possible(w.under, test, is) {
		reach = Perhaps // other tests around it ask for something else
	}
	w.under = append(w.under, pyread.Passed{Test: test, Is: is})
	after := w.block(body, reach)
	w.under = w.under[:len(w.under)-1]
	return after
}

// endsOnly tells whether a statement is the last of a function, and returns
// nothing: then the caller goes on as if nobody had asked.
func (w *walker) endsOnly(s *pytree.Statement) bool {
	all, inside := w.unit.body, len(s.Body)-1
	return w.unit.node != nil && all[len(all)-1] == s && inside >= 0 && s.Body[inside].Kind == pytree.ReturnStatement && len(s.Body[inside].Parts) == 0
}

func (w *walker) try(s *pytree.Statement, reach Reach) Reach {
	was, imports, forgives := w.tried, w.imports, w.forgives
	w.forgives = forgives || slices.ContainsFunc(s.Clauses, func(c *pytree.Statement) bool { return pyread.Takes(c, "TypeError", "ValueError") })
	w.tried = was || slices.ContainsFunc(s.Clauses, pyread.Catches)
	w.imports = imports || slices.ContainsFunc(s.Clauses, func(c *pytree.Statement) bool { return pyread.Takes(c, "ImportError", "ModuleNotFoundError") })
	raised, stopped, lacked := w.stopped, w.sum.stops, w.lacked
	w.lacked = false
	since := len(w.changed)
	after := w.block(s.Body, reach)
	held, why := w.back(since), unknown
	w.tried, w.imports, w.forgives = was, imports, forgives
	answers, came := len(w.answers), after == Never && w.came > Never
	caught, clauses := Never, min(reach, Perhaps)
	if after == Never && w.lacked {
		clauses = reach
	}
	w.lacked = lacked
	if clauses < reach && w.mayFail(s.Body) {
		clauses, why = min(reach, Sometimes), chance
	}
	if w.cannotFail(s.Body) {
		clauses = Never
	}
	for _, clause := range s.Clauses {
		w.loops(s.Body) // it fails at any line
		w.assigns(clause)
		end := w.block(clause.Body, clauses)
		switch other := w.back(since); {
		case end == Never:
		case after == Never && caught == Never:
			held = other
		default:
			w.join(held, other, why)
			held = w.back(since)
		}
		caught = max(caught, end)
	}
	w.takes(held)
	if came {
		w.answers, w.gives = w.answers[:answers], w.gives[:answers] // the usual way returns
	}
	if after == Never && w.stopped > raised && w.sum.stops == stopped && caught > Never {
		after = caught // it raised what is caught here
	}
	if len(s.Other) > 0 {
		after = w.block(s.Other, after)
	}
	if len(s.Final) > 0 {
		if end := w.block(s.Final, reach); end == Never {
			return Never
		}
	}
	return after
}

// define has the decorators of a function run.
func (w *walker) define(s *pytree.Statement, reach Reach) (after Reach) {
	u := w.units[s]
	if w.raises && w.broken[u] {
		return reach
	}
	for _, decorator := range s.Targets {
		reach = w.expression(decorator, reach)
		w.decorator(u, decorator, reach)
		called := decorator
		if called.Kind == pytree.CallExpression {
			called = called.Parts[0]
		}
		found := w.find(w.scope, w.unit.module, called, 0)
		switch {
		case len(found.units) > 0:
			u.decorated = found.units
		case len(found.classes) == 1 && found.classes[0].methods["__call__"] != nil:
			w.made(found.classes[0], reach, false)
			u.decorated = []*unit{found.classes[0].methods["__call__"]}
		case called.Own == "" && len(found.classes) == 0 && !slices.Contains(names.Neutral, called.Value):
			w.visitAll([]*unit{u}, min(reach, Perhaps), callSite{from: w.unit}) // it may be registered somewhere
		}
	}
	for _, value := range s.Parts {
		reach = w.expression(value, reach)
	}
	return reach
}

func (w *walker) imported(s *pytree.Statement, reach Reach) Reach {
	var modules []*module
	take := func(name, known string) {
		w.byHost(name, Spot{File: w.unit.module.path, Position: s.Place.Position()}, reach)
		if m := w.file(w.unit.module, name); m != nil {
			modules = append(modules, m)
		} else if (signers.Suspect(name) || signers.Suspect(known) && name != "streamlit") && reach > Never {
			w.sum.doubt = true
			if !w.dry {
				w.found.Foreign = append(w.found.Foreign, Foreign{Spot: Spot{File: w.unit.module.path, Position: s.Place.Position()}, Name: known, Module: strings.ReplaceAll(name, "/", ".")})
			}
		}
	}
	if !w.dry && w.file(w.unit.module, "streamlit") == nil {
		w.use(Spot{File: w.unit.module.path, Position: s.Place.Position()}, reach, w.tried || w.tested || w.imports)
	}
	if s.Kind == pytree.ImportStatement {
		for i := 0; i < len(s.Names); i += 2 {
			take(s.Names[i], s.Names[i])
		}
	} else {
		for i := 0; i < len(s.Names); i += 2 {
			if m := w.file(w.unit.module, strings.TrimPrefix(s.Name+"/"+s.Names[i], "/")); m != nil {
				modules = append(modules, m)
			}
			if s.Name != "" {
				take(s.Name, s.Names[i])
			}
		}
	}
	for _, m := range modules {
		if w.past && !pyread.NamesPages(m.scan.Tree) {
			continue // Python runs it once
		}
		if sum := w.summarize(m.unit); sum.sign && !pyread.NamesPages(m.scan.Tree) && reach == Surely && w.as == stranger && !w.dry && w.once.File == "" {
			w.once = Spot{File: w.unit.module.path, Position: s.Place.Position()}
			w.body = m.path
		}
		if !w.dry {
			if w.as == member {
				w.visit(m.unit, w.handed(reach)) // once, and not in every run
			} else {
				w.visit(m.unit, reach)
			}
		}
		sum := w.summarize(m.unit)
		w.sum.asks = w.sum.asks || sum.asks
		w.mayHalt(sum.halts, reach)
		if w.strict {
			w.take(summary{shows: sum.shows, shown: sum.shown}, reach)
		}
		if sum.circle.Message != "" && reach == Surely && !w.tried && !w.imports {
			w.sum.circle = sum.circle
			if w.unit.module.path == w.follower.script && w.as == stranger {
				reach = w.fails(Spot{File: w.follower.script, Position: s.Place.Position()}, sum.circle, reach)
			}
		}
		if sum.lacks && sum.pass == Never {
			w.sum.lacks = w.sum.lacks || !w.tried && !w.imports
			w.stop(reach, Spot{})
			return Never
		}
		if sum.pass < Surely { // the first time only: then the module is there
			w.sum.doubt = true
			reach = min(reach, Perhaps)
		}
	}
	return w.importFails(s, reach)
}
