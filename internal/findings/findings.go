// Package findings is the one form in which every room says what is wrong.
//
// The voice of messages and fixes, here and in every error and hint:
//
//   - Message says what is wrong, Fix what to do: one message, one fix, and the
//     fix is an order that works as it stands.
//   - Both begin in lower case, unless a name stands first, and end without a
//     full stop. What takes two clauses is fine; what takes three is two findings,
//     or steps of the check.
//   - The thing is named as the user sees it: the key, the file, the button.
//   - Plain words, short sentences; no jokes, no blame, no exclamation marks.
//   - What is not known is not said. No secret, no line of the user's file, no
//     parser's own text and no uncleaned text of the network is repeated.
package findings

// Severity of a Finding.
type Severity string

const (
	Error   Severity = "error"   // sign-in fails for certain, or a secret is exposed
	Warning Severity = "warning" // it works today, and is fragile or unsafe
)

// Place is a spot in a file, the whole file, or nowhere.
type Place struct {
	File         string // slash path relative to the project, or absolute outside it; empty: nowhere, or the file at hand
	Line, Column int    // from 1, columns in characters; 0: the file as a whole
}

// Finding is one thing that is wrong: where, what, and the fix. It has no
// field that could hold a line of the user's file, and no message may carry
// more of it than scheme, host and path of an address, names of sections and keys,
// and client IDs that are GUIDs: a secret in the wrong place must not come out either.
type Finding struct {
	ID           string   `json:"-"` // of the check it answers; empty: of the check that makes it
	Severity     Severity `json:"severity"`
	Message      string   `json:"message"`
	Fix          string   `json:"fix"`
	File         string   `json:"file,omitempty"` // see Place
	Line         int      `json:"line,omitempty"`
	Column       int      `json:"column,omitempty"`
	Code         string   `json:"code,omitempty"` // the provider's error code, such as AADSTS7000215
	Edit         *Edit    `json:"-"`              // what Fix writes, where it is one line
	Since        string   `json:"-"`              // the release of Streamlit since which it is one; empty: always
	Until        string   `json:"-"`              // the first release with which it is none any more; empty: it still is
	UntilAuthlib string   `json:"-"`              // the same of Authlib

	Accepted      string `json:"accepted,omitempty"`       // why the project lives with it: it does not count
	AcceptedUntil string `json:"accepted_until,omitempty"` // the last day of that, as YYYY-MM-DD
}

// At is the finding at a place. It is not inlined, like what makes outcomes: copies
// at hundreds of places made the program 0.1 MB larger.
//
//go:noinline
func (f Finding) At(p Place) Finding {
	f.File, f.Line, f.Column = p.File, p.Line, p.Column
	return f
}
