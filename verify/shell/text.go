package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/shelltree"
	"github.com/authkit-cli/authkit/internal/written"
)

const (
	maxValue = 1 << 16 // bytes of a value; a larger one is not known
	maxGrown = 1 << 23 // bytes of all values and lines of a script together
	lineCost = 64      // bytes that a line takes besides its text
)

// quoting tells which characters mean something in a part of a word.
type quoting int

const (
	bare     quoting = iota // an argument: blanks of a variable split it
	whole                   // outside of quotes, where nothing splits
	double                  // between double quotes
	document                // in a here-document
	literal                 // in a here-document whose end mark is quoted
)

// text is a word without its quotes and with its variables put in.
func (s *state) text(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	return s.expand(w.Parts, whole)
}

func (s *state) expand(parts []syntax.WordPart, q quoting) string {
	if s.over() {
		return written.Unsure
	}
	var out strings.Builder
	s.put(&out, parts, q)
	return s.bounded(out.String())
}

// bounded is a value, or written.Unsure when it is too large.
func (s *state) bounded(value string) string {
	s.grown += len(value)
	if len(value) > maxValue {
		return written.Unsure
	}
	return value
}

// over tells whether what the script puts together is too large as a whole.
func (s *state) over() bool { return s.grown > maxGrown }

// put puts parts of a word together, up to the part that makes it too large.
func (s *state) put(out *strings.Builder, parts []syntax.WordPart, q quoting) {
	for _, part := range parts {
		if out.Len() > maxValue {
			return
		}
		switch part := part.(type) {
		case *syntax.Lit:
			out.WriteString(unquote(part.Value, q))
		case *syntax.SglQuoted:
			switch {
			case !part.Dollar:
				out.WriteString(part.Value)
			case s.Dialect == Bash:
				out.WriteString(unescape(part.Value))
			default: // some shells read $'…', others do not
				out.WriteString(written.Unsure)
			}
		case *syntax.DblQuoted:
			if part.Dollar && s.Dialect != Bash {
				out.WriteString("$")
			}
			s.put(out, part.Parts, double)
		case *syntax.ParamExp:
			value := s.variable(part)
			if q == bare && strings.ContainsAny(value, " \t\n") {
				value = written.Unsure
			}
			out.WriteString(value)
		case *syntax.ExtGlob:
			out.WriteString(written.Unsure)
		case *syntax.CmdSubst:
			out.WriteString(s.substitution(part))
		default: // what a sum gives
			out.WriteString(written.Mark(written.Value{Kind: written.Given}))
		}
	}
}

// unquote takes the backslashes out of a literal that quote what follows them.
func unquote(text string, q quoting) string {
	switch q {
	case literal:
		return text
	case double:
		return shelltree.Unquote(text, shelltree.InDoubleQuotes)
	case document:
		return shelltree.Unquote(text, shelltree.InHereDocument)
	}
	return shelltree.Unquote(text, shelltree.Everything)
}

// makesUp finds commands that give another value at each run.
var makesUp = lazy.Regexp{Pattern: `openssl\s+rand|/dev/u?random|/proc/sys/kernel/random|uuidgen|uuid4|token_(?:hex|urlsafe|bytes)|urandom|pwgen|RANDOM|mktemp|secrets\.choice`}

// command is the mark of what a command gives.
func (s *state) substitution(c *syntax.CmdSubst) string {
	source := wordsOf(c)
	s.grown += len(source)
	switch {
	case makesUp.Get().MatchString(source):
		return written.Mark(written.Value{Kind: written.Random})
	case len(c.Stmts) == 1:
		return s.echoed(c.Stmts[0])
	}
	return written.Mark(written.Value{Kind: written.Given})
}

// wordsOf are the words of commands, as they are written but for their quotes.
func wordsOf(node syntax.Node) string {
	var out strings.Builder
	syntax.Walk(node, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Word:
			out.WriteByte(' ')
		case *syntax.Lit:
			out.WriteString(n.Value)
		case *syntax.SglQuoted:
			out.WriteString(n.Value)
		}
		return true
	})
	return out.String()
}

// echoed is what a command gives that only writes a value: $(echo "$X"), $(printf '%s' "$X").
func (s *state) echoed(stmt *syntax.Stmt) string {
	given := written.Mark(written.Value{Kind: written.Given})
	c, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(c.Args) == 0 || len(stmt.Redirs) > 0 || !slices.Contains([]string{"echo", "printf"}, c.Args[0].Lit()) {
		return given
	}
	out := s.call(c, output{})
	if !out.known || len(out.lines) != 1 {
		return given
	}
	return strings.TrimRight(out.lines[0].Text, "\n")
}

// variable is the value that the script gave a variable, or its mark.
func (s *state) variable(p *syntax.ParamExp) string {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.Names != 0 {
		return written.Mark(written.Value{Kind: written.Given})
	}
	name := p.Param.Value
	if name == "RANDOM" {
		return written.Mark(written.Value{Kind: written.Random})
	}
	if !syntax.ValidName(name) {
		return written.Mark(written.Value{Kind: written.Given})
	}
	value, known := s.variables[name]
	if !known {
		kind := written.Variable
		if s.tested[name] || s.nounset {
			kind = written.Tested
		}
		value = written.Mark(written.Value{Kind: kind, Name: name})
	}
	switch {
	case p.Index != nil, p.Slice != nil, p.Repl != nil:
		if known && !written.IsMarked(value) {
			return written.Mark(written.Value{Kind: written.Given, Name: name})
		}
		return value // cut to size, and as empty as before
	case p.Exp == nil:
		return value
	}
	return s.otherwise(p, name, value, known)
}

// otherwise is the value of ${NAME:-word} and its kin.
func (s *state) otherwise(p *syntax.ParamExp, name, value string, known bool) string {
	first, marked := written.Only(value)
	sure := known && value != "" && !marked || marked && first.Kind != written.Variable && first.Kind != written.Emptied && first.Kind != written.Tested
	switch p.Exp.Op {
	case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
		if sure {
			return value
		}
		return written.Mark(written.Value{Kind: written.Tested, Name: name})
	case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
		if sure {
			return value
		}
		word := s.text(p.Exp.Word)
		otherwise := written.Value{Kind: written.Default, Name: name, Otherwise: word}
		inner, only := written.Only(word)
		switch {
		case word == "":
			otherwise = written.Value{Kind: written.Emptied, Name: name}
		case only && (inner.Kind == written.Variable || inner.Kind == written.Emptied):
			otherwise = inner // the other variable may be missing as well
		case written.IsMarked(word) || strings.Contains(word, written.Unsure):
			otherwise = written.Value{Kind: written.Given, Name: name}
		}
		result := written.Mark(otherwise)
		if p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull {
			s.set(name, result)
		}
		return result
	case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
		return written.Mark(written.Value{Kind: written.Given, Name: name})
	}
	if known && !written.IsMarked(value) {
		return written.Mark(written.Value{Kind: written.Given, Name: name})
	}
	return value // without some of its beginning or end
}

var escapes = lazy.Replacer{Pairs: []string{`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\"`, `"`, `\'`, "'", `\a`, "\a", `\b`, "\b", `\f`, "\f", `\v`, "\v", `\c`, ""}}

// unescape does what printf, echo -e and $'…' do with backslashes.
func unescape(text string) string { return escapes.Replace(text) }
