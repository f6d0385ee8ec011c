package reached

import "github.com/authkit-cli/authkit/streamlit/names"

// Hang is what the value of an expression hangs on.
type Hang uint8

const (
	Fixed  Hang = iota // what the code or st.secrets says
	Chosen             // what whoever looks at the page chooses
	Varies             // what no file fixes: the time, data, the environment, what other packages answer
	Unread             // what could not be read, or who is signed in
)

// Loose tells whether no file fixes it.
func (h Hang) Loose() bool { return h == Chosen || h == Varies }

// Most is what hangs on all of some things, as far as that has to be asked.
func Most[T any](all []T, hangs func(T) Hang) (is Hang) {
	for i := 0; i < len(all) && is < Unread; i++ {
		is = max(is, hangs(all[i]))
	}
	return is
}

// HangOf is what a value of a module hangs on that is not of the app.
func HangOf(module string) Hang {
	if names.Known(module) {
		return Varies
	}
	return Unread // it may be a module of the app that is not there
}
