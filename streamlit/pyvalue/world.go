package pyvalue

import (
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// World is what is known of the code around an expression. A place says where in it names
// are read.
type World interface {
	// Name is what a name stands for that the functions which run here do not give a value.
	// inside: it is read in one of them, whose place it is.
	Name(place any, name string, inside bool) Value
	// Attribute is what an attribute of a module of the app, or a property, stands for.
	Attribute(place any, e *pytree.Expression) Value
	// Function is the function of the app that an expression stands for, which anybody may
	// call again; nil: it is none.
	Function(place any, called *pytree.Expression) *Function
	// Fields are those of the dataclass of the app that an expression stands for, and where their
	// defaults are read; none: it is no such class, or more decides what its things hold.
	Fields(place any, called *pytree.Expression) (all []Field, where any)
	// Class is the class of the app that an expression stands for; nil: it is none, or not all of it is known.
	Class(place any, called *pytree.Expression) any
	// Method is what a class has under a name, behind the class of the method whose place is behind, where that is not nil;
	// nil: it has no function there that can be run. property: reading or setting it does more than that.
	Method(class any, name string, behind any) (method *Function, property bool)
	// Foreign is the module that something comes from which is not of the app; empty: none.
	Foreign(place any, called *pytree.Expression) string
	// IsOwn tells whether the code gives a name that Python has itself another value.
	IsOwn(place any, name string) bool
	// Outside is the place around a function, where its defaults are read.
	Outside(place any) any
	// Own is what something of streamlit's stands for: user.
	Own(name string) Value
	// Asked hears of a test whether something that st.secrets holds is a dict, which nothing is.
	Asked(place any, test *pytree.Expression)
	// Secrets is what st.secrets holds.
	Secrets() *held.Value
	// Variable is a variable of the environment that some file sets; unknown: none does.
	Variable(name string) Value
}

// Field is one of a dataclass; without a default each call gives it a value.
type Field struct {
	Name    string
	Default *pytree.Expression
}

const (
	// Enough are the steps for one question.
	Enough Steps = 3_000

	mostRounds = 200 // of one loop
	mostDepth  = 12  // of calls
)

// Steps are how many expressions may still be read for one question, with all the names that it leads to.
type Steps int

// Of works out an expression at a place. Nothing that it finds changes the world.
// A world that asks again while it answers hands on the steps; the first question has those of Enough.
func Of(w World, place any, e *pytree.Expression, steps *Steps) Value {
	r := &run{World: w, steps: steps}
	v := r.value(&frame{place: place}, e)
	if r.lost {
		return Value{}
	}
	return v
}

// run is the work for one question.
type run struct {
	World
	steps   *Steps
	depth   int
	unknown int  // values that were met and are not known
	shared  bool // what runs here runs in a file: any code of the app may change what its names hold
	lost    bool // something was met that may change what is known: nothing is certain any more
}

// frame is a call of a function: its names and what they hold.
type frame struct {
	place  any
	first  []local // of its names
	others map[string]Value
	above  *frame // the call in which it was defined
	on     *Value // what a method is called on
	soft   bool   // which way it went hangs on the environment
	inside bool   // of a function
}

// local is a name of a call.
type local struct {
	name string
	Value
}

// fewNames is how many names of a call are looked through one by one: most have no more, and a
// map of them is dear.
const fewNames = 8

func (in *frame) set(name string, v Value) {
	v = v.of(Value{Soft: in.soft})
	for i := range in.first {
		if in.first[i].name == name {
			in.first[i].Value = v
			return
		}
	}
	if len(in.first) < fewNames {
		in.first = append(in.first, local{name, v})
		return
	}
	if in.others == nil {
		in.others = map[string]Value{}
	}
	in.others[name] = v
}

func (in *frame) get(name string) (v Value, is bool) {
	for ; in != nil; in = in.above {
		for i := range in.first {
			if in.first[i].name == name {
				return in.first[i].Value, true
			}
		}
		if v, is = in.others[name]; is {
			return v, true
		}
	}
	return v, false
}
