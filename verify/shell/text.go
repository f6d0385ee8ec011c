package shell

import (
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// Marks around the name of a variable whose value only the container knows.
const (
	MarkStart = '\ue000'
	MarkEnd   = '\ue001'
)

func mark(name string) string { return string(MarkStart) + name + string(MarkEnd) }

// unsure stands for text that is not known here, nor is it the value of one
// variable: whatever holds it is not known.
const unsure = "\ue002"

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
		return unsure
	}
	var out strings.Builder
	s.put(&out, parts, q)
	return s.bounded(out.String())
}

// bounded is a value, or unsure when it is too large.
func (s *state) bounded(value string) string {
	s.grown += len(value)
	if len(value) > maxValue {
		return unsure
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
			case s.bash:
				out.WriteString(unescape(part.Value))
			default: // some shells read $'…', others do not
				out.WriteString(unsure)
			}
		case *syntax.DblQuoted:
			if part.Dollar && !s.bash {
				out.WriteString("$")
			}
			s.put(out, part.Parts, double)
		case *syntax.ParamExp:
			value := s.variable(part)
			if q == bare && strings.ContainsAny(value, " \t\n") {
				value = unsure
			}
			out.WriteString(value)
		case *syntax.ExtGlob:
			out.WriteString(unsure)
		default: // what a command or a sum gives
			out.WriteString(mark(""))
		}
	}
}

// unquote takes the backslashes out of a literal that quote what follows them.
func unquote(text string, q quoting) string {
	if q == literal || !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		quotes := text[i] == '\\' && i+1 < len(text)
		switch {
		case quotes && q == double:
			quotes = strings.IndexByte("$`\\\"", text[i+1]) >= 0
		case quotes && q == document:
			quotes = strings.IndexByte("$`\\", text[i+1]) >= 0
		}
		if quotes {
			i++
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// variable is the value that the script gave a variable, or its mark.
func (s *state) variable(p *syntax.ParamExp) string {
	if p.Param == nil || !syntax.ValidName(p.Param.Value) || p.Excl || p.Length || p.Width {
		return mark("")
	}
	name := p.Param.Value
	value, known := s.variables[name]
	if !known || p.Index != nil || p.Slice != nil || p.Repl != nil || p.Names != 0 || p.Exp != nil {
		return mark(name)
	}
	return value
}

var escapes = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\"`, `"`, `\'`, "'", `\a`, "\a", `\b`, "\b", `\f`, "\f", `\v`, "\v", `\c`, "")
})

// unescape does what printf, echo -e and $'…' do with backslashes.
func unescape(text string) string { return escapes().Replace(text) }
