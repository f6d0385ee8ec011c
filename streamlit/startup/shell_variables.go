package startup

import (
	"maps"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/shelltree"
)

// wrapped takes over what env says: -u NAME, -i, NAME=value.
func (w *walk) wrapped(words []string) {
	at := slices.IndexFunc(words, func(word string) bool { return path.Base(word) == "env" })
	for i := at + 1; at >= 0 && i < len(words); i++ {
		word := words[i]
		name, value, assigns := strings.Cut(word, "=")
		switch {
		case name == "--unset" && assigns:
			w.unset(value)
		case (word == "-u" || word == "--unset") && i+1 < len(words):
			i++
			w.unset(words[i])
		case strings.HasPrefix(word, "-u"):
			w.unset(word[2:])
		case word == "-i" || word == "-" || word == "--ignore-environment":
			w.unset(slices.Collect(maps.Keys(w.variables))...)
		case strings.HasPrefix(word, "-") || path.Base(word) == "env":
		case assigns:
			w.set(name, value, true)
		default:
			return
		}
	}
}

// declare follows export and its kin.
func (w *walk) declare(c *syntax.DeclClause) {
	exports, unsure := c.Variant.Value == "export", w.unsure
	defer func() { w.unsure = unsure }()
	if c.Variant.Value == "local" { // what it is outside comes back
		w.unsure++
	}
	for _, a := range c.Args {
		word := w.word(a.Value)
		name, value, assigns := strings.Cut(word, "=")
		switch {
		case a.Name != nil:
			w.assign([]*syntax.Assign{a}, exports)
		case strings.HasPrefix(word, "-"):
			exports = exports || strings.Contains(word, "x")
			if strings.Trim(word, "-aAfFgprx") != "" { // it may change the value
				w.unsure++
			}
		case assigns && syntax.ValidName(name):
			w.set(name, value, exports)
		default:
			w.forget()
		}
	}
}

func (w *walk) assign(all []*syntax.Assign, exports bool) {
	for _, a := range all {
		name, text := a.Name.Value, w.word(a.Value)
		switch {
		case a.Naked:
			text = w.variable(name)
		case a.Array != nil || a.Index != nil:
			text = "$" + name
		case a.Append:
			text = w.variable(name) + text
		}
		w.set(name, text, exports)
	}
}

// set gives a variable a value. One that is exported stays so.
func (w *walk) set(name, text string, exports bool) {
	before, known := w.variables[name]
	if len(text) > maxValue || w.unsure > 0 {
		text = "$" + name
	}
	if known || len(w.variables) < maxVariables {
		w.variables[name] = shellVariable{text, exports || before.exported || w.exports}
	}
}

// unset takes variables away.
func (w *walk) unset(names ...string) {
	for _, name := range names {
		if w.set(name, "", false); w.unsure == 0 {
			w.variables[name] = shellVariable{}
		}
	}
}

func (w *walk) variable(name string) string {
	if v, is := w.variables[name]; is {
		return v.text
	}
	return "$" + name
}

const (
	handedOver = "$@"   // all arguments; where it is run, those that only the caller knows
	array      = "$[@]" // all that an array holds
)

// words are those of a command, with what is known put in.
func (w *walk) words(all []*syntax.Word) (words []string) {
	for _, word := range all {
		text, bare := w.word(word), false
		if len(word.Parts) == 1 {
			_, bare = word.Parts[0].(*syntax.ParamExp)
		}
		switch {
		case text == handedOver || text == "$*":
			words = append(words, w.arguments...)
		case bare:
			words = append(words, strings.Fields(text)...)
		default:
			words = append(words, text)
		}
		words = words[:min(len(words), maxWords)]
	}
	return words
}

// word is one without its quotes. What is not known keeps a $.
func (w *walk) word(word *syntax.Word) string {
	var out strings.Builder
	if word != nil {
		w.put(&out, word.Parts, shelltree.Everything)
	}
	return out.String()
}

func (w *walk) put(out *strings.Builder, parts []syntax.WordPart, quotable string) {
	for _, part := range parts {
		if out.Len() > maxWord {
			return
		}
		switch part := part.(type) {
		case *syntax.Lit:
			out.WriteString(shelltree.Unquote(part.Value, quotable))
		case *syntax.SglQuoted:
			if out.WriteString(part.Value); part.Dollar {
				out.WriteByte('$') // not every shell reads it
			}
		case *syntax.DblQuoted:
			w.put(out, part.Parts, shelltree.InDoubleQuotes)
		case *syntax.ParamExp:
			out.WriteString(w.parameter(part))
		default: // what a command or a sum gives
			out.WriteByte('$')
		}
	}
}

// parameter is what a shell puts in for $NAME, ${NAME:-word} and their kin.
func (w *walk) parameter(p *syntax.ParamExp) string {
	name := p.Param.Value
	value := w.variable(name)
	switch {
	case p.Index != nil:
		return array
	case p.Excl || p.Length || p.Width || p.Names != 0 || p.Slice != nil || p.Repl != nil:
	case p.Exp == nil:
		return value
	case strings.Contains(value, "$"):
	case value != "" && strings.Trim(p.Exp.Op.String(), ":-=?") == "":
		return value
	case value == "" && p.Exp.Op == syntax.DefaultUnsetOrNull:
		return w.word(p.Exp.Word)
	case value == "" && p.Exp.Op == syntax.AssignUnsetOrNull:
		w.set(name, w.word(p.Exp.Word), false)
		return w.variable(name)
	}
	return "$" + name
}
