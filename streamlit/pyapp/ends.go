package pyapp

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pysession"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// looks tells whether what surely fails here fails for somebody who just comes, or has signed in.
func (w *walker) looks() bool { return (w.as == stranger || w.within) && !w.tested && !w.clicking }

// missing ends a page where it reads what st.secrets or st.user surely lacks, and notes it.
func (w *walker) missing(e *pytree.Expression, reach Reach) Reach {
	if !w.looks() || e.Own != "" {
		return reach
	}
	fault, fails := w.failsAt(e)
	if !fails {
		return reach
	}
	return w.fails(w.unit.spot(e), fault, reach)
}

// fails ends a page at a place that surely fails for a stranger, and notes it.
func (w *walker) fails(at Spot, fault reached.Fault, reach Reach) Reach {
	if w.tried {
		w.lacked = true
		w.stop(reach, Spot{})
		return Never
	}
	if reach == Perhaps && !w.dry && w.as == member && w.hinge != nil && w.hinge.above == nil && pyread.ButOne(w.under) {
		w.found.Tell([]reached.Fault{reached.ButOne(at, fault)})
	}
	if reach == Surely && !w.dry {
		w.endsAt(at, fault)
		if w.unit.node == nil && w.unit.module.main && w.choosing == 0 { // no caller catches it
			w.below[at] = true
		}
	}
	if !w.raises || !w.ended[at] {
		return reach
	}
	w.sum.lacks = true
	w.stop(reach, at)
	return Never
}

// mayHalt notes what may end what is walked before anybody is offered the sign-in.
func (w *walker) mayHalt(at reached.Halt, reach Reach) {
	if reach == Surely && w.sum.halts.File == "" && !w.sum.sign && !w.clicking && !w.tried {
		w.sum.halts = at
	}
}

// failing ends a page at what fails where it stands: see reached.Failing.
func (w *walker) failing(e *pytree.Expression, reach Reach) Reach {
	at := w.unit.spot(e)
	it, is := w.around.Fails[at]
	if !is || it.File == "" && e.Kind == pytree.NameExpression || w.tested || w.clicking || !w.looks() && !(w.tried && it.Sure) {
		return reach
	} else if it.Sure {
		if w.tried && !w.dry && (reach == Surely || it.File == "") && w.found.Caught.File == "" {
			w.found.Caught = reached.Fault{Spot: at, Message: it.Caught, Fix: it.Advice}
		}
		return w.fails(at, it.Fault, reach)
	}
	w.mayHalt(reached.Halt{Spot: at, Unfound: it.File}, reach)
	return reach
}

// failsAt tells whether reading an attribute or a key surely fails for a stranger, or an entry of a new session for who has signed in.
func (w *walker) failsAt(e *pytree.Expression) (fault reached.Fault, fails bool) {
	if key, late := w.session.IsLate(w.as, w.unit.module.file(), e); w.as != stranger && late {
		return reached.LateEntry(key), true
	} else if w.as != stranger {
		return fault, false
	}
	attribute, of := e.Kind == pytree.AttributeExpression, w.rootOf(e.Parts[0])
	if pyscan.IsUser(of) && of == "user" {
		key := e.Parts[len(e.Parts)-1]
		name := e.Value
		if !attribute {
			name = key.Value
		}
		user := pyscan.IsUser(e.Parts[0].Own) || e.Parts[0].Kind == pytree.NameExpression
		if !user || !attribute && (key.Kind != pytree.TextExpression || len(key.Parts) > 0) || slices.Contains(names.NotClaims, name) || strings.HasPrefix(name, "_") {
			return fault, false
		}
		return reached.NoClaim(name), true
	}
	if _, is := pyread.Kept(e); is && w.session.IsAbsent(e) && !(attribute && slices.Contains(pysession.Methods, e.Value)) {
		key, _ := pyread.Kept(e)
		return reached.NeverPut(key), true
	}
	if of != "secrets" || w.held.Empty() {
		return fault, false
	}
	key, is := secrets.New(e.Value), true
	if !attribute {
		key, is = w.text(w.scope, w.unit.module, e.Parts[1], 0)
	}
	section := w.oneHeld(w.scope, w.unit.module, e.Parts[0], 0)
	if !is || section == nil || !section.Lacks(key.Reveal(), attribute) {
		return fault, false
	}
	return reached.NoKey(w.held, section.Path(), key.Reveal()), true
}

// rootOf is the thing of streamlit that an expression is taken of, by its names' only values.
func (w *walker) rootOf(e *pytree.Expression) string {
	for steps := 0; e.Own == "" && e.Kind <= pytree.ItemExpression && steps < 100; steps++ { // x = x.y leads in a circle
		if e.Kind != pytree.NameExpression {
			e = e.Parts[0]
		} else if b, is := w.scope.Only(e.Value); is && b.Value != nil && b.Value.Kind != pytree.NameExpression {
			e = b.Value
		} else {
			return ""
		}
	}
	return e.Own
}

// endsAt notes a line that ends the page with an error.
func (f *follower) endsAt(at Spot, fault reached.Fault) {
	if !f.raises && !f.ended[at] {
		fault.Spot = at
		f.ends = append(f.ends, fault)
		f.ended[at] = true
	}
}

// nowhere notes where a stranger is sent to a page that there is not. Streamlit takes a
// page's path from the folder of the main script.
func (f *follower) nowhere(pages []string) {
	for _, jump := range f.jumps {
		to := path.Join(path.Dir(f.script), strings.ReplaceAll(jump.Parts[1].Value, `\`, "/"))
		if f.nav || f.found.Dynamic || path.IsAbs(jump.Parts[1].Value) || slices.Contains(pages, to) || f.as == member && f.modules[to] != nil {
			continue
		}
		f.endsAt(jump.m.unit.spot(jump.Parts[0]), reached.NoPage(jump.Parts[1].Value))
	}
}

// forMembers tells what ends the main script for members, as inVain finds it. met is how they meet it, past as every test lets them by.
func (c *code) forMembers(scans map[string]pyfile.Scan, before int, met Followed, found *Followed) (past Followed) {
	if past = met; c.checked {
		c.lenient = true
		past = follow(c, scans, member).found
	}
	told, first := reached.Inside(c.ends[before:])
	if first.Message == "" {
		first = reached.Lost(c.ends[:before], c.script)
	}
	if first.Message != "" && !past.Ends(c.script) {
		c.raises = true
		if follow(c, scans, member).found.Ends(c.script) {
			told = append(told, first)
		}
		c.raises = false
	}
	found.Tell(told)
	return past
}

// inVain follows an app once more, where some line of it surely fails, as if it ended
// there, and where a module's body offers the sign-in, as it runs later. Nobody can sign in
// then if nobody comes to a sign-in any more; else what fails may be caught where it is called.
func (c *code) inVain(scans map[string]pyfile.Scan, found *Followed) {
	var with Followed
	vain := func(as *bool) bool {
		*as = true
		with = follow(c, scans, stranger).found
		if *as = false; slices.ContainsFunc(with.Logins, Login.Comes) {
			return false
		} else if !slices.ContainsFunc(found.Offered, Login.Comes) {
			return (len(found.Logins) > 0 || c.lost && c.held.Under("auth") != nil) && !slices.ContainsFunc(c.ends, func(f reached.Fault) bool { return !f.Code }) && with.Ends(c.script) && !found.Ends(c.script)
		}
		found.Offered = with.Logins
		return true
	}
	if len(c.ends) > 0 {
		ends, ended := vain(&c.raises), map[string]bool{}
		for _, fault := range c.ends {
			switch {
			case ends && found.Vain.File == "":
				found.Vain, fault.Mild = fault.Spot, false
			case fault.Mild:
			case c.below[fault.Spot] && !ended[fault.File] && (path.Base(path.Dir(fault.File)) != "pages" || !pyread.Uses(c.trees(), "navigation")) && with.EndsAt(fault.Spot) && len(found.Foreign)+len(found.Another) == 0:
				fault.Mild = true
			default:
				continue // perhaps nobody comes so far
			}
			ended[fault.File] = true
			found.Faults = append(found.Faults, fault)
		}
	}
	if c.once.File != "" && vain(&c.past) {
		found.Vain = c.once
		found.Faults = append(found.Faults, reached.RunsOnce(c.once, c.body))
	}
}
