package startup

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/shelltree"
)

// environment follows a text for the shell to the commands that start Streamlit or hand
// over to the command that the script was given, and tells what these find. A variable
// that was taken away is there and empty, which is the same to Streamlit. One that is not
// known has a $.
func environment(text string, given map[string]string, read func(string) (string, bool)) map[string]string {
	w := &walk{journey: &journey{work: maxCommands, read: read}, variables: map[string]shellVariable{}}
	for name, value := range given {
		w.set(name, value, true)
	}
	// With nothing in front of it, Streamlit finds what is given, and the parser can rest.
	if strings.HasPrefix(text, "streamlit run ") || !w.script(text, []string{handedOver}) && w.found == nil {
		w.start()
	}
	return w.found
}

const (
	maxCommands = 20_000  // that are followed, and what costs as much
	maxDeep     = 100     // of them inside of each other
	maxWords    = 300     // of a command
	maxWord     = 1 << 16 // bytes
)

// walk is a shell that follows a text. It takes every way, and what not every way sets is
// not known.
type walk struct {
	*journey
	variables map[string]shellVariable
	functions map[string]*syntax.Stmt
	arguments []string
	exports   bool // whatever is set: set -a
	unsure    int  // conditions and loops around
	depth     int
}

// journey is what all shells have in common.
type journey struct {
	found map[string]string // where Streamlit starts; nil: it has not yet
	asked bool              // the last command was there for its answer
	work  int               // commands that may still be followed
	read  func(name string) (string, bool)
}

// shellVariable is exported, or the script's own.
type shellVariable struct {
	text     string
	exported bool
}

// inside is a shell in a process of its own.
func (w *walk) inside() *walk {
	w.work -= len(w.variables) / 32
	inner := *w
	inner.variables, inner.unsure = maps.Clone(w.variables), 0
	return &inner
}

// start notes what Streamlit finds. Where it may start at several places, they have to agree.
func (w *walk) start() bool {
	found := map[string]string{}
	for name, v := range w.variables {
		if found[name] = ""; v.exported {
			found[name] = v.text
		}
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(found)), slices.Collect(maps.Keys(w.found))) {
		if w.found != nil && w.found[name] != found[name] {
			found[name] = "$" + name
		}
	}
	w.found = found
	return true
}

// forget says that every variable may have any value.
func (w *walk) forget() {
	for name, v := range w.variables {
		w.variables[name] = shellVariable{"$" + name, v.exported}
	}
}

// text follows a text for the shell; true: it comes to Streamlit for certain. One that
// cannot be read may do anything.
func (w *walk) text(text string) bool {
	w.work -= 10 + len(text)/64
	tree, _, err := shelltree.Parse(text)
	if err != nil {
		w.forget()
		return w.start()
	}
	return w.statements(tree.Stmts)
}

func (w *walk) statements(all []*syntax.Stmt) bool { return slices.ContainsFunc(all, w.statement) }

func (w *walk) statement(stmt *syntax.Stmt) bool {
	if w.work--; w.work < 0 || w.depth == maxDeep {
		w.forget()
		return w.start()
	}
	w.asked = false
	if stmt.Background {
		return w.inside().command(stmt.Cmd)
	}
	w.depth++
	came := w.command(stmt.Cmd)
	w.depth--
	w.asked = w.asked || stmt.Negated
	return came
}

// maybe follows what may happen or not.
func (w *walk) maybe(stmts ...*syntax.Stmt) {
	exports := w.exports
	w.unsure++
	if w.statements(stmts); w.exports == exports {
		w.unsure--
	}
}

func (w *walk) command(command syntax.Command) bool {
	switch c := command.(type) {
	case *syntax.CallExpr:
		return w.call(c)
	case *syntax.DeclClause:
		w.declare(c)
	case *syntax.Block:
		return w.statements(c.Stmts)
	case *syntax.Subshell:
		return w.inside().statements(c.Stmts)
	case *syntax.FuncDecl:
		if c.Name != nil { // "()a" is one without
			w.functions[c.Name.Value] = c.Body
		}
	case *syntax.BinaryCmd:
		return w.chain(c)
	case *syntax.IfClause: // an else is one without a condition
		if w.statements(c.Cond) {
			return true
		}
		w.maybe(c.Then...)
		if c.Else != nil {
			w.maybe(&syntax.Stmt{Cmd: c.Else})
		}
	case *syntax.CaseClause:
		for _, item := range c.Items {
			w.maybe(item.Stmts...)
		}
	case *syntax.WhileClause:
		return w.command(&syntax.IfClause{Cond: c.Cond, Then: c.Do})
	case *syntax.ForClause:
		if each, is := c.Loop.(*syntax.WordIter); is {
			w.set(each.Name.Value, "$"+each.Name.Value, false)
		}
		w.maybe(c.Do...)
	case *syntax.TimeClause:
		return c.Stmt != nil && w.statement(c.Stmt)
	default:
		w.asked = true // [[ ]] and (( ))
	}
	return false
}

// chain follows two commands that are joined by |, && or ||. One that is not there for its
// answer is taken to succeed.
func (w *walk) chain(c *syntax.BinaryCmd) bool {
	if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
		left := w.inside().statement(c.X)
		return w.inside().statement(c.Y) || left
	}
	if w.statement(c.X) {
		return true
	}
	if !w.asked && c.Op == syntax.AndStmt {
		return w.statement(c.Y)
	}
	w.maybe(c.Y)
	w.asked = w.asked || c.Op == syntax.AndStmt
	return false
}

var (
	questions  = []string{"test", "[", "grep", "command", "which", "type", "false"}
	harmless   = []string{"echo", "printf", "cat", "chmod", "chown", "cp", "mv", "rm", "ls", "touch", "sed", "grep", "test", "["} // name commands and run none
	exportsAll = lazy.Regexp{Pattern: `(?:^| )([-+])(?:\w*a\w*|\w*o allexport)(?: |$)`}
)

// call follows a simple command.
func (w *walk) call(c *syntax.CallExpr) bool {
	words := w.words(c.Args)
	if len(words) == 0 {
		w.assign(c.Assigns, false)
		return false
	}
	name, rest := words[0], words[1:]
	w.asked = slices.Contains(questions, name)
	switch body := w.functions[name]; {
	case body != nil:
		w.assign(c.Assigns, true)
		return w.within(rest, func(w *walk) bool { return w.statement(body) })
	case name == "return":
		w.unsure++ // what follows in this function
	case name == "set":
		if at := slices.Index(rest, "--"); at >= 0 {
			w.arguments, rest = rest[at+1:], rest[:at]
		}
		if m := exportsAll.Get().FindStringSubmatch(strings.Join(rest, " ")); m != nil {
			w.exports = m[1] == "-"
		}
	case name == "unset":
		w.unset(rest...)
	case name == "eval":
		return w.text(strings.Join(rest, " "))
	case (name == "." || name == "source") && len(rest) > 0 && path.Base(rest[0]) != "activate":
		if text, ok := w.file(rest[0]); ok {
			return w.within(w.arguments, func(w *walk) bool { return w.text(text) })
		}
		w.forget()
	case !slices.Contains(harmless, name):
		inner := w.inside()
		inner.assign(c.Assigns, true)
		return inner.run(words)
	}
	return false
}

// within follows what has its own arguments and may end by return.
func (w *walk) within(arguments []string, body func(*walk) bool) bool {
	inner := *w
	inner.arguments = arguments
	came := body(&inner)
	w.exports = inner.exports
	return came && inner.unsure == w.unsure
}

// run follows a command in its own process: Streamlit, or a script that comes to it.
func (w *walk) run(words []string) bool {
	at := slices.IndexFunc(words, func(word string) bool { return path.Base(word) == "streamlit" })
	if at < 0 || at+1 == len(words) || words[at+1] != "run" {
		at = slices.Index(words, handedOver)
	}
	before := words
	if at >= 0 {
		before = words[:at]
	}
	w.wrapped(before)
	for i, word := range before {
		text, ok := word, dockerfile.ForShell(words, i)
		if strings.HasSuffix(word, ".sh") || strings.HasSuffix(word, "entrypoint") {
			text, ok = w.file(word)
		}
		if ok && w.script(text, words[i+1:]) {
			return true
		}
	}
	unknown := words[0] == array || words[0] == "exec" && len(words) > 1 && strings.HasPrefix(words[1], "$")
	return (at >= 0 || unknown) && w.start()
}

// script follows one in its own process, which finds what is exported.
func (w *walk) script(text string, arguments []string) bool {
	for name, v := range w.variables {
		if !v.exported {
			w.unset(name)
		}
	}
	w.functions, w.arguments, w.exports = map[string]*syntax.Stmt{}, arguments, false
	return w.text(text)
}

// file is a script of the project.
func (w *walk) file(name string) (string, bool) {
	if w.read == nil {
		return "", false
	}
	for _, name := range []string{insideImage(name), path.Base(name), "docker/" + path.Base(name), "scripts/" + path.Base(name)} {
		if text, ok := w.read(strings.TrimPrefix(name, "/")); ok {
			return text, true
		}
	}
	return "", false
}
