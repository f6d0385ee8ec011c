package pyscope

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Changes are names that came to hold something else, in their order, each with what it held before.
type Changes []change

type change struct {
	name   string
	before *Holding
}

// Hold notes what a name holds from here on; nil: it is not followed.
func (of *Scope[U, C]) Hold(changed *Changes, name string, what *Holding) {
	before, known := of.Now[name]
	if what == nil && !known {
		return
	}
	if of.Now == nil {
		of.Now = map[string]*Holding{}
	}
	if of.Late && known && before != what {
		if of.loose == nil {
			of.loose = map[string]bool{}
		}
		of.loose[name] = true
	}
	*changed = append(*changed, change{name, before})
	of.Now[name] = what
}

// ForgetEntries lets go of what st.session_state holds: something else may give it another value.
func (of *Scope[U, C]) ForgetEntries(changed *Changes) {
	for name, what := range of.Now {
		if name[0] == '.' && what != nil {
			of.Hold(changed, name, nil)
		}
	}
}

// Back undoes what was noted since, and tells what the names held.
func (of *Scope[U, C]) Back(changed *Changes, since int) map[string]*Holding {
	held, undone := map[string]*Holding{}, (*changed)[since:]
	for _, c := range undone {
		held[c.name] = of.Now[c.name]
	}
	for _, c := range slices.Backward(undone) {
		of.Now[c.name] = c.before
	}
	*changed = (*changed)[:since]
	return held
}

// Join goes on with what names hold behind one of two ways.
func (of *Scope[U, C]) Join(changed *Changes, one, two map[string]*Holding, why reached.Truth) {
	for name, a := range one {
		b, is := two[name]
		if !is {
			b = of.Now[name]
		}
		of.Hold(changed, name, a.Or(b, why))
	}
	for name, b := range two {
		if _, done := one[name]; !done {
			of.Hold(changed, name, b.Or(of.Now[name], why))
		}
	}
}
