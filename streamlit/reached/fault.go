package reached

import (
	"path"
	"slices"
)

// Fault is what a stranger comes to and what fails there, or keeps everybody out, in
// every release (docs/facts/streamlit.md, section 8).
type Fault struct {
	Spot
	Message, Fix string
	Mild         bool // people can still sign in
	Code         bool // the line fails whatever st.secrets and st.user hold
	Doubt        bool // whether it fails cannot be told
	Inside       bool // only people who are signed in come to it
}

// Harden takes for an error of the app what ends the one page to which the main script sends
// everybody who is signed in.
func (f *Followed) Harden(sent []string) {
	for i, fault := range f.Faults {
		if len(sent) > 0 && !slices.ContainsFunc(sent, func(page string) bool { return page != fault.File }) {
			f.Faults[i].Mild = false
		}
	}
}

// ButOne is a fault that ends a page for everybody who is signed in but one person.
func ButOne(at Spot, f Fault) Fault {
	f.Spot, f.Mild, f.Inside, f.Message = at, false, true, f.Message+" for everybody who has signed in but the one of the test above"
	return f
}

// Lost is the first of the faults that names what is not there in the main script, and ends it for people who
// are signed in as well; without a message: there is none.
func Lost(faults []Fault, script string) Fault {
	for _, f := range faults {
		if f.Mild && f.Code && f.File == script {
			f.Mild = false
			return f
		}
	}
	return Fault{}
}

// Tell adds faults, each in the place of the one that says the same, perhaps more mildly.
func (f *Followed) Tell(faults []Fault) {
	f.Faults = append(slices.DeleteFunc(f.Faults, func(other Fault) bool {
		return slices.ContainsFunc(faults, func(one Fault) bool { return one.Spot == other.Spot && one.Message == other.Message })
	}), faults...)
}

// Inside are faults that only people come to who are signed in, but for those of pages: what surely
// ends where it stands, and the first of the others, without a message where there is none.
func Inside(faults []Fault) (ends []Fault, first Fault) {
	for _, f := range faults {
		if path.Base(path.Dir(f.File)) == "pages" {
			continue
		}
		jump := f.Mild
		f.Inside, f.Mild, f.Message = true, false, f.Message+" for everybody who has signed in"
		if jump {
			ends = append(ends, f)
		} else if first.Message == "" {
			first = f
		}
	}
	return ends, first
}
