package pyapp

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/endings"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Reach tells whether somebody who is not signed in comes to a place in the code.
type Reach uint8

const (
	Never     Reach = iota
	Perhaps         // under a condition that cannot be followed here
	Sometimes       // under one that no file fixes, and that holds for some visitor
	Surely
)

// Spot is a place in one of the app's files.
type Spot struct {
	File string
	pytoken.Position
}

// Login is one way in which the app calls st.login, and for which provider.
type Login struct {
	Spot
	Reach    Reach // of a call with this provider
	Called   Reach // of a call, whichever its provider
	Under    Spot  // a condition that it stands under which no file fixes; no line: none
	Provider string
	Named    bool   // a name is given, which may be the empty one
	Known    bool   // false: which one cannot be told
	Caught   bool   // it is surely come to, and what it raises is caught: it works where the provider is there
	Wrong    string // WrongArguments or WrongArgs: the call fails
}

// Followed is an app as people meet it: which code runs, which sign-in it offers,
// and what it shows. What depends on something that is not known here is Perhaps.
type Followed struct {
	Offered []Login // what somebody who is not signed in comes to
	Logins  []Login // what anybody comes to
	Again   []Login // what somebody comes to who is signed in, without a click, in the main script
	Pages   []Page  // as somebody sees them who is not signed in
	Names   []NameUse
	Dynamic bool // some code is picked by a name that is made at run time
	Foreign []Foreign
	Another []Another

	TurnedOff bool // what st.secrets holds outside of [auth] lets nobody come to a sign-in

	reach  map[Spot]Reach
	tried  map[Spot]bool
	noDict Spot // a test whether something in st.secrets is a dict, which nothing is
}

// Foreign is something that by its name may sign people in, from a package that
// is not part of the project.
type Foreign struct {
	Spot
	Name, Module string
}

// Page is one script of the app that a browser can open.
type Page struct {
	File   string
	Stops  Spot // where it ends for somebody who is not signed in; no line: it does not
	Closed bool // nobody comes to its end without being signed in
	Asks   bool // it looks at who is signed in
	Shows  Reach
	Shown  Spot // the first of what it shows to everybody
	Doubt  bool // something decides that cannot be followed
	Sign   bool // it offers the sign-in
	After  Spot // where it asks who is signed in, and goes on whatever the answer
	early  bool // st.navigation keeps it from running by itself, once somebody came to that
}

// Until says how long a page can be opened, as a part of a sentence; empty: always.
func (p Page) Until() string {
	if p.early {
		return " until somebody has come to st.navigation since the server started"
	}
	return ""
}

// Public tells whether a page has the name of one that is meant for everybody.
func (p Page) Public() bool { return names.ForEverybody(p.File) }

// Reach tells whether a use of st.user, st.login and the like is come to.
// guarded: what fails there is caught, or asked for first.
func (f Followed) Reach(file string, at pytoken.Position) (reach Reach, guarded bool) {
	spot := Spot{file, at}
	return f.reach[spot], f.tried[spot]
}

// visitor is whom an app is followed as.
type visitor uint8

const (
	stranger visitor = iota // not signed in
	anybody                 // a test of who is signed in may come to either
	member                  // signed in, and clicking at nothing
	passerby                // not signed in, and clicking at nothing
	newcomer                // a passerby whose st.session_state is new, as far as it shows
)

func (f *follower) idle() bool { return f.as == member || f.as == passerby || f.as == newcomer }

type follower struct {
	*code
	as     visitor
	open   []*unit // that are to be walked again
	raw    []rawLogin
	nav    bool   // st.navigation decides which pages there are
	menus  []leaf // what it is called with
	merged map[Login]int
	alias  map[Spot]bool // uses of st.login that give it another name
	calls  map[*expression]*unit
	work   int
	found  Followed
}

// code is all of an app's code, whoever meets it.
type code struct {
	script  string
	files   []string
	modules map[string]*module
	imports map[imported]*module
	endings endings.Paths
	units   map[*statement]*unit
	classes map[*statement]*class
	methods map[string][]*unit
	session session
	strict  bool        // see Strictly
	held    *held.Value // what st.secrets holds
}

// rawLogin is a use of st.login whose provider is not read yet.
type rawLogin struct {
	at       Spot
	under    Spot
	reach    Reach
	unit     *unit
	node     *expression // of the arguments; nil: not known
	callback bool        // they stand in args= and kwargs= of node
	skip     int
	caught   bool // Login.Caught
}

// Follow walks through an app from its main script on, once as somebody who is
// not signed in, once as anybody and once as somebody who is. scans are the files that belong to it,
// values is what st.secrets holds. Where that turns the sign-in off, it is followed for other values.
func Follow(script string, scans map[string]Scan, values *held.Value) Followed {
	found := followWith(script, scans, values)
	if found.offers() || values.Empty() || len(found.Logins) == 0 {
		return found
	}
	other := followWith(script, scans, values.OnlyAuth())
	other.TurnedOff = other.offers()
	return other
}

// Condition says what a sign-in is under that is come to perhaps.
func (f Followed) Condition() string {
	if f.TurnedOff {
		return "what st.secrets holds outside of [auth] lets nobody come to it: with other values it is there"
	}
	return "under a condition that cannot be followed from the code"
}

// When says under which condition somebody comes to a sign-in, as the end of a sentence; empty: under none.
func (l Login) When() string {
	if l.Under.File == "" {
		return ""
	}
	return fmt.Sprintf(", for whoever meets the condition in line %d of %s, which no file fixes", l.Under.Line, l.Under.File)
}

// Because is what keeps people from a sign-in that nobody comes to, as a part of a
// sentence, and the fix for it; otherwise is the fix where nothing is known.
func (f Followed) Because(otherwise string) (why, fix string) {
	if f.noDict.File == "" {
		return "", otherwise
	}
	return fmt.Sprintf(" (isinstance in line %d of %s says no: no section of st.secrets is a dict)", f.noDict.Line, f.noDict.File), "write Mapping in place of dict there, with from collections.abc import Mapping at the top of the file"
}

// offers tells whether somebody who is not signed in may come to st.login.
func (f Followed) offers() bool {
	return slices.ContainsFunc(f.Offered, func(l Login) bool { return l.Reach > Never })
}

func followWith(script string, scans map[string]Scan, values *held.Value) Followed {
	app := newCode(script, scans)
	app.held = values
	app.keeps(scans)
	first, all := follow(app, scans, stranger), follow(app, scans, anybody)
	found := first.found
	found.Offered, found.Logins = first.found.Logins, all.found.Logins
	found.reach, found.tried, found.Dynamic = all.found.reach, all.found.tried, all.found.Dynamic || first.found.Dynamic
	found.Foreign, found.Another = all.found.Foreign, all.found.Another
	if slices.ContainsFunc(found.Logins, func(l Login) bool { return l.Reach > Never }) {
		for _, l := range follow(app, scans, member).found.Logins {
			if l.Reach == Surely && l.Wrong == "" {
				found.Again = append(found.Again, l)
			}
		}
	}
	found.Names = releasedUses(app, scans, found)
	return found
}

// Strictly are the pages as a stranger meets them, where all shows something that is not known to be silent.
func Strictly(script string, scans map[string]Scan) []Page {
	app := newCode(script, scans)
	app.strict, app.held = true, &held.Value{}
	app.keeps(scans)
	return follow(app, scans, stranger).found.Pages
}

func newCode(script string, scans map[string]Scan) *code {
	c := &code{
		script: script, files: slices.Sorted(maps.Keys(scans)), modules: map[string]*module{}, imports: map[imported]*module{}, endings: endings.Of(maps.Keys(scans)),
		units: map[*statement]*unit{}, classes: map[*statement]*class{}, methods: map[string][]*unit{},
	}
	for _, name := range c.files {
		scan := scans[name]
		m := &module{code: c, path: name, scan: scan}
		m.unit = &unit{module: m, body: scan.tree, scope: &scope{}}
		c.modules[name] = m
		c.build(m, m.unit, m.unit.scope, nil, scan.tree)
	}
	return c
}

// forget takes away what another visitor left behind.
func (c *code) forget() {
	for _, m := range c.modules {
		m.main, m.unit.run, m.unit.scope.now = false, run{}, nil
	}
	for _, u := range c.units {
		u.run, u.scope.now = run{}, nil
	}
	for _, c := range c.classes {
		c.reach = Never
	}
}

func follow(app *code, scans map[string]Scan, as visitor) *follower {
	app.forget()
	f := &follower{code: app, as: as, merged: map[Login]int{}, alias: map[Spot]bool{}, calls: map[*expression]*unit{}, found: Followed{reach: map[Spot]Reach{}, tried: map[Spot]bool{}}}
	f.start(app.script, Surely)
	f.walk()
	pages := []string{app.script}
	beside := path.Join(path.Dir(app.script), "pages")
	for _, name := range app.files {
		if path.Dir(name) == beside && as != member && path.Base(name) != "__init__.py" {
			if f.modules[name].main = true; !f.nav {
				f.start(name, Surely)
			}
			pages = append(pages, name)
		}
	}
	f.walk()
	for _, name := range app.files {
		if m := f.modules[name]; f.nav && name != app.script && path.Dir(name) != beside && m.main && m.unit.reach == Surely && f.lists(name) {
			pages = append(pages, name)
		}
	}
	f.unread(scans)
	f.logins()
	for _, name := range pages {
		f.page(name)
	}
	return f
}

// start has a file run as a script.
func (f *follower) start(name string, reach Reach) {
	if m := f.modules[name]; m != nil {
		m.main = true
		f.visit(m.unit, reach)
	}
}

// visit notes that a unit is come to, and has it walked if that is news.
func (f *follower) visit(u *unit, reach Reach) {
	if u != nil && reach > u.reach {
		u.reach = reach
		f.open = append(f.open, u)
	}
}

func (f *follower) walk() {
	for len(f.open) > 0 {
		u := f.open[len(f.open)-1]
		f.open = f.open[:len(f.open)-1]
		w := &walker{follower: f, unit: u, scope: u.scope, loosely: u.loosely}
		u.scope.now = nil
		w.block(u.body, u.reach)
	}
}

// unread takes what the scan found in files that are too deep to be followed.
func (f *follower) unread(scans map[string]Scan) {
	for name, scan := range scans {
		if scan.tree != nil {
			continue
		}
		for _, call := range scan.LoginCalls {
			f.found.Logins = append(f.found.Logins, Login{Spot: Spot{name, pytoken.Position{Line: call.Line, Column: call.Column}}, Reach: Perhaps})
		}
		f.found.Dynamic = true
	}
}

// use notes that a place is come to.
func (f *follower) use(at Spot, reach Reach, tried bool) {
	if reach >= f.found.reach[at] {
		f.found.tried[at] = tried && (reach > f.found.reach[at] || f.found.tried[at] || f.found.reach[at] == Never)
		f.found.reach[at] = reach
	}
}

func (u *unit) spot(e *expression) Spot { return Spot{u.module.path, e.place.Position()} }

// parameter is the number of a parameter of a function; -1: it has none of that name.
func (u *unit) parameter(name string) (number int, value *expression) {
	if u.node == nil {
		return -1, nil
	}
	number = -1
	for _, other := range u.node.names {
		if strings.HasPrefix(other, "*") {
			continue
		}
		if number++; other == name {
			return number, u.node.parts[number]
		}
	}
	return -1, nil
}
