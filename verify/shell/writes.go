// Package shell tells what a small shell script writes to files: echo, printf,
// cat and tee with here-documents, redirections and plain variables. It runs
// nothing. What it does not understand makes a document unknown, never wrong.
// The library mvdan.cc/sh parses; the work and the memory of it are bounded.
package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/written"
)

// Dialect is what runs a script, as far as its commands differ.
type Dialect int

// Dialects of the shell.
const (
	Either Dialect = iota // sh: dash on some systems, bash or busybox on others
	Bash
	Dash
)

// Options says how a script is to be read.
type Options struct {
	First   int // the line of its file that it begins at
	Dialect Dialect
	Wanted  func(path string) bool                   // which files are of interest
	Read    func(name string) (text string, ok bool) // a file that lies beside the script; may be nil
}

// Script is what a script does.
type Script struct {
	Documents []written.Document
	Python    []Source // Python that stands in the script itself
	Runs      []Run    // other scripts that it runs
	Streamlit int      // the line that starts Streamlit, in front or in the background; 0: none
	Folder    string   // where Streamlit is started, as far as the script changes folders
	HandsOver bool     // it ends in the command that it was given: exec "$@"
}

// Run is a script that another one runs.
type Run struct {
	Name string // as written, with the folder that was changed into in front
	Line int
}

// Source is a program inside of a script.
type Source struct {
	Text string
	Line int // of its first line
}

// Read reads a script. The error says why it cannot be judged as a whole.
func Read(script string, o Options) (Script, error) {
	parsed, err := parse(script, o.First)
	if err != nil {
		return Script{}, err
	}
	s := &state{parsed: parsed, Options: o, variables: map[string]string{}, open: map[string][]*draft{}, tested: map[string]bool{}, found: &Script{}}
	s.findTests(parsed.file)
	s.statements(parsed.file.Stmts)
	if s.over() {
		return Script{}, errTooLarge
	}
	for _, d := range s.order {
		if !d.gone && o.Wanted(d.Path) {
			s.found.Documents = append(s.found.Documents, d.Document)
		}
	}
	return *s.found, nil
}

// state is how far a script has come.
type state struct {
	parsed
	Options
	still     bool // every line of it stands on the first, since it is a word of another script
	variables map[string]string
	tested    map[string]bool // variables that some test asks for
	nounset   bool            // a variable that is not set stops the script
	folder    string          // that it has changed into
	inside    int             // of functions: what stands there may run later or never
	open      map[string][]*draft
	order     []*draft
	clauses   []*clause // around the command at hand
	log       []change  // values of variables before each assignment
	absent    int       // clauses around that ask whether the secrets are there already
	found     *Script
	late      int // the line that starts Streamlit in front; 0: not yet
	grown     int // bytes put together so far
}

// draft is a document that is being written.
type draft struct {
	written.Document
	gone  bool // written over or moved away
	depth int  // of clauses around the command that opened it
}

// line is the line of the script's file that a position stands on.
func (s *state) line(p syntax.Pos) int {
	if s.still {
		return s.First
	}
	return s.First - 1 + int(p.Line())
}

// output is what a command writes to its standard output.
type output struct {
	lines    []written.Line
	known    bool
	unclosed int    // see written.Document
	from     *draft // the document that it was read from
}

func (o *output) add(more output) {
	o.lines = append(o.lines, more.lines...)
	o.known = o.known && more.known
	o.unclosed = max(o.unclosed, more.unclosed)
}

// nothing is the output of a command that writes nothing.
func nothing() output { return output{known: true} }

func (s *state) statements(all []*syntax.Stmt) output {
	out := nothing()
	for _, stmt := range all {
		out.add(s.statement(stmt, output{}))
	}
	return out
}

// statement does what a statement does to variables and files, and returns what
// is left for its standard output. piped is what is piped into it.
func (s *state) statement(stmt *syntax.Stmt, piped output) output {
	if stmt == nil || s.over() {
		return output{}
	}
	late := s.late
	out := s.command(stmt, piped)
	for _, r := range slices.Backward(stmt.Redirs) { // the last one gets it
		out = s.redirect(r, out)
	}
	if stmt.Background {
		s.late = late
	}
	return out
}

// command reads every branch and every body once, as if it ran.
func (s *state) command(stmt *syntax.Stmt, piped output) output {
	switch c := stmt.Cmd.(type) {
	case nil, *syntax.TestClause, *syntax.ArithmCmd, *syntax.LetClause:
		return nothing()
	case *syntax.CallExpr:
		return s.call(c, s.input(stmt.Redirs, piped))
	case *syntax.DeclClause:
		s.declare(c)
		return nothing()
	case *syntax.Block:
		return s.statements(c.Stmts)
	case *syntax.Subshell:
		folder := s.folder
		out := s.statements(c.Stmts)
		s.folder = folder
		return out
	case *syntax.BinaryCmd:
		return s.chain(c, piped)
	case *syntax.TimeClause:
		return s.statement(c.Stmt, piped)
	case *syntax.FuncDecl:
		s.inside++
		folder := s.folder
		s.statement(c.Body, output{})
		s.inside--
		s.folder = folder
		return nothing()
	case *syntax.IfClause:
		s.choose(c)
	case *syntax.WhileClause:
		s.statements(c.Cond)
		s.branches(func() { s.statements(c.Do) })
	case *syntax.ForClause:
		if each, ok := c.Loop.(*syntax.WordIter); ok {
			delete(s.variables, each.Name.Value)
		}
		s.branches(func() { s.statements(c.Do) })
	case *syntax.CaseClause:
		var bodies []func()
		for _, item := range c.Items {
			bodies = append(bodies, func() { s.statements(item.Stmts) })
		}
		s.branches(bodies...)
	}
	return output{}
}

// chain reads commands that are joined by &&, || and |. The parser hangs them to
// the left, as deep as the chain is long.
func (s *state) chain(c *syntax.BinaryCmd, piped output) output {
	links, first := []*syntax.BinaryCmd{c}, c.X
	for {
		before, ok := first.Cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		links, first = append(links, before), before.X
	}
	absent := s.absent
	if s.asksForSecrets(first) {
		s.absent++
	}
	out := s.statement(first, piped)
	for _, link := range slices.Backward(links) {
		if link.Op == syntax.Pipe || link.Op == syntax.PipeAll {
			out = s.statement(link.Y, out)
		} else {
			out.add(s.statement(link.Y, output{}))
		}
	}
	s.absent = absent
	return out
}

// declare follows export and its kin.
func (s *state) declare(c *syntax.DeclClause) {
	plain := slices.Contains([]string{"export", "local", "readonly"}, c.Variant.Value)
	for _, a := range c.Args {
		switch {
		case a.Name == nil:
			plain = false // an option, which may change the value
		case plain:
			s.assign(a)
		default:
			s.forget(a.Name.Value)
		}
	}
}

func (s *state) assign(a *syntax.Assign) {
	name := a.Name.Value
	before, known := s.variables[name]
	switch {
	case a.Naked:
	case a.Index != nil, a.Array != nil, a.Append && !known:
		s.forget(name)
	case a.Append:
		s.set(name, s.bounded(before+s.text(a.Value)))
	default:
		s.set(name, s.text(a.Value))
	}
}

// goTo changes the folder.
func (s *state) goTo(name string) {
	if s.inside == 0 {
		s.folder = s.path(name)
	}
}

// path is a file's path from the folder where the script was started.
func (s *state) path(name string) string {
	if s.folder == "" || name == "" || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || strings.HasPrefix(name, written.Mark(written.Value{Kind: written.Variable, Name: "HOME"})) {
		return name
	}
	return path.Join(s.folder, name)
}
