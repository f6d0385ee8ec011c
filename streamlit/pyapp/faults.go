package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// fault notes one, where a stranger surely comes to it and nothing catches it.
func (w *walker) fault(at Spot, reach Reach, message, fix string) {
	if w.as == stranger && !w.dry && !w.tried && !w.tested && !w.clicking && reach == Surely {
		w.found.Faults = append(w.found.Faults, reached.Fault{Spot: at, Message: message, Fix: fix})
	}
}

// faults looks for them at a call.
func (w *walker) faults(e *pytree.Expression, reach Reach) {
	called := e.Parts[0]
	if w.isValue(called) {
		w.fault(w.unit.spot(called), reach, "st.user.is_logged_in is no function, so this line is a TypeError", "write st.user.is_logged_in without brackets")
	}
	name, form := called.Own, w.form
	if name == "" && called.Kind == pytree.AttributeExpression && slices.Contains(names.Widgets, called.Value) && w.isForm(called.Parts[0]) {
		name, form = called.Value, pyread.InForm
	}
	refused := name == "button" || name == "download_button"
	switch {
	case refused && form == pyread.AnyForm && reach == Surely && w.sum.press.File == "":
		w.sum.press = w.unit.spot(called)
	case (name == "switch_page" || name == "page_link") && len(e.Parts) > 1 && reach == Surely && w.looks() && !w.dry && !w.tried:
		if to := e.Parts[1]; to.Kind == pytree.TextExpression && len(to.Parts) == 0 && strings.HasSuffix(to.Value, ".py") && !strings.Contains(to.Value, "://") {
			w.jumps = append(w.jumps, leaf{e, w.scope, w.unit.module})
		}
	case refused && form == pyread.InForm:
		w.fault(w.unit.spot(called), reach, "st."+name+" stands in a form, where Streamlit refuses it, and the page stops", "put it behind the form's block, or use st.form_submit_button with the same on_click")
	case name == "form_submit_button" && form == pyread.NoForm:
		w.fault(w.unit.spot(called), reach, "st.form_submit_button stands in no form, and the page stops", "use st.button with the same on_click")
	case form == pyread.InForm && name != "form_submit_button" && slices.Contains(names.Widgets, name) && slices.ContainsFunc(e.Names, pyread.IsCallback):
		w.fault(w.unit.spot(called), reach, "st."+name+" has a callback in a form, where only st.form_submit_button may have one, and the page stops", "put it behind the form's block")
	}
}

// isValue tells whether an expression surely stands for st.user.is_logged_in.
func (w *walker) isValue(e *pytree.Expression) bool {
	all := []leaf{{e, w.scope, w.unit.module}}
	if e.Kind == pytree.NameExpression {
		all = w.stands(w.scope, w.unit.module, e, 0)
	}
	if len(all) != 1 || all[0].Kind == pytree.CallExpression || !pyread.IsLoggedIn(all[0].Expression) {
		return false
	}
	users := w.stands(all[0].in, all[0].m, all[0].Parts[0], 0)
	return pyscan.IsUser(all[0].Parts[0].Own) || len(users) == 1 && pyscan.IsUser(users[0].Own)
}

// isForm tells whether an expression surely stands for a form.
func (w *walker) isForm(e *pytree.Expression) bool {
	all := w.stands(w.scope, w.unit.module, e, 0)
	return len(all) == 1 && all[0].Kind == pytree.CallExpression && (all[0].Parts[0].Own == "form" || all[0].Parts[0].Value == "form" && all[0].Parts[0].Parts[0].Own == "sidebar")
}

// inside is whether the block of a with stands in a form.
func (w *walker) inside(item *pytree.Expression) pyread.Form {
	switch {
	case w.isForm(item):
		return pyread.InForm
	case item.Own == "sidebar":
		return pyread.NoForm
	case item.Kind == pytree.CallExpression && item.Parts[0].Own != "":
		return w.form // st.container(), st.spinner(): it stands where it is called
	}
	return pyread.UnclearForm
}

// faultsOf looks for faults of the function that a call is of.
func (w *walker) faultsOf(u *unit, reach Reach) {
	sum := w.summarize(u)
	if sum.press.File != "" && w.form == pyread.InForm {
		w.fault(sum.press, reach, "st.button stands in a form, since this function is called in one: Streamlit refuses it, and the page stops", "call the function behind the form's block, or use st.form_submit_button with the same on_click")
	} else if sum.press.File != "" && w.form == pyread.AnyForm && reach == Surely && w.sum.press.File == "" {
		w.sum.press = sum.press
	}
	if u.cached.File != "" && w.hangsOnPerson(u) {
		w.fault(u.cached, reach, "the function below keeps its answer for everybody, and so whether the first visitor was signed in", "take this decorator away")
	}
}

// hangsOnPerson tells whether what a function answers hangs on who is signed in.
func (f *follower) hangsOnPerson(u *unit) bool {
	found := false
	statements := []pytree.StatementKind{pytree.IfStatement, pytree.WhileStatement, pytree.ReturnStatement, pytree.AssignStatement}
	pytree.Statements(u.body, func(s *pytree.Statement) {
		found = found || slices.Contains(statements, s.Kind) && slices.ContainsFunc(s.Parts, func(e *pytree.Expression) bool { return f.asks(u.scope, u.module, e, 0) })
	})
	return found
}

// decorator looks at one of a function.
func (w *walker) decorator(u *unit, e *pytree.Expression, reach Reach) {
	called, bare := e, true
	if e.Kind == pytree.CallExpression {
		called, bare = e.Parts[0], len(e.Parts) == 1
	}
	if slices.Contains(pyread.Caches, called.Own) {
		u.cached = w.unit.spot(called)
	}
	if bare && called.Own == "dialog" {
		w.fault(w.unit.spot(called), reach, "st.dialog needs a title, and without one the page stops", `write @st.dialog("Sign in")`)
	}
}

// off tells whether a widget is switched off.
func (f *follower) off(in *scope, m *module, call *pytree.Expression, steps int) bool {
	at := slices.Index(call.Names, "disabled")
	return at > 0 && f.truth(in, m, call.Parts[at], steps+1) == yes
}

// runs notes that what st.navigation gave may be run.
func (w *walker) runs(called *pytree.Expression) {
	if called.Kind == pytree.AttributeExpression && called.Value == "run" && w.find(w.scope, w.unit.module, called.Parts[0], 0).foreign == "" {
		w.ran = true
	}
}

// shut tells of an app that asks people to sign in who are signed in, and lets them no further
// than somebody who is not: their page ends, before its last line, where a stranger's may, or they
// come only where a stranger comes, and not to what the app has for who keeps something behind st.login.
func shut(member, stranger, all *follower) []reached.Fault {
	at := slices.IndexFunc(member.found.Logins, Login.Comes)
	if at < 0 || member.found.Logins[at].Reach == Surely || member.found.Dynamic || member.turns {
		return nil
	}
	fault := []reached.Fault{reached.OnceMore(member.found.Logins[at].Spot)}
	if member.session.Loses && member.session.Whole() && !stranger.found.Dynamic && member.found.Misses(stranger.found, all.found) {
		return fault
	}
	if !member.cut || !member.found.Ends(member.script) {
		return nil
	}
	login := func(at Spot) bool {
		return slices.ContainsFunc(member.found.Logins, func(l Login) bool { return l.Spot == at })
	}
	if slices.ContainsFunc(member.stopsAt, func(at Spot) bool { return !login(at) && !slices.Contains(stranger.stopsAt, at) }) {
		return nil
	}
	return fault
}

// crowded tells of sign-ins at several providers that one run calls without a click: the
// browser goes where the last one sends it.
func (c *code) crowded(scans map[string]pyfile.Scan, offered []Login) []reached.Fault {
	if len(reached.Sure(offered)) < 2 {
		return nil
	}
	some := reached.Sure(follow(c, scans, passerby).found.Logins)
	if len(some) < 2 {
		return nil
	}
	return []reached.Fault{reached.Crowded(some)}
}

// notRun notes a st.navigation whose page nothing runs.
func (f *follower) notRun() {
	if f.as == anybody && f.navigated.File != "" && !f.ran && !f.found.Dynamic && !f.opens {
		f.found.Faults = append(f.found.Faults, reached.Fault{Spot: f.navigated, Message: "st.navigation only gives back the page, and nothing runs it, so no page is shown", Fix: "call .run() on what st.navigation gives back"})
	}
}
