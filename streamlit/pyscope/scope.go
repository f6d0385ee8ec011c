// Package pyscope knows where the names of a file get their values: the scopes of modules, classes
// and functions, the statements that give a name one, and what a name holds at a place. U is what
// its user knows of a function, C of a class.
package pyscope

import (
	"slices"
	"sort"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Scope is where names get their values: a module, a class or a function.
type Scope[U, C any] struct {
	Above    *Scope[U, C]
	Class    bool
	Round    bool            // of one round of a loop: it shares what names hold with the one above
	Bindings []Binding[U, C] // those of one name in their order in the file
	sorted   bool
	Later    func() // reads its names, where nobody has asked for one yet
	Owner    *U     // the function that it is of
	Now      map[string]*Holding
	Final    map[string]*Holding // of a module, as it is for whoever imports it
	Given    map[string]bool     // names that may have a value where the unit is walked just now
	Late     bool                // of a module: functions of it were called before what is run just now
	loose    map[string]bool     // names that came to hold something else then
}

// Forget lets go of what names hold.
func (of *Scope[U, C]) Forget() { of.Now, of.Given, of.Late, of.loose = nil, nil, false, nil }

// Held is what a name holds just now, where that is known; in a round of a loop its own names hold what the round gave them.
func (of *Scope[U, C]) Held(name string) *Holding {
	if what := of.Now[name]; what == nil || !of.Round || !what.Last {
		return what
	}
	return nil
}

// Seen is what a name holds for who reads it in a scope: in a function nothing that is known, where its module gave it
// other values before and behind calls of functions.
func (of *Scope[U, C]) Seen(in *Scope[U, C], name string) *Holding {
	if of.loose[name] && in.Whole() != of {
		return nil
	}
	return of.Held(name)
}

// Whole is the scope that one round of a loop is part of, or the scope itself.
func (of *Scope[U, C]) Whole() *Scope[U, C] {
	for of.Round {
		of = of.Above
	}
	return of
}

// Binding is one statement that gives a name a value. Of its fields from value on
// one is set, but for number.
type Binding[U, C any] struct {
	Name      string
	In        *Scope[U, C]       // where value and element are read
	Value     *pytree.Expression // name = value
	Element   *pytree.Expression // for name in element
	Packed    *pytree.Expression // name, other = packed; number 0: made of it in another way
	Unit      *U
	Class     *C
	Origin    *Origin
	Number    int32 // for a, name in element or of packed: which one, from 1; 0: the whole
	Parameter bool
	Inner     bool // of a comprehension or a lambda, which keeps it to itself
	Some      bool // value is a part of what it holds
}

// Origin is where a name comes from by import a.b as name, or from a.b import original.
type Origin struct {
	Module, Original string
	Dots             int // of a relative import
}

// Module is the scope around all others.
func (in *Scope[U, C]) Module() *Scope[U, C] {
	for in.Above != nil {
		in = in.Above
	}
	return in
}

// Bind gives a name another value.
func (in *Scope[U, C]) Bind(name string, b Binding[U, C]) {
	b.Name = name
	if b.In == nil {
		b.In = in
	}
	in.Bindings = append(in.Bindings, b)
	in.sorted = false
}

// Of are the values that a name gets in this scope.
func (in *Scope[U, C]) Of(name string) []Binding[U, C] {
	if read := in.Later; read != nil {
		in.Later = nil
		read()
	}
	if !in.sorted {
		sort.SliceStable(in.Bindings, func(i, j int) bool { return in.Bindings[i].Name < in.Bindings[j].Name })
		in.sorted = true
	}
	start := sort.Search(len(in.Bindings), func(i int) bool { return in.Bindings[i].Name >= name })
	end := start + sort.Search(len(in.Bindings)-start, func(i int) bool { return in.Bindings[start+i].Name > name })
	return in.Bindings[start:end:end]
}

// Lookup finds what a name stands for where it is used.
func (in *Scope[U, C]) Lookup(name string) []Binding[U, C] {
	_, found := in.Holder(name)
	return found
}

// Holder is the scope that a name is of where it is used.
func (in *Scope[U, C]) Holder(name string) (*Scope[U, C], []Binding[U, C]) {
	for s := in; s != nil; s = s.Above {
		if found := s.Of(name); len(found) > 0 && (s == in || !s.Class) {
			return s, found
		}
	}
	return nil, nil
}

// MayBe tells whether a name of a scope may have a value that the statements before do not show: it is
// Python's own, a parameter, or another function gives it one. in is nil where no scope has the name.
func (in *Scope[U, C]) MayBe(name string, bindings []Binding[U, C]) bool {
	return slices.ContainsFunc(bindings, func(b Binding[U, C]) bool {
		return b.Parameter || b.Inner || b == Binding[U, C]{Name: b.Name, In: b.In}
	}) || (in == nil || in.Owner == nil) && slices.Contains(names.Builtins.Get(), name)
}

// Only is the one binding of a name; false: it has none or several.
func (in *Scope[U, C]) Only(name string) (Binding[U, C], bool) {
	found := in.Lookup(name)
	if len(found) != 1 {
		return Binding[U, C]{}, false
	}
	return found[0], true
}
