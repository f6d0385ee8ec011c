package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/written"
)

// clause is a command with several branches, of which one runs, or none.
type clause struct {
	branch int
	wrote  map[*draft]int // documents from before it, by the branch that wrote on
}

// change is the value of a variable before it was given another one.
type change struct {
	name   string
	before string
	known  bool
}

// set gives a variable a value.
func (s *state) set(name, value string) {
	before, known := s.variables[name]
	if len(s.clauses) > 0 {
		s.log = append(s.log, change{name, before, known})
	}
	s.variables[name] = value
}

// forget says that a variable's value is not known, whatever the environment holds.
func (s *state) forget(name string) {
	s.set(name, written.Mark(written.Value{Kind: written.Given, Name: name}))
}

// branches reads several branches, each from where the command began. What some
// of them give a value is not known afterwards.
func (s *state) branches(bodies ...func()) {
	c := &clause{wrote: map[*draft]int{}}
	s.clauses = append(s.clauses, c)
	began, folder := len(s.log), s.folder
	var changed []string
	for _, body := range bodies {
		from := len(s.log)
		body()
		for i := len(s.log) - 1; i >= from; i-- {
			if was := s.log[i]; was.known {
				s.variables[was.name] = was.before
			} else {
				delete(s.variables, was.name)
			}
			changed = append(changed, s.log[i].name)
		}
		s.log = s.log[:from]
		if s.folder != folder {
			s.folder = folder
		}
		c.branch++
	}
	s.log = s.log[:began]
	s.clauses = s.clauses[:len(s.clauses)-1]
	slices.Sort(changed)
	for _, name := range slices.Compact(changed) {
		s.forget(name)
	}
	s.grown += len(changed)
}

// choose reads an if with all its branches.
func (s *state) choose(c *syntax.IfClause) {
	absent := s.absent
	var bodies []func()
	for ; c != nil; c = c.Else {
		s.statements(c.Cond)
		for _, stmt := range c.Cond {
			if s.asksForSecrets(stmt) {
				s.absent++
			}
		}
		then := c.Then
		bodies = append(bodies, func() { s.statements(then) })
	}
	s.branches(bodies...)
	s.absent = absent
}

// asksForSecrets tells whether a command asks whether a file that is wanted is
// there: what depends on the answer may keep the file that a person has written.
func (s *state) asksForSecrets(stmt *syntax.Stmt) bool {
	if stmt == nil {
		return false
	}
	asks := func(op string, w *syntax.Word) bool {
		return slices.Contains([]string{"-f", "-e", "-s", "-r"}, op) && s.Wanted(s.text(w))
	}
	switch c := stmt.Cmd.(type) {
	case *syntax.CallExpr:
		for i, w := range c.Args {
			if i > 0 && i+1 < len(c.Args) && asks(w.Lit(), c.Args[i+1]) {
				return true
			}
		}
	case *syntax.TestClause:
		found := false
		syntax.Walk(c.X, func(node syntax.Node) bool {
			if test, ok := node.(*syntax.UnaryTest); ok {
				if w, ok := test.X.(*syntax.Word); ok && asks(test.Op.String(), w) {
					found = true
				}
			}
			return true
		})
		return found
	}
	return false
}

// findTests finds the variables that the script asks for: it knows what to do
// when they are not set.
func (s *state) findTests(file *syntax.File) {
	var loops []*syntax.WordIter
	syntax.Walk(file, func(node syntax.Node) bool {
		switch n := node.(type) {
		case *syntax.CallExpr:
			if len(n.Args) > 0 && slices.Contains([]string{"[", "test"}, n.Args[0].Lit()) {
				s.mentioned(n)
			}
		case *syntax.TestClause:
			s.mentioned(n)
		case *syntax.ForClause:
			if each, ok := n.Loop.(*syntax.WordIter); ok {
				loops = append(loops, each)
			}
		case *syntax.ParamExp:
			if n.Exp != nil && (n.Exp.Op == syntax.ErrorUnset || n.Exp.Op == syntax.ErrorUnsetOrNull) && n.Param != nil {
				s.tested[n.Param.Value] = true
			}
		}
		return true
	})
	// for v in A B; do [ -n "${!v}" ]: asks for A and B.
	for _, each := range loops {
		if !s.tested["!"+each.Name.Value] {
			continue
		}
		for _, w := range each.Items {
			s.tested[strings.Trim(w.Lit(), `"'`)] = true
		}
	}
}

// mentioned notes the variables of a test.
func (s *state) mentioned(test syntax.Node) {
	syntax.Walk(test, func(node syntax.Node) bool {
		if p, ok := node.(*syntax.ParamExp); ok && p.Param != nil {
			name := p.Param.Value
			if p.Excl {
				name = "!" + name
			}
			s.tested[name] = true
		}
		return true
	})
}
