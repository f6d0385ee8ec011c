package pyapp

import "path"

// page tells what a script shows to somebody who is not signed in.
func (f *follower) page(name string) {
	m := f.modules[name]
	if m == nil {
		return
	}
	sum := f.summarize(m.unit)
	page := Page{File: name, Asks: sum.asks, Sign: sum.sign, Doubt: sum.doubt || f.found.Dynamic || m.scan.Tree == nil, Shows: sum.shows, Shown: sum.shown, Stops: sum.stops, Halts: sum.halts}
	if page.Early = f.nav && path.Dir(name) == path.Join(path.Dir(f.script), "pages"); page.Early {
		// It runs by itself (docs/facts/streamlit.md, section 3.1).
	} else if f.nav && name != f.script && f.summarize(f.modules[f.script].unit).asks {
		page.Doubt = true // the main script may show it to some people only
	}
	page.Ends = sum.pass == Never
	page.Closed = page.Ends && sum.asks
	if sum.leaks == Surely {
		page.After, page.Shown, page.Shows = sum.after, sum.leaked, sum.leaks
	}
	f.found.Pages = append(f.found.Pages, page)
}
