package pyapp

import (
	"path"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/menu"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// shown is a menu as this visitor meets it, with what each of its pages is.
type shown struct {
	menu.Menu
	at    []Spot    // of the call of st.Page, or of what stands in the list itself
	units [][]*unit // of the app: more than one where it cannot be told which
	may   bool      // it may have others, as far as the list itself shows
	met   bool      // the visitor comes to it
}

// has tells whether a file is in the menu, or may be.
func (s shown) has(file string) bool {
	return s.may || slices.ContainsFunc(s.units, func(all []*unit) bool {
		return slices.ContainsFunc(all, func(u *unit) bool { return u.node == nil && u.module.path == file })
	})
}

// lists tells whether a call of st.navigation that this visitor comes to may list
// a file: nobody can open the pages of a menu that others get.
func (f *follower) lists(file string) bool {
	for _, one := range f.menus {
		if one.met && one.has(file) {
			return true
		}
	}
	return false
}

// shown reads what st.navigation is called with.
func (f *follower) shown(l leaf) shown {
	all := f.spread(l, 0)
	made := shown{may: !all.whole, Menu: menu.Menu{Wrong: all.wrong, Whole: all.whole && !all.shared}}
	for _, part := range all.parts {
		page, at, units := f.pageOf(part)
		if all.shared {
			page = menu.Page{} // it may have been taken out again
		}
		made.Pages, made.at, made.units = append(made.Pages, page), append(made.at, at), append(made.units, units)
	}
	return made
}

// spread is what a list holds, a sum of lists, or a dictionary of them.
type spread struct {
	parts  []leaf
	whole  bool // there is nothing else in it
	shared bool // others get it too, and may put something in
	wrong  bool // it is none of that
}

func (f *follower) spread(l leaf, steps int) (all spread) {
	if l.Expression == nil || steps > maxSteps || f.tired() {
		return all
	}
	several := func(parts []*pytree.Expression) {
		all.whole = true
		for _, part := range parts {
			some := f.spread(leaf{part, l.in, l.m}, steps+1)
			all.parts, all.whole = append(all.parts, some.parts...), all.whole && some.whole
			all.shared, all.wrong = all.shared || some.shared, all.wrong || some.wrong
		}
	}
	switch e := l.Expression; {
	case e.Kind == pytree.NameExpression && e.Own == "" && !pyread.Grows(l.m.scan.Tree, e.Value):
		bindings, _ := f.reaching(l.in, e.Value)
		all = f.spreadOf(l.m, bindings, steps)
		all.shared = all.shared || f.puts(e.Value) || pyread.Hands(l.m.scan.Tree, e.Value)
	case e.Kind == pytree.AttributeExpression && f.moduleOf(l.in, l.m, e, steps) != nil:
		other := f.moduleOf(l.in, l.m, e, steps)
		bindings, _ := f.ofModule(other, e.Value)
		all = f.spreadOf(other, bindings, steps)
		all.shared = all.shared || pyread.Hands(other.scan.Tree, e.Value)
	case e.Kind == pytree.ChoiceExpression:
		switch f.truth(l.in, l.m, e.Parts[0], 0) {
		case yes:
			return f.spread(leaf{e.Parts[1], l.in, l.m}, steps+1)
		case no:
			return f.spread(leaf{e.Parts[2], l.in, l.m}, steps+1)
		}
	case e.Kind == pytree.OtherExpression && e.Value == "+":
		several(e.Parts)
	case e.Kind == pytree.DictExpression:
		several(pyread.Column(e, 1))
	case e.Kind == pytree.ListExpression && e.Value != "{":
		all.whole = true
		for _, part := range e.Parts {
			if part.Kind != pytree.StarExpression {
				all.parts = append(all.parts, leaf{part, l.in, l.m})
				continue
			}
			some := f.spread(leaf{part.Parts[0], l.in, l.m}, steps+1)
			all.parts, all.whole, all.shared = append(all.parts, some.parts...), all.whole && some.whole, all.shared || some.shared
		}
	case e.Kind == pytree.CallExpression && e.Parts[0].Own == "":
		if found := f.find(l.in, l.m, e.Parts[0], 0); len(found.units) == 1 && len(found.classes) == 0 && pyread.RunsAtOnce(found.units[0].node) {
			if gives := f.summarize(f.applied(l.in, l.m, e, found.units[0])).gives; len(gives) == 1 {
				return f.spread(gives[0], steps+1)
			}
		}
	default:
		all.wrong = e.Kind == pytree.ListExpression || e.Kind == pytree.TextExpression || e.Kind == pytree.LambdaExpression || e.Kind == pytree.CallExpression && e.Parts[0].Own == "Page"
	}
	return all
}

// spreadOf is the same of the values that a name has.
func (f *follower) spreadOf(m *module, bindings []binding, steps int) (all spread) {
	if len(bindings) != 1 {
		return all
	}
	switch b := bindings[0]; {
	case b.Unit != nil || b.Class != nil:
		all.wrong = true
	case b.Value != nil:
		return f.spread(leaf{b.Value, b.In, m}, steps+1)
	case b.Parameter:
		if given := f.handed(b); len(given) == 1 {
			return f.spread(given[0], steps+1)
		}
	case b.Origin != nil && b.Origin.Original != "":
		if other := f.file(m, b.Origin.Module); other != nil && !pyread.Grows(other.scan.Tree, b.Origin.Original) {
			given, _ := f.ofModule(other, b.Origin.Original)
			all = f.spreadOf(other, given, steps+1)
			all.shared = all.shared || pyread.Hands(other.scan.Tree, b.Origin.Original)
		}
	}
	return all
}

// pageOf is one page of a menu, where that is written, and what of the app it runs.
func (f *follower) pageOf(l leaf) (page menu.Page, at Spot, units []*unit) {
	at = l.m.unit.spot(l.Expression)
	if page, units = f.source(l); page.Source != menu.Unclear {
		page.Bare, page.Default = true, menu.No
		return page, at, units
	}
	all := f.stands(l.in, l.m, l.Expression, 0)
	if len(all) != 1 || all[0].Kind != pytree.CallExpression || all[0].Parts[0].Own != "Page" {
		return page, at, units
	}
	page, units = f.newPage(all[0])
	return page, all[0].m.unit.spot(all[0].Parts[0]), units
}

// newPage is that of a call of st.Page.
func (f *follower) newPage(call leaf) (page menu.Page, units []*unit) {
	text := func(e *pytree.Expression) menu.Text {
		switch all := f.stands(call.in, call.m, e, 0); {
		case len(all) != 1 || f.heldOf(all[0].Expression) != nil || len(all[0].Parts) > 0 && all[0].Kind == pytree.TextExpression:
			return menu.Text{Given: true}
		case all[0].Kind == pytree.ConstantExpression && all[0].Value == "None":
			return menu.Text{}
		default:
			return menu.Text{Given: true, Known: all[0].Kind == pytree.TextExpression, Value: all[0].Value}
		}
	}
	is := menu.No
	var title, url menu.Text
	open := false
	for i, argument := range call.Parts {
		switch keyword := call.Keyword(i); {
		case i == 0:
		case keyword == "*" || keyword == "**" || argument.Kind == pytree.StarExpression:
			open, is = true, menu.Perhaps
		case keyword == "title":
			title = text(argument)
		case keyword == "url_path":
			url = text(argument)
		case keyword == "default":
			is = map[truth]menu.Answer{yes: menu.Yes, no: menu.No}[f.truth(call.in, call.m, argument, 0)]
		case keyword == "" || keyword == "page":
			page, units = f.source(leaf{argument, call.in, call.m})
		}
	}
	page.Open, page.Title, page.Path, page.Default = open, title, url, is
	return page, units
}

// source is what a page is made of.
func (f *follower) source(l leaf) (page menu.Page, units []*unit) {
	found := f.find(l.in, l.m, l.Expression, 0)
	switch e := l.Expression; {
	case e.Own != "" || len(found.units) > 1:
		return page, found.units
	case e.Kind <= pytree.AttributeExpression && len(found.units) == 1 && len(found.classes) == 0:
		if f.means(l) {
			page.Source = menu.Function
			if pyread.RunsAtOnce(found.units[0].node) && !f.puts("__name__") {
				page.Name = found.units[0].node.Name
			}
		}
		return page, found.units
	case e.Kind == pytree.LambdaExpression:
		return menu.Page{Source: menu.Function, Name: "<lambda>"}, nil
	case e.Kind == pytree.CallExpression && e.Parts[0].Own == "" && len(found.classes) == 0:
		called := f.find(l.in, l.m, e.Parts[0], 0)
		if len(called.units) == 1 && pyread.RunsAtOnce(called.units[0].node) && !isLazy(called.units[0]) {
			if gives := f.summarize(called.units[0]).gives; len(gives) > 0 && !slices.ContainsFunc(gives, func(l leaf) bool { return l.Kind != pytree.ConstantExpression || l.Value != "None" }) {
				return menu.Page{Source: menu.Nothing, Called: e.Parts[0].Value}, nil
			}
		} else if called.foreign == "functools" && e.Parts[0].Value == "partial" {
			return menu.Page{Source: menu.Nameless}, nil
		} else if called.foreign == "pathlib" && e.Parts[0].Value == "Path" && len(e.Parts) == 2 {
			return f.source(leaf{e.Parts[1], l.in, l.m})
		}
	}
	all := f.stands(l.in, l.m, l.Expression, 0)
	if len(all) != 1 {
		return page, nil
	}
	switch one := all[0]; {
	case f.heldOf(one.Expression) != nil:
	case one.Kind == pytree.TextExpression && len(one.Parts) == 0:
		page = menu.Page{Source: menu.File, Name: one.Value}
		at := path.Join(path.Dir(f.script), one.Value)
		if f.around.IsAbsent(at) || path.Ext(at) == "" && f.modules[at+".py"] != nil {
			page.Missing, page.Near = true, menu.Nearest(one.Value, f.script, f.files)
		}
		if m := f.file(one.m, pyread.ModuleOf(one.Value)); m != nil {
			units = []*unit{m.unit}
		}
	case one.Kind == pytree.ConstantExpression, one.Kind == pytree.ListExpression, one.Kind == pytree.DictExpression:
		page.Source = menu.Nothing
	}
	return page, units
}

// means tells whether an expression surely stands for a function, by its name or that of its file or thing.
func (f *follower) means(l leaf) bool {
	if l.Kind == pytree.NameExpression {
		_, is := l.in.Only(l.Value)
		return is
	}
	of := f.find(l.in, l.m, l.Parts[0], 0)
	return !f.puts(l.Value) && (of.module != nil || len(of.classes) == 1 || l.Parts[0].Value == "self")
}
