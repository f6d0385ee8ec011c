// Package reached holds what comes of following the code of an app: who comes to its
// sign-in, and what is shown to whom.
package reached

import (
	"fmt"
	"slices"
	"strings"

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

// Comes tells whether somebody may come to it.
func (l Login) Comes() bool { return l.Reach > Never }

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

	Asks      map[string]bool // of what stands in [auth], what the app's code names; true: what it reads there
	Lacks     held.Missing    // a key of st.secrets without which nobody comes to a sign-in
	TurnedOff bool            // what st.secrets holds outside of [auth] lets nobody come to a sign-in

	At       map[Spot]Reach // how surely somebody comes to a use of st.user, st.login and the like
	Tried    map[Spot]bool  // what fails there is caught, or asked for first
	Faults   []Fault        // as somebody meets them who is not signed in
	Sent     []string       // pages to which the main script sends people who are signed in, without a press
	Off      Spot           // a button that is switched off
	Switch   Switch         // a constant that turns the sign-in off
	Caught   Fault          // what surely fails, and whose error is caught
	Vain     Spot           // what a stranger meets there keeps people from a sign-in that there is
	Uncalled Uncalled       // a test that names a function without calling it
	NoDict   []Spot         // tests whether something in st.secrets is a dict, which nothing is
	Returns  []Return       // of files that may sign people in by hand
}

// Return is an address that the code gives a provider to send people back to.
type Return struct {
	File     string
	Reach    Reach // whether somebody comes there
	Known    bool
	Callback bool // it is Streamlit's own callback
}

// Switch is a constant of the code: with another value people would come to the sign-in.
type Switch struct {
	Spot
	Name          string // empty: there is none
	Value, Better string // as Python writes them
}

// Flag is what st.user says of who is signed in. With a section [auth] it has it for everybody.
const Flag = "is_logged_in"

// Uncalled is a function that a test or a statement names without calling it.
type Uncalled struct {
	Spot
	Name  string
	Alone bool // it is all that the statement does
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
	Ends   bool // nobody comes to its end who is not signed in
	Halts  Halt // what may end it before it offers the sign-in
	Closed bool // nobody comes to its end without being signed in
	Asks   bool // it looks at who is signed in
	Shows  Reach
	Shown  Spot // the first of what it shows to everybody
	Doubt  bool // something decides that cannot be followed
	Sign   bool // it offers the sign-in
	After  Spot // where it asks who is signed in, and goes on whatever the answer
	Early  bool // st.navigation keeps it from running by itself, once somebody came to that
}

// Halt is what may end a page, which cannot be told: a test, or a file that is opened. No line: none is seen.
type Halt struct {
	Spot
	Unfound string // that file
	Doubt   string // what else may end it there, behind "line 3 of app.py"
}

// Why says what cannot be told; empty: nothing.
func (h Halt) Why() string {
	switch {
	case h.File == "":
		return ""
	case h.Doubt != "":
		return fmt.Sprintf("line %d of %s %s; then nobody comes to the sign-in", h.Line, h.File, h.Doubt)
	case h.Unfound != "":
		return fmt.Sprintf("line %d of %s opens %s, which is not here: without it nobody comes to the sign-in", h.Line, h.File, h.Unfound)
	}
	return fmt.Sprintf("whether people come past line %d of %s to the sign-in cannot be told from the code: what it tests may end the page", h.Line, h.File)
}

// Until says how long a page can be opened, as a part of a sentence; empty: always.
func (p Page) Until() string {
	if p.Early {
		return " until somebody has come to st.navigation since the server started"
	}
	return ""
}

// Ends tells whether nobody comes to the end of a page who is not signed in.
func (f Followed) Ends(page string) bool {
	return slices.ContainsFunc(f.Pages, func(p Page) bool { return p.File == page && p.Ends })
}

// Halts is what may keep people from the sign-in of a page.
func (f Followed) Halts(page string) Halt {
	for _, p := range f.Pages {
		if p.File == page {
			return p.Halts
		}
	}
	return Halt{}
}

// Misses tells whether somebody comes nowhere that others do not come to, and there is more than both come to.
func (f Followed) Misses(others, all Followed) bool {
	missed := false
	for at, reach := range all.At {
		if f.At[at] > others.At[at] {
			return false
		}
		missed = missed || reach > Never && f.At[at] == Never && others.At[at] == Never
	}
	return missed
}

// Sure are the sign-ins that everybody comes to, one for each provider.
func Sure(logins []Login) (some []Login) {
	for _, l := range logins {
		if l.Reach == Surely && l.Known && l.Wrong == "" && !slices.ContainsFunc(some, func(one Login) bool { return one.Provider == l.Provider }) {
			some = append(some, l)
		}
	}
	return some
}

// EndsAt tells whether a page ends at a place for people who are not signed in.
func (f Followed) EndsAt(at Spot) bool {
	return slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Stops == at })
}

// ClosedBy says what keeps a page from people who are not signed in.
func (p Page) ClosedBy() string {
	if p.Stops.File != "" {
		return fmt.Sprintf("line %d of %s ends the page for people who are not signed in", p.Stops.Line, p.Stops.File)
	}
	return p.File + " shows nothing to people who are not signed in"
}

// Public tells whether a page has the name of one that is meant for everybody.
func (p Page) Public() bool { return names.ForEverybody(p.File) }

// Reach tells whether a use of st.user, st.login and the like is come to.
// guarded: what fails there is caught, or asked for first.
func (f Followed) Reach(file string, at pytoken.Position) (reach Reach, guarded bool) {
	spot := Spot{file, at}
	return f.At[spot], f.Tried[spot]
}

// Unsure says why it cannot be told whether somebody comes to a sign-in; empty: it can.
// perhaps is one that somebody may come to; nil: there is none.
func (f Followed) Unsure(perhaps *Login) string {
	off := "what st.secrets holds outside of [auth] lets nobody come to it: with other values it is there"
	switch {
	case f.Vain.File != "":
		return fmt.Sprintf("line %d of %s keeps people from it, which app-api tells of", f.Vain.Line, f.Vain.File)
	case perhaps == nil && f.TurnedOff:
		return "the app has a sign-in, but " + off
	case perhaps == nil:
		return ""
	case !f.TurnedOff && perhaps.Under.File != "":
		off = fmt.Sprintf("under the condition in line %d of %s, which hangs on the environment", perhaps.Under.Line, perhaps.Under.File)
	case !f.TurnedOff:
		off = "under a condition that cannot be followed from the code"
	}
	return fmt.Sprintf("st.login is called in line %d of %s, but %s", perhaps.Line, perhaps.File, off)
}

// When says under which condition somebody comes to a sign-in, as the end of a sentence; empty: under none.
func (l Login) When() string {
	if l.Under.File == "" {
		return ""
	}
	return fmt.Sprintf(", for whoever meets the condition in line %d of %s, which no file fixes", l.Under.Line, l.Under.File)
}

// NoSection is the test that passes over the sections of st.secrets, as a part of a sentence,
// and the fix for it; empty: there is none.
func (f Followed) NoSection() (why, fix string) {
	if len(f.NoDict) == 0 {
		return "", ""
	}
	var all, files []string
	for _, at := range f.NoDict {
		all = append(all, fmt.Sprintf("line %d of %s", at.Line, at.File))
		if !slices.Contains(files, at.File) {
			files = append(files, at.File)
		}
	}
	return fmt.Sprintf(" (isinstance in %s says no: no section of st.secrets is a dict)", strings.Join(all, " and in ")), "write Mapping in place of dict in every isinstance of " + strings.Join(files, " and ") + ", with from collections.abc import Mapping at the top of the file"
}

// Because is what keeps people from a sign-in that nobody comes to, as a part of a
// sentence, and the fix for it; call is one of st.login that works, otherwise the fix where nothing is known.
func (f Followed) Because(never Login, call, otherwise string) (why, fix string) {
	switch key := f.Lacks.Key; {
	case len(f.NoDict) > 0:
		return f.NoSection()
	case strings.Contains(key, "."):
		section := strings.FieldsFunc(f.Lacks.Section, func(c rune) bool { return c == '.' })
		return fmt.Sprintf(" (st.secrets has no %q, which the app asks for first)", strings.Join(append(section, key), ".")), AtDots(section, key, false)
	case key != "" && f.Lacks.Section == "":
		return fmt.Sprintf(" (st.secrets has no %q, which the app asks for first)", key), fmt.Sprintf("add %s at the top of the secrets, above all sections", key)
	case key != "":
		return fmt.Sprintf(" (the section [%s] of st.secrets has no %q, which the app asks for first)", f.Lacks.Section, key), fmt.Sprintf("add %s to [%s] in the secrets, or take it out of what the app asks for", key, f.Lacks.Section)
	case f.Uncalled.Alone:
		if f.Uncalled.Name != "st.login" {
			call = f.Uncalled.Name + "()"
		}
		return fmt.Sprintf(" (line %d of %s names %s without calling it)", f.Uncalled.Line, f.Uncalled.File, f.Uncalled.Name), fmt.Sprintf("write %s in line %d of %s", call, f.Uncalled.Line, f.Uncalled.File)
	case f.Uncalled.Name == Flag:
		return fmt.Sprintf(" (line %d of %s asks whether st.user has is_logged_in, which it has for everybody)", f.Uncalled.Line, f.Uncalled.File), "ask for its value there: st.user.is_logged_in, and not st.user.is_logged_in for people who are not signed in"
	case strings.HasPrefix(f.Uncalled.Name, "st."):
		return fmt.Sprintf(" (line %d of %s asks %s itself, which is true for everybody)", f.Uncalled.Line, f.Uncalled.File, f.Uncalled.Name), "write " + f.Uncalled.Name + ".is_logged_in there"
	case f.Uncalled.Name != "":
		return fmt.Sprintf(" (line %d of %s names %s without calling it, which is true for everybody)", f.Uncalled.Line, f.Uncalled.File, f.Uncalled.Name), "write " + f.Uncalled.Name + "() there, or @property above its def where it is a method"
	case f.Off.File != "":
		return fmt.Sprintf(" (the button in line %d of %s is switched off by disabled)", f.Off.Line, f.Off.File), "remove disabled from that button, or make it false where somebody may sign in"
	case f.Caught.File != "":
		return fmt.Sprintf(" (line %d of %s %s, and the error is caught)", f.Caught.Line, f.Caught.File, f.Caught.Message), f.Caught.Fix
	case f.Switch.Name != "":
		return fmt.Sprintf(" (line %d of %s gives %s the value %s, which turns it off)", f.Switch.Line, f.Switch.File, f.Switch.Name, f.Switch.Value), fmt.Sprintf("write %s = %s in line %d of %s", f.Switch.Name, f.Switch.Better, f.Switch.Line, f.Switch.File)
	}
	for _, p := range f.Pages {
		if p.File == never.File && p.Ends && p.Stops.File == never.File && p.Stops.Line < never.Line {
			return fmt.Sprintf(" (line %d of %s ends the page before)", p.Stops.Line, p.File), fmt.Sprintf("take out line %d of %s with the test that it stands under, and put the sign-in in its place", p.Stops.Line, p.File)
		}
	}
	return "", otherwise
}

// Offers tells whether somebody who is not signed in may come to st.login.
func (f Followed) Offers() bool {
	return slices.ContainsFunc(f.Offered, Login.Comes)
}

// Another is a way other than st.login in which the app may know who somebody is.
type Another struct {
	Spot
	What string // in words, behind "line 3 of app.py"
	Own  bool   // the app does it all by itself
	Host bool   // the platform that the app runs on signs people in, and fills st.user
}

// NameUse is a use of one of Streamlit's names that not every release has.
type NameUse struct {
	File string
	names.Use
	Reach  Reach // of anybody
	Always bool  // somebody comes to it who clicks at nothing
}

// What Login.Wrong may be.
const (
	WrongArguments = "arguments" // more than a provider, or others
	WrongArgs      = "args"      // a text instead of a list for args=
)
