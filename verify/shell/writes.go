// Package shell tells what a small shell script writes to files: echo, printf,
// cat and tee with here-documents, redirections and plain variables. It runs
// nothing. What it does not understand makes a document unknown, never wrong.
// The library mvdan.cc/sh parses; the work and the memory of it are bounded.
package shell

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"
)

// Document is a text that a script writes to a file.
type Document struct {
	Path     string
	Lines    []Line
	Known    bool // every byte of it is known, variables aside
	Appended bool // it begins with >>, so something may stand in front of it
	Unclosed int  // the line whose end mark does not end the here-document
}

// Line is a line of a document.
type Line struct {
	Text   string
	Number int  // in the file that holds the script
	From   int  // where the command is that writes it
	Quoted bool // it is of a here-document whose end mark is quoted
}

// Writes lists the documents that a script writes to files whose paths are
// wanted. The script begins at the line first of its file; bash tells whether
// bash runs it, where echo leaves \n alone. The error says why the script as a
// whole cannot be judged.
func Writes(script string, first int, bash bool, wanted func(path string) bool) ([]Document, error) {
	parsed, err := parse(script, first)
	if err != nil {
		return nil, err
	}
	s := &state{parsed: parsed, first: first, bash: bash, wanted: wanted, variables: map[string]string{}, open: map[string]*Document{}}
	s.statements(parsed.file.Stmts)
	if s.over() {
		return nil, errTooLarge
	}
	var all []Document
	for _, d := range s.order {
		all = append(all, *d)
	}
	return all, nil
}

// state is how far a script has come.
type state struct {
	parsed
	first     int
	bash      bool
	wanted    func(string) bool
	variables map[string]string
	open      map[string]*Document
	order     []*Document
	grown     int // bytes put together so far
}

// line is the line of the script's file that a position stands on.
func (s *state) line(p syntax.Pos) int { return s.first - 1 + int(p.Line()) }

// output is what a command writes to its standard output.
type output struct {
	lines    []Line
	known    bool
	unclosed int // see Document
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
	out := s.command(stmt, piped)
	for _, r := range slices.Backward(stmt.Redirs) { // the last one gets it
		out = s.redirect(r, out)
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
		return s.statements(c.Stmts)
	case *syntax.BinaryCmd:
		return s.chain(c, piped)
	case *syntax.TimeClause:
		return s.statement(c.Stmt, piped)
	case *syntax.FuncDecl:
		s.statement(c.Body, output{})
		return nothing()
	case *syntax.IfClause:
		for ; c != nil; c = c.Else {
			s.statements(c.Cond)
			s.statements(c.Then)
		}
	case *syntax.WhileClause:
		s.statements(c.Cond)
		s.statements(c.Do)
	case *syntax.ForClause:
		if each, ok := c.Loop.(*syntax.WordIter); ok {
			delete(s.variables, each.Name.Value)
		}
		s.statements(c.Do)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			s.statements(item.Stmts)
		}
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
	out := s.statement(first, piped)
	for _, link := range slices.Backward(links) {
		if link.Op == syntax.Pipe || link.Op == syntax.PipeAll {
			out = s.statement(link.Y, out)
		} else {
			out.add(s.statement(link.Y, output{}))
		}
	}
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
			delete(s.variables, a.Name.Value)
		}
	}
}

func (s *state) assign(a *syntax.Assign) {
	name := a.Name.Value
	before, known := s.variables[name]
	switch {
	case a.Naked:
	case a.Index != nil, a.Array != nil, a.Append && !known:
		delete(s.variables, name)
	case a.Append:
		s.variables[name] = s.bounded(before + s.text(a.Value))
	default:
		s.variables[name] = s.text(a.Value)
	}
}
