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
