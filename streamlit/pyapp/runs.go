package pyapp

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// page is what st.Page, or a list in st.navigation, names to be run later.
type page struct {
	at    Spot // as in shown
	units []*unit
	reach Reach
	by    walker // where it is named
}

// pageRun is a place that runs the page which st.navigation gives.
type pageRun struct {
	at    []Spot // of the pages that it may be; nil: any
	first Spot   // of the one that is shown to whoever clicks at nothing; none: it cannot be told
	reach Reach
	by    walker
	call  *pytree.Expression
}

// pageArgument runs what names a page, or a list of pages, without what these run: that is for whoever
// runs them. at is where st.Page is called; none: it is in the list of st.navigation itself.
func (w *walker) pageArgument(e *pytree.Expression, at *Spot, reach Reach) Reach {
	switch {
	case e == nil:
	case at == nil && (e.Kind == pytree.ListExpression || e.Kind == pytree.DictExpression):
		for _, part := range e.Parts {
			reach = w.pageArgument(part, nil, reach)
		}
	case e.Kind == pytree.NameExpression, e.Kind == pytree.TextExpression, e.Kind == pytree.AttributeExpression && e.Parts[0].Kind == pytree.NameExpression:
		if w.page = at; at == nil {
			here := w.unit.spot(e)
			w.page = &here
		}
		reach = w.expression(e, reach)
		w.page = nil
	default:
		reach = w.expression(e, reach)
	}
	return reach
}

// laterPage notes a page, which is run where that of st.navigation is.
func (w *walker) laterPage(units []*unit, reach Reach) {
	if w.dry || len(units) == 0 {
		return
	}
	p := &page{at: *w.page, units: units, reach: reach, by: *w}
	p.by.page = nil
	w.pages = append(w.pages, p)
	for _, run := range w.shows {
		p.show(run)
	}
}

// emptyCall is how a page is run: with nothing.
var emptyCall = pytree.Expression{Kind: pytree.CallExpression, Parts: []*pytree.Expression{&pyread.Nothing}, Rare: &pytree.NoneRare}

// show has a page run.
func (p *page) show(run pageRun) {
	if run.at != nil && !slices.Contains(run.at, p.at) {
		return
	}
	by, reach, site := p.by, p.reach, callSite{node: &emptyCall, from: p.by.unit}
	if run.reach > Perhaps && run.reach < reach {
		by.loosely, by.hinge, reach = run.by.loosely, run.by.hinge, run.reach
	}
	shown := reach
	if p.at != run.first {
		shown = by.handed(reach) // only the first one is shown to whoever clicks at nothing
	}
	for i, u := range p.units {
		if !by.wants(u, reach) {
			by.visitAll(p.units[i:i+1], shown, site)
		}
	}
}

// runsPage has pages run where what st.navigation gave is, and tells whether one comes to its end.
func (w *walker) runsPage(e *pytree.Expression, reach Reach) Reach {
	called := e.Parts[0]
	if reach == Never || called.Kind != pytree.AttributeExpression || called.Value != "run" || called.Own != "" {
		return reach
	}
	run := pageRun{reach: reach, by: *w, call: e}
	all := w.stands(w.scope, w.unit.module, called.Parts[0], 0)
	if reach = w.runsOther(called, all, reach); reach == Never {
		return Never
	}
	pass, lacks, stops, opens := Never, true, Spot{}, (*unit)(nil)
	for _, one := range all {
		var menu shown
		if one.Kind == pytree.CallExpression && one.Parts[0].Own == "navigation" {
			menu = w.menus[one.m.unit.spot(one.Parts[0])]
		}
		if !menu.Whole {
			run.at, pass = nil, Surely
			break
		}
		if run.at = append(run.at, menu.at...); menu.First() >= 0 && len(all) == 1 {
			run.first = menu.at[menu.First()]
		}
		for _, units := range menu.units {
			if len(units) != 1 {
				pass = Surely
				continue
			}
			sum := w.summarize(units[0])
			if opens = nil; len(menu.units) == 1 {
				opens = units[0]
			}
			pass, lacks, stops = max(pass, sum.pass), lacks && sum.lacks, sum.stops
		}
	}
	if opens != nil && len(all) == 1 && w.dialogs(called, opens, reach) == Never {
		return Never
	}
	if w.defers && !w.dry && w.find(w.scope, w.unit.module, called.Parts[0], 0).foreign == "" {
		w.shows = append(w.shows, run)
		for _, p := range w.pages {
			p.show(run)
		}
	}
	if pass > Never || len(all) == 0 || w.as != stranger {
		return reach
	}
	if w.tried && lacks {
		stops = Spot{}
	}
	w.sum.lacks = w.sum.lacks || lacks && !w.tried
	w.stop(reach, stops)
	return Never
}

// runsOther ends a page at .run() of a page that st.navigation surely did not give back.
func (w *walker) runsOther(called *pytree.Expression, all []leaf, reach Reach) Reach {
	if w.as != stranger || w.tested || w.clicking || len(all) != 1 || all[0].Kind != pytree.CallExpression || all[0].Parts[0].Own != "Page" || w.navigated.File == "" && len(w.menus) > 0 {
		return reach
	}
	for _, menu := range w.menus {
		if first := menu.First(); first < 0 || menu.at[first] == all[0].m.unit.spot(all[0].Parts[0]) {
			return reach
		}
	}
	return w.fails(w.unit.spot(called), reached.OtherRun(), reach)
}

// wants tells whether a function that is a page surely takes arguments, of which a page gets none.
func (w *walker) wants(u *unit, reach Reach) bool {
	if u.node == nil || w.as != stranger || w.tested || w.clicking || w.tried || !pyread.RunsAtOnce(u.node) || isLazy(u) {
		return false
	}
	taken := 0
	if len(u.node.Names) > 0 && (u.node.Names[0] == "self" || u.node.Names[0] == "cls") {
		taken = 1
	}
	message, _ := names.Misfit(pyfile.Parameters(u.node), nil, taken)
	if message == "" {
		return false
	}
	at := Spot{File: u.module.path, Position: u.node.Place.Position()}
	return w.fails(at, reached.PageWants(u.node.Name, message), reach) == Never
}

// refusedMenu ends a page at a call of st.Page or st.navigation that Streamlit refuses for what
// the pages are, and notes what st.navigation lists.
func (w *walker) refusedMenu(e *pytree.Expression, reach Reach) Reach {
	called, in := e.Parts[0], w.unit.module
	if called.Own != "Page" && called.Own != "navigation" || reach == Never {
		return reach
	}
	var message, fix string
	lost := false
	if called.Own == "Page" {
		page, _ := w.newPage(leaf{e, w.scope, in})
		message, fix = page.Refused()
		if lost = page.Missing; lost && reach < Surely {
			w.mayHalt(reached.Halt{Spot: w.unit.spot(called), Unfound: page.Name}, Surely)
		}
	} else if at := pyread.Given(e, "pages"); at > 0 {
		menu := w.shown(leaf{e.Parts[at], w.scope, in})
		message, fix = menu.Refused()
		menu.Whole = menu.Whole && message == "" // else there is nothing to run
		menu.met = !w.dry || w.menus[w.unit.spot(called)].met
		w.menus[w.unit.spot(called)] = menu
	}
	if message == "" && called.Own == "navigation" && reach == Surely && !w.dry {
		w.navigated = w.unit.spot(called)
	}
	if message == "" || !w.looks() || w.forgives || w.putsThere(called.Own) {
		return reach
	}
	w.lost = w.lost || lost && reach == Surely && !w.dry && !w.tried
	return w.fails(w.unit.spot(called), reached.Fault{Message: message, Fix: fix, Code: true, Mild: lost}, reach)
}
