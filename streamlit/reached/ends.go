package reached

import (
	"fmt"

	"github.com/authkit-cli/authkit/streamlit/names"
)

// NeverPut is the fault of a key of st.session_state that is read and never there.
func NeverPut(key string) Fault {
	return Fault{
		Message: fmt.Sprintf("nothing ever puts %q into st.session_state, so the page ends here with an error", key),
		Fix:     fmt.Sprintf("give it a value above this line, or read it with st.session_state.get(%q)", key),
	}
}

// LateEntry is the fault of a key of st.session_state that is read in the first run of a session, before it is put there.
func LateEntry(key string) Fault {
	return Fault{
		Message: fmt.Sprintf("nothing puts %q into st.session_state before it is read here, and what was there is lost on the way to the provider and back, so the page ends here with an error", key),
		Fix:     fmt.Sprintf("write st.session_state.setdefault(%q, True) above this line, with the value that a new session begins with", key),
	}
}

// NoPage is the fault of a page that somebody is sent to and that there is not.
func NoPage(file string) Fault {
	return Fault{
		Mild: true, Message: fmt.Sprintf("there is no page %q, so this page ends here with an error", file),
		Fix: "name the main script, or a file of its folder pages, by its path from the main script's folder",
	}
}

// RunsOnce is the fault of a sign-in in the body of a module, which is imported at a place.
func RunsOnce(at Spot, module string) Fault {
	return Fault{
		Spot:    at,
		Message: fmt.Sprintf("the sign-in stands in the body of %s, which Python runs once: when somebody has come past it, nobody else is asked any more", module),
		Fix:     fmt.Sprintf("put it into a function of %s, and call that function in %s", module, at.File),
	}
}

// RunsForTheFirst is the fault of a name that a module gives what it finds in st.user, and that another file reads.
func RunsForTheFirst(at Spot, name, reader string) Fault {
	return Fault{
		Spot:    at,
		Message: fmt.Sprintf("Python runs the body of %s once, so %s keeps for everybody what st.user held for the first visitor, and who signs in later stays unknown", at.File, name),
		Fix:     fmt.Sprintf("read st.user where %s is read, in %s, or in a function that is called there in each run", name, reader),
	}
}

// Undefined is the fault of a name that nothing gives a value. self is the first parameter of the method
// around it, where its class has something of this name; empty: it has not.
func Undefined(name, self string) Fault {
	fault := Fault{Code: true, Message: fmt.Sprintf("nothing in this file gives the name %s a value, so the page ends here with an error", name), Fix: "give it a value above this line, or import it"}
	if self != "" {
		fault.Fix = "write " + self + "." + name
	} else if names.Known(name) {
		fault.Fix = "write import " + name + " at the top of this file"
	}
	return fault
}

// NotOuter is the fault of a name that a function gives a value, and reads before: it is not the one of
// the code around. function: that one is another function's.
func NotOuter(name string, function bool) Fault {
	word := "global "
	if function {
		word = "nonlocal "
	}
	return Fault{
		Code: true, Message: fmt.Sprintf("%s is a name of this function's own, since a line of it gives it a value, and is not defined yet where this line reads it: the page ends here with an error", name),
		Fix: "begin the function with " + word + name + ", or use another name in it",
	}
}

// NotYet is the fault of a name that is read before it has a value.
func NotYet(name string) Fault {
	return Fault{Code: true, Message: name + " is not defined yet where this line reads it, so the page ends here with an error", Fix: "define it above this line, on every way that leads here"}
}

// ReadsEarly is a call of a function that reads a name which is not defined yet.
func ReadsEarly(function, name string) Fault {
	return Fault{
		Code:    true,
		Message: fmt.Sprintf("%s is called here and reads %s, which is not defined yet, so the page ends here with an error", function, name),
		Fix:     fmt.Sprintf("define %s above this line, on every way that leads here", name),
	}
}

// OtherRun is .run() of a page that st.navigation did not give back.
func OtherRun() Fault {
	return Fault{
		Message: "only the page that st.navigation gives back can be run, and this is another one, so the page ends here with an error",
		Fix:     "run what st.navigation gives back: pg = st.navigation([…]), then pg.run()",
	}
}

// PageWants is a function that is a page and takes arguments; why says which.
func PageWants(function, why string) Fault {
	return Fault{
		Message: fmt.Sprintf("%s is run as a page, which gives it no arguments, and %s, so the page ends here with an error", function, why),
		Fix:     "give each of its parameters a default, or hand on a function without parameters that calls it",
	}
}

// SecondDialog is a dialog that is opened inside of another one, or in the run in which one is open.
func SecondDialog(inside bool, open Spot) Fault {
	if inside {
		return Fault{Message: "a dialog is opened inside of another one, which Streamlit refuses, so it ends here with an error", Fix: "show what this one holds in the dialog that is open, or open it in another run of the script"}
	}
	return Fault{
		Message: fmt.Sprintf("a second dialog is opened here in the same run as that of line %d of %s, which Streamlit refuses, so the page ends here with an error", open.Line, open.File),
		Fix:     "open one of the two only, as with if and else",
	}
}
