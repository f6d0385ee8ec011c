package pyapp

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/names"
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
		name, form = called.Value, inForm
	}
	refused := name == "button" || name == "download_button"
	switch {
	case refused && form == anyForm && reach == Surely && w.sum.press.File == "":
		w.sum.press = w.unit.spot(called)
	case (name == "switch_page" || name == "page_link") && len(e.Parts) > 1 && reach == Surely && w.as == stranger && !w.dry && !w.tried && !w.tested && !w.clicking:
		if to := e.Parts[1]; to.Kind == pytree.TextExpression && len(to.Parts) == 0 && strings.HasSuffix(to.Value, ".py") && !strings.Contains(to.Value, "://") {
			w.jumps = append(w.jumps, leaf{e, w.scope, w.unit.module})
		}
	case refused && form == inForm:
		w.fault(w.unit.spot(called), reach, "st."+name+" stands in a form, where Streamlit refuses it, and the page stops", "put it behind the form's block, or use st.form_submit_button with the same on_click")
	case name == "form_submit_button" && form == noForm:
		w.fault(w.unit.spot(called), reach, "st.form_submit_button stands in no form, and the page stops", "use st.button with the same on_click")
	case form == inForm && name != "form_submit_button" && slices.Contains(names.Widgets, name) && slices.ContainsFunc(e.Names, isCallback):
		w.fault(w.unit.spot(called), reach, "st."+name+" has a callback in a form, where only st.form_submit_button may have one, and the page stops", "put it behind the form's block")
	}
}

// missing ends a page where it reads what st.secrets surely lacks, and notes it.
func (w *walker) missing(e *pytree.Expression, reach Reach) Reach {
	attribute := e.Kind == pytree.AttributeExpression
	if w.as != stranger || w.tested || w.clicking || w.held.Empty() || e.Own != "" || attribute && !w.ofSecrets(e.Parts[0]) {
		return reach
	}
	key, is := secrets.New(e.Value), true
	if !attribute {
		key, is = w.text(w.scope, w.unit.module, e.Parts[1], 0)
	}
	of := w.oneHeld(w.scope, w.unit.module, e.Parts[0], 0)
	if !is || of == nil || !of.Lacks(key.Reveal(), attribute) {
		return reach
	}
	at := w.unit.spot(e)
	if w.tried {
		w.lacked = true
		w.stop(reach, Spot{})
		return Never
	}
	if reach == Surely && !w.dry {
		w.endsAt(at, noKey(w.held, of.Path(), key.Reveal()))
	}
	if !w.raises || !w.endsIn(at) {
		return reach
	}
	w.sum.lacks = true
	w.stop(reach, at)
	return Never
}

// ofSecrets tells whether an expression looks like something of st.secrets.
func (w *walker) ofSecrets(e *pytree.Expression) bool {
	for e.Own == "" && e.Kind <= pytree.ItemExpression {
		if e.Kind != pytree.NameExpression {
			e = e.Parts[0]
		} else if b, is := w.scope.only(e.Value); is && b.value != nil && b.value.Kind != pytree.NameExpression {
			e = b.value
		} else {
			return false
		}
	}
	return e.Own == "secrets"
}

// noKey tells of a key that st.secrets lacks, at the top or in a section.
func noKey(all *held.Value, section []string, key string) reached.Fault {
	in, fix := "st.secrets", "add %s at the top of the secrets, above all sections"
	if len(section) > 0 {
		in, fix = `st.secrets["`+strings.Join(section, `"]["`)+`"]`, "add %s to ["+strings.Join(section, ".")+"] in the secrets"
	} else if sections, _ := all.Keys(); true {
		for _, other := range sections {
			if of := all.Under(other); of.IsSection() && of.Under(key) != nil {
				fix = "move %s above all sections of the secrets: where it stands it belongs to [" + other + "]"
			}
		}
	}
	return reached.Fault{Message: fmt.Sprintf("%s has no %q, so the page ends here with an error", in, key), Fix: fmt.Sprintf(fix+", or read it with %s.get(%q)", key, in, key)}
}

// endsAt notes a line that ends the page with an error.
func (f *follower) endsAt(at Spot, fault reached.Fault) {
	if !f.raises && !f.endsIn(at) {
		fault.Spot = at
		f.ends = append(f.ends, fault)
	}
}

// endsIn tells whether a line was noted as such.
func (c *code) endsIn(at Spot) bool {
	return slices.ContainsFunc(c.ends, func(f reached.Fault) bool { return f.Spot == at })
}

// isValue tells whether an expression surely stands for st.user.is_logged_in.
func (w *walker) isValue(e *pytree.Expression) bool {
	all := []leaf{{e, w.scope, w.unit.module}}
	if e.Kind == pytree.NameExpression {
		all = w.stands(w.scope, w.unit.module, e, 0)
	}
	if len(all) != 1 || all[0].Kind == pytree.CallExpression || !isLoggedIn(all[0].Expression) {
		return false
	}
	users := w.stands(all[0].in, all[0].m, all[0].Parts[0], 0)
	return isUser(all[0].Parts[0].Own) || len(users) == 1 && isUser(users[0].Own)
}

// form tells whether code stands in a form.
type form uint8

const (
	anyForm form = iota // as who calls it
	noForm
	inForm
	unclearForm
)

// isForm tells whether an expression surely stands for a form.
func (w *walker) isForm(e *pytree.Expression) bool {
	all := w.stands(w.scope, w.unit.module, e, 0)
	return len(all) == 1 && all[0].Kind == pytree.CallExpression && (all[0].Parts[0].Own == "form" || all[0].Parts[0].Value == "form" && all[0].Parts[0].Parts[0].Own == "sidebar")
}

// inside is whether the block of a with stands in a form.
func (w *walker) inside(item *pytree.Expression) form {
	switch {
	case w.isForm(item):
		return inForm
	case item.Own == "sidebar":
		return noForm
	case item.Kind == pytree.CallExpression && item.Parts[0].Own != "":
		return w.form // st.container(), st.spinner(): it stands where it is called
	}
	return unclearForm
}

func isCallback(keyword string) bool { return keyword == "on_click" || keyword == "on_change" }

// faultsOf looks for faults of the function that a call is of.
func (w *walker) faultsOf(u *unit, reach Reach) {
	sum := w.summarize(u)
	if sum.press.File != "" && w.form == inForm {
		w.fault(sum.press, reach, "st.button stands in a form, since this function is called in one: Streamlit refuses it, and the page stops", "call the function behind the form's block, or use st.form_submit_button with the same on_click")
	} else if sum.press.File != "" && w.form == anyForm && reach == Surely && w.sum.press.File == "" {
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

// caches are the decorators that keep an answer for everybody.
var caches = []string{"cache_data", "cache_resource", "cache", "experimental_memo", "experimental_singleton"}

// decorator looks at one of a function.
func (w *walker) decorator(u *unit, e *pytree.Expression, reach Reach) {
	called, bare := e, true
	if e.Kind == pytree.CallExpression {
		called, bare = e.Parts[0], len(e.Parts) == 1
	}
	if slices.Contains(caches, called.Own) {
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

// isOff notes the first widget that is.
func (f *follower) isOff(at Spot) {
	if f.found.Off.File == "" {
		f.found.Off = at
	}
}

// runs notes that what st.navigation gave may be run.
func (w *walker) runs(called *pytree.Expression) {
	if called.Kind == pytree.AttributeExpression && called.Value == "run" && w.find(w.scope, w.unit.module, called.Parts[0], 0).foreign == "" {
		w.ran = true
	}
}

// nowhere notes where a stranger is sent to a page that there is not. Streamlit takes a
// page's path from the folder of the main script.
func (f *follower) nowhere(pages []string) {
	for _, jump := range f.jumps {
		to := path.Join(path.Dir(f.script), strings.ReplaceAll(jump.Parts[1].Value, `\`, "/"))
		if f.nav || f.found.Dynamic || path.IsAbs(jump.Parts[1].Value) || slices.Contains(pages, to) {
			continue
		}
		f.endsAt(jump.m.unit.spot(jump.Parts[0]), reached.Fault{
			Mild: true, Message: fmt.Sprintf("there is no page %q, so this page ends here with an error", jump.Parts[1].Value),
			Fix: "name the main script, or a file of its folder pages, by its path from the main script's folder",
		})
	}
}

// inVain follows an app once more, where some line of it surely fails, as if it ended
// there. Nobody can sign in then if nobody comes to a sign-in any more; else what fails
// may be caught where it is called.
func (c *code) inVain(scans map[string]Scan, found *Followed) {
	if len(c.ends) == 0 {
		return
	}
	c.raises = true
	with := follow(c, scans, stranger).found.Logins
	c.raises = false
	vain := slices.ContainsFunc(found.Offered, comes) && !slices.ContainsFunc(with, comes)
	for _, fault := range c.ends {
		if vain && found.Vain.File == "" {
			found.Vain, found.Offered, fault.Mild = fault.Spot, with, false
		} else if !fault.Mild {
			continue
		}
		found.Faults = append(found.Faults, fault)
	}
}

// notRun notes a st.navigation whose page nothing runs.
func (f *follower) notRun() {
	if f.as == anybody && f.navigated.File != "" && !f.ran && !f.found.Dynamic {
		f.found.Faults = append(f.found.Faults, reached.Fault{Spot: f.navigated, Message: "st.navigation only gives back the page, and nothing runs it, so no page is shown", Fix: "call .run() on what st.navigation gives back"})
	}
}
