// Package pyapp follows the code of a Streamlit app to its sign-in: who comes to st.login,
// with which provider, and what is shown to whom. What only running the app would tell is
// left open.
package pyapp

import (
	"bytes"
	"math"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Scan is what one Python file does.
type Scan struct {
	pyscan.Scan
	Names []names.Use // of Streamlit, that not every release has

	Size int // of all this and of what following it takes, in expressions of about sixty bytes

	Mentions bool // st.login stands in it, be it in a comment; texts do not count

	// Gives are the names under which other files may take streamlit from this one
	// (empty) or what is in it ("login").
	Gives map[string]string

	tree  []*statement // nil: it is too deep to be followed
	given []string     // names that the app itself puts into streamlit; "*": some that are not known
}

// scanner reads the tree of a file.
type scanner struct {
	modules map[string]bool // see pyscan.Found
	names   map[string]string
	copies  map[string]string
	bound   map[string]int
	scan    Scan
}

// Read scans the source of one file. The error says that it is not Python, or
// wraps checkout.ErrTooLarge.
func Read(source []byte) (Scan, error) { return ReadWithin(source, math.MaxInt) }

// ReadWithin is Read of a file whose Scan may have a size up to room. Of one that
// has more only a size above room is told.
func ReadWithin(source []byte, room int) (Scan, error) { return ReadTaken(source, room, nil) }

// ReadTaken is ReadWithin of a file that takes streamlit, or what is in it, from other
// files of the app under these names, see Taken.
func ReadTaken(source []byte, room int, taken map[string]string) (Scan, error) {
	tokens, err := pytoken.Lex(source)
	if err != nil {
		return Scan{}, err
	}
	found, err := pyscan.Read(tokens, taken)
	if err != nil {
		return Scan{}, err
	}
	s := &scanner{found.Modules, found.Names, found.Copies, found.Bound, Scan{Scan: found.Scan}}
	tree, size, err := parse(tokens, room) // which uses them up
	if err != nil {
		return Scan{Size: size}, err
	}
	s.scan.Gives, s.scan.Mentions = found.Gives(), bytes.Count(source, []byte("st.login(")) > found.Told
	s.scan.tree, s.scan.Size = tree, size+ofUse*(s.resolve(tree)+2*len(s.scan.LoginCalls))
	s.released(tree)
	s.scan.Size += ofUse * len(s.scan.Names)
	if s.scan.Size > room {
		return Scan{Size: s.scan.Size}, pytoken.ErrTooLarge
	}
	return s.scan, nil
}

func isUser(what string) bool { return pyscan.IsUser(what) }

// resolve notes at the names of a tree what of streamlit they stand for, and tells
// how many do.
func (s *scanner) resolve(tree []*statement) (uses int) {
	every(tree, func(e *expression) {
		asAttribute(e)
		own := ""
		switch {
		case e.kind == attributeExpression && e.parts[0].kind == nameExpression && s.modules[e.parts[0].value] && s.bound[e.parts[0].value] == 0:
			own = e.value
		case e.kind == attributeExpression && s.further(e.parts[0]):
			own = e.value
		case e.kind == attributeExpression && s.names[e.dotted()] != "":
			own = s.names[e.dotted()]
		case e.kind == nameExpression && s.copies[e.value] != "":
			own = s.copies[e.value]
		case e.kind == nameExpression && s.bound[e.value] == 0:
			own = s.names[e.value]
		}
		if own != "" {
			e.rarer().own = own
			uses++
		}
	})
	return uses
}

// further tells whether an expression is streamlit by the name of another file, as
// common.st, or __import__("streamlit").
func (s *scanner) further(e *expression) bool {
	if e.kind == callExpression && len(e.parts) == 2 {
		return (e.parts[0].value == "__import__" || e.parts[0].value == "import_module") && e.parts[1].kind == textExpression && e.parts[1].value == "streamlit"
	}
	return e.kind == attributeExpression && s.modules[e.dotted()]
}

// asAttribute takes getattr(x, "name") for x.name, which it is.
func asAttribute(e *expression) {
	if e.kind != callExpression || len(e.parts) != 3 && len(e.parts) != 4 || e.parts[0].kind != nameExpression || e.parts[0].value != "getattr" {
		return
	}
	of, name := e.parts[1], e.parts[2]
	if len(e.parts) == 4 && name.value != "user" {
		return // with a default it may be something else
	}
	if of.kind == nameExpression && name.kind == textExpression && len(name.parts) == 0 {
		*e = expression{kind: attributeExpression, value: name.value, parts: []*expression{of}, rare: &noneRare, place: e.place}
	}
}
