// Package pyfile reads what one Python file of an app does, and keeps its tree: what of
// streamlit its names stand for, and which calls no release takes. Who comes there is for
// pyapp to follow.
package pyfile

import (
	"bytes"
	"math"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
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

	Newer pytoken.Newer // what only newer versions of Python read

	Tree  []*pytree.Statement // nil: it is too deep to be followed
	Given []string            // names that the app itself puts into streamlit; "*": some that are not known
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
	if bytes.Contains(source, []byte("getattr")) {
		tokens.Members("login", "logout")
	}
	found, err := pyscan.Read(tokens, taken)
	if err != nil {
		return Scan{}, err
	}
	s := &scanner{found.Modules, found.Names, found.Copies, found.Bound, Scan{Scan: found.Scan}}
	tree, size, err := pytree.Parse(tokens, room) // which uses them up
	if err != nil {
		return Scan{Size: size}, err
	}
	s.scan.Gives, s.scan.Mentions = found.Gives(), bytes.Count(source, []byte("st.login(")) > found.Told
	s.scan.Newer = tokens.Newer
	s.scan.Tree, s.scan.Size = tree, size+pytree.OfUse*(s.resolve(tree)+2*len(s.scan.LoginCalls)+len(s.scan.UserUses)+len(s.scan.ClaimUses))
	if len(s.scan.LoginCalls) > 0 {
		s.asked(tree)
	}
	s.released(tree)
	s.scan.Size += pytree.OfUse * len(s.scan.Names)
	if s.scan.Size > room {
		return Scan{Size: s.scan.Size}, pytoken.ErrTooLarge
	}
	return s.scan, nil
}

// resolve notes at the names of a tree what of streamlit they stand for, and tells
// how many do.
func (s *scanner) resolve(tree []*pytree.Statement) (uses int) {
	known := map[string]*pytree.Rare{}
	pytree.Every(tree, func(e *pytree.Expression) {
		asAttribute(e)
		own := ""
		switch {
		case e.Kind == pytree.AttributeExpression && e.Parts[0].Kind == pytree.NameExpression && s.modules[e.Parts[0].Value] && s.bound[e.Parts[0].Value] == 0:
			own = e.Value
		case e.Kind == pytree.AttributeExpression && s.further(e.Parts[0]):
			own = e.Value
		case e.Kind == pytree.AttributeExpression && s.names[Dotted(e)] != "":
			own = s.names[Dotted(e)]
		case e.Kind == pytree.NameExpression && s.copies[e.Value] != "":
			own = s.copies[e.Value]
		case e.Kind == pytree.NameExpression && s.bound[e.Value] == 0:
			own = s.names[e.Value]
		}
		if own != "" {
			e.Stands(own, known)
			uses++
		}
	})
	return uses
}

// further tells whether an expression is streamlit by the name of another file, as
// common.st, or __import__("streamlit").
func (s *scanner) further(e *pytree.Expression) bool {
	if e.Kind == pytree.CallExpression && len(e.Parts) == 2 {
		return (e.Parts[0].Value == "__import__" || e.Parts[0].Value == "import_module") && e.Parts[1].Kind == pytree.TextExpression && e.Parts[1].Value == "streamlit"
	}
	return e.Kind == pytree.AttributeExpression && s.modules[Dotted(e)]
}

// asAttribute takes getattr(x, "name") for x.name, which it is.
func asAttribute(e *pytree.Expression) {
	if e.Kind != pytree.CallExpression || len(e.Parts) != 3 && len(e.Parts) != 4 || e.Parts[0].Kind != pytree.NameExpression || e.Parts[0].Value != "getattr" {
		return
	}
	of, name := e.Parts[1], e.Parts[2]
	if len(e.Parts) == 4 && name.Value != "user" {
		return // with a default it may be something else
	}
	if of.Kind == pytree.NameExpression && name.Kind == pytree.TextExpression && len(name.Parts) == 0 {
		*e = pytree.Expression{Kind: pytree.AttributeExpression, Value: name.Value, Parts: []*pytree.Expression{of}, Rare: &pytree.NoneRare, Place: e.Place}
	}
}
