package pyapp

import (
	"maps"
	"path"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyclass"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pysession"
	"github.com/authkit-cli/authkit/streamlit/pyswitch"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/pyvalue"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// What comes of following an app, see package reached.
type (
	Reach    = reached.Reach
	Spot     = reached.Spot
	Login    = reached.Login
	Page     = reached.Page
	Foreign  = reached.Foreign
	Another  = reached.Another
	NameUse  = reached.NameUse
	Followed = reached.Followed
	Around   = reached.Around
	truth    = reached.Truth
)

// How surely somebody comes to a place, and what a test comes to.
const (
	Never     = reached.Never
	Perhaps   = reached.Perhaps
	Sometimes = reached.Sometimes
	Surely    = reached.Surely
	unknown   = reached.Unknown
	no        = reached.No
	yes       = reached.Yes
	person    = reached.Person
	chance    = reached.Chance
	usually   = reached.Usually
	rarely    = reached.Rarely
)

// visitor is whom an app is followed as.
type visitor = pysession.Visitor

const (
	stranger = pysession.Stranger
	anybody  = pysession.Anybody
	member   = pysession.Member
	passerby = pysession.Passerby
	newcomer = pysession.Newcomer
)

func (f *follower) idle() bool { return f.as == member || f.as == passerby || f.as == newcomer }

type follower struct {
	*code
	as    visitor
	open  []*unit // that are to be walked again
	raw   []rawLogin
	nav   bool           // st.navigation decides which pages there are
	menus map[Spot]shown // what it is called with, by where
	pages []*page        // that are run where what it gives is
	shows []pageRun      // these places
	ran   bool           // something that may be a page is run
	jumps []leaf         // calls that send a stranger to a page

	stopsAt []Spot // where a page may end before its last line
	cut     bool   // what stands behind such a place is not run
	turns   bool   // the person is sent to another page

	navigated Spot // where it is surely called
	merged    map[Login]int
	alias     map[Spot]bool // uses of st.login that give it another name
	calls     map[*pytree.Expression]*unit
	work      int
	memory    pyvalue.Memory[binding]
	asked     map[*pytree.Expression]int // how deep values were looked at for who is signed in
	question  *question
	spare     *question // see answered
	found     Followed
}

// code is all of an app's code, whoever meets it.
type code struct {
	script  string
	files   []string
	modules map[string]*module
	taken   *pytaken.Files
	units   map[*pytree.Statement]*unit
	classes map[*pytree.Statement]*class
	methods map[string][]*unit
	inOrder []*class
	makes   *makings
	putAll  map[string]bool // see puts
	named   map[string]bool // see isClass
	session pysession.Session
	strict  bool // see Strictly
	raises  bool // a page ends where it surely fails: see inVain
	within  bool // what fails for members is looked for
	checked bool // a test may end the page for them, and then lenient: it does not
	lenient bool
	past    bool   // what is imported ran before: see inVain
	once    Spot   // where a module is imported whose body offers the sign-in
	body    string // that module
	ends    []reached.Fault
	ended   map[Spot]bool              // where these are
	hidden  map[*scope]map[string]bool // of each file, see pyread.Behind
	below   map[Spot]bool              // of them, those that nothing around catches
	broken  map[*unit]bool             // functions that their decorators made something of that cannot be called
	held    *held.Value                // what st.secrets holds
	defers  bool                       // a page surely runs where what st.navigation gives is run
	opens   bool                       // some page may be run in a way that is not seen
	lost    bool                       // a page surely names a page or a module that is not found, and the sign-in may be meant to be in it
	around  reached.Around
}

// rawLogin is a use of st.login whose provider is not read yet.
type rawLogin struct {
	at       Spot
	under    Spot
	reach    Reach
	unit     *unit
	node     *pytree.Expression // of the arguments; nil: not known
	callback bool               // they stand in args= and kwargs= of node
	skip     int
	caught   bool // Login.Caught
}

// Follow walks through an app from its main script on, once as somebody who is
// not signed in, once as anybody and once as somebody who is. scans are the files that belong to it,
// values is what st.secrets holds. Where that turns the sign-in off, it is followed for other values.
func Follow(script string, scans map[string]pyfile.Scan, values *held.Value, around reached.Around) Followed {
	followWith := func(values *held.Value) Followed { return followWith(script, scans, values, around) }
	found := followWith(values)
	if found.Offers() || found.Vain.File != "" || len(found.Logins) == 0 {
		return found
	}
	return pyswitch.TurnedOff(script, scans, found, values, followWith)
}

func followWith(script string, scans map[string]pyfile.Scan, values *held.Value, around reached.Around) Followed {
	app := newCode(script, scans)
	app.held, app.around = values, around
	app.defers, app.opens = pyread.RunsPages(app.trees())
	app.defers = app.defers && !app.opens
	app.keeps(scans)
	first, all := follow(app, scans, stranger), follow(app, scans, anybody)
	found := first.found
	found.Returns = all.returns()
	found.Offered, found.Logins = first.found.Logins, reached.Told(all.found.Logins, first.found.Logins)
	found.Faults = slices.Concat(found.Faults, app.crowded(scans, found.Offered), pyread.Swallowed(app.held, app.files, app.trees()), pyread.Dotted(app.held, app.files, app.trees()), pytaken.Frozen(script, scans))
	app.inVain(scans, &found)
	found.At, found.Tried, found.Dynamic = all.found.At, all.found.Tried, all.found.Dynamic || first.found.Dynamic
	found.Foreign, found.Another = all.found.Foreign, all.found.Another
	found.Faults = append(found.Faults, all.found.Faults...)
	var members Followed
	if slices.ContainsFunc(found.Logins, Login.Comes) {
		before := len(app.ends)
		app.within = true
		signedIn := follow(app, scans, member)
		member := signedIn.found
		found.Faults = append(found.Faults, member.Faults...)
		found.Harden(append(member.Sent, pyread.SentTo(script, app.modules[script].scan.Tree)...))
		for _, l := range member.Logins {
			if l.Reach == Surely && l.Wrong == "" {
				found.Again = append(found.Again, l)
			}
		}
		found.Tell(app.session.Barred(app.files, app.trees(), member.Logins, shut(signedIn, first, all)))
		members = app.forMembers(scans, before, member, &found)
	}
	found.Asks = pyread.NamesOfAuth(app.held, app.trees())
	found.Names = releasedUses(app, scans, found, members)
	return found
}

// Strictly are the pages as a stranger meets them, where all shows something that is not known to be silent.
func Strictly(script string, scans map[string]pyfile.Scan) []Page {
	app := newCode(script, scans)
	app.strict, app.held = true, &held.Value{}
	app.keeps(scans)
	return follow(app, scans, stranger).found.Pages
}

func newCode(script string, scans map[string]pyfile.Scan) *code {
	c := &code{
		script: script, files: slices.Sorted(maps.Keys(scans)), modules: map[string]*module{}, taken: pytaken.Of(script, maps.Keys(scans)),
		units: map[*pytree.Statement]*unit{}, classes: map[*pytree.Statement]*class{}, methods: map[string][]*unit{}, broken: map[*unit]bool{}, ended: map[Spot]bool{}, below: map[Spot]bool{}, hidden: map[*scope]map[string]bool{},
	}
	c.taken.Keys(scans)
	for _, name := range c.files {
		scan := scans[name]
		m := &module{code: c, path: name, scan: scan}
		m.unit = &unit{module: m, body: scan.Tree, scope: &scope{}}
		c.modules[name] = m
		c.build(m, m.unit, m.unit.scope, nil, scan.Tree)
	}
	fill := pyread.Filling(c.trees())
	for _, m := range c.modules {
		c.hidden[m.unit.scope] = pyread.Behind(m.scan.Tree, fill)
	}
	return c
}

// trees are those of all files.
func (c *code) trees() (all [][]*pytree.Statement) {
	for _, name := range c.files {
		all = append(all, c.modules[name].scan.Tree)
	}
	return all
}

// forget takes away what another visitor left behind.
func (c *code) forget() {
	for _, m := range c.modules {
		m.main, m.unit.run = false, run{}
		m.unit.scope.Forget()
	}
	for _, u := range c.units {
		u.run, u.scope.Now = run{}, nil
	}
	for _, c := range c.classes {
		c.reach = Never
	}
}

func follow(app *code, scans map[string]pyfile.Scan, as visitor) *follower {
	app.forget()
	f := &follower{code: app, as: as, menus: map[Spot]shown{}, merged: map[Login]int{}, alias: map[Spot]bool{}, calls: map[*pytree.Expression]*unit{}, asked: map[*pytree.Expression]int{}, found: Followed{At: map[Spot]Reach{}, Tried: map[Spot]bool{}}}
	if as == member && app.session.Members != nil {
		all := app.session.Sets
		app.session.Sets = app.session.Members
		defer func() { app.session.Sets = all }()
	}
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
	f.notRun()
	f.nowhere(pages)
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
		u.reach, u.module.unit.scope.Late = reach, u.node != nil || u.module.unit.scope.Late
		f.open = append(f.open, u)
	}
}

func (f *follower) walk() {
	for len(f.open) > 0 {
		u := f.open[len(f.open)-1]
		f.open = f.open[:len(f.open)-1]
		w := &walker{follower: f, unit: u, scope: u.scope, loosely: u.loosely, hinge: u.hinge, forgives: u.forgiven, caught: u.caught}
		if u.node == nil {
			w.form = pyread.NoForm
		}
		u.scope.Forget()
		w.block(u.body, u.reach)
	}
}

// unread takes what the scan found in files that are too deep to be followed.
func (f *follower) unread(scans map[string]pyfile.Scan) {
	for name, scan := range scans {
		if scan.Tree != nil {
			continue
		}
		for _, call := range scan.LoginCalls {
			f.found.Logins = append(f.found.Logins, Login{Spot: Spot{File: name, Position: pytoken.Position{Line: call.Line, Column: call.Column}}, Reach: Perhaps})
		}
		f.found.Dynamic = true
	}
}

// use notes that a place is come to.
func (f *follower) use(at Spot, reach Reach, tried bool) {
	if reach >= f.found.At[at] {
		f.found.Tried[at] = tried && (reach > f.found.At[at] || f.found.Tried[at] || f.found.At[at] == Never)
		f.found.At[at] = reach
	}
}

func (u *unit) spot(e *pytree.Expression) Spot {
	return Spot{File: u.module.path, Position: e.Place.Position()}
}

// parameter is the place of a parameter among the arguments of a call, and its default; -1: the
// function has none of that name.
func (u *unit) parameter(name string) (number int, value *pytree.Expression) {
	return pyclass.Parameter(u.node, u.class != nil, name)
}
