package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// word is an argument with its variables put in.
type word struct {
	text  string
	line  int
	spans bool // over several lines
}

// prefixes stand in front of a command and do not change what it writes.
var prefixes = []string{"exec", "sudo", "command"}

// harmless name a file without changing what stands in it.
var harmless = []string{"chmod", "chown", "mkdir", "ls", "test", "[", "touch", "stat", "head", "grep", "cd", "dirname", "install", "streamlit", "exec", "rm"}

// call follows a simple command; in is what it reads.
func (s *state) call(c *syntax.CallExpr, in output) output {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			s.assign(a)
		}
		return nothing()
	}
	var words []word
	for _, w := range c.Args {
		words = append(words, word{s.expand(w.Parts, bare), s.line(w.Pos()), spans(w)})
	}
	for len(words) > 1 && slices.Contains(prefixes, words[0].text) {
		words = words[1:]
	}
	name, line, arguments := path.Base(words[0].text), words[0].line, words[1:]
	switch name {
	case "echo":
		return s.echo(line, arguments)
	case "printf":
		return s.printf(line, arguments)
	case "cat":
		if len(arguments) == 0 || len(arguments) == 1 && arguments[0].text == "-" {
			return in
		}
	case "tee":
		return s.tee(arguments, in)
	case "base64":
		return decoded(arguments, in)
	case "read", "unset":
		for _, a := range arguments {
			delete(s.variables, a.text)
		}
	case "true", ":", "cd", "mkdir", "chmod", "set", "umask", "test", "[":
		return nothing()
	}
	if !slices.Contains(harmless, name) { // sed -i and the like
		for _, a := range arguments {
			s.doubt(a.text)
		}
	}
	return output{}
}

func (s *state) tee(arguments []word, in output) output {
	again := false
	for _, a := range arguments {
		if a.text == "-a" || a.text == "--append" {
			again = true
		} else if !strings.HasPrefix(a.text, "-") {
			s.write(a.text, in, again)
		}
	}
	return in
}

// decoded is what base64 makes of a variable: a text that only the container knows.
func decoded(arguments []word, in output) output {
	if len(arguments) == 1 && slices.Contains([]string{"-d", "-D", "--decode"}, arguments[0].text) && in.known && len(in.lines) == 1 {
		if name := []rune(strings.TrimSuffix(in.lines[0].Text, "\n")); len(name) > 1 && slices.Index(name, MarkEnd) == len(name)-1 && name[0] == MarkStart {
			return in
		}
	}
	return output{}
}

func (s *state) echo(line int, arguments []word) output {
	end, escapes, known := "\n", false, true
	for len(arguments) > 0 && len(arguments[0].text) > 1 && arguments[0].text[0] == '-' && strings.Trim(arguments[0].text[1:], "neE") == "" {
		if strings.Contains(arguments[0].text, "n") {
			end = ""
		}
		if strings.Contains(arguments[0].text, "e") {
			escapes = true
			known = s.bash // dash writes it down
		}
		arguments = arguments[1:]
	}
	text, moving := joined(arguments)
	if strings.Contains(text, `\`) && !escapes {
		known = s.bash // dash takes \n for a line end
	}
	if escapes {
		text = unescape(text)
	}
	return output{lines: s.lines(text+end, line, moving), known: known}
}

func joined(arguments []word) (text string, moving bool) {
	var words []string
	for _, a := range arguments {
		words = append(words, a.text)
		moving = moving || a.spans
	}
	return strings.Join(words, " "), moving
}

func (s *state) printf(line int, arguments []word) output {
	if len(arguments) > 0 && arguments[0].text == "--" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return nothing()
	}
	_, moving := joined(arguments)
	text, known := formatted(arguments[0].text, arguments[1:])
	return output{lines: s.lines(text, line, moving), known: known}
}

// formatted is what printf makes of its arguments. It uses the format again for
// as long as there are some; what comes out so large is not known.
func formatted(format string, rest []word) (text string, known bool) {
	var out strings.Builder
	for {
		before := len(rest)
		for i := 0; i < len(format); i++ {
			switch {
			case strings.HasPrefix(format[i:], `\c`): // ends it in some shells
				return "", false
			case format[i] == '\\' && i+1 < len(format):
				out.WriteString(unescape(format[i : i+2]))
				i++
			case strings.HasPrefix(format[i:], "%%"):
				out.WriteByte('%')
				i++
			case format[i] == '%' && i+1 < len(format):
				i++
				if strings.IndexByte("sbdi", format[i]) < 0 {
					return "", false
				}
				if len(rest) == 0 {
					continue
				}
				value := rest[0].text
				if format[i] == 'b' {
					value = unescape(value)
				}
				out.WriteString(value)
				rest = rest[1:]
			default:
				out.WriteByte(format[i])
			}
		}
		switch {
		case out.Len() > maxValue:
			return "", false
		case len(rest) == 0 || len(rest) == before:
			return out.String(), true
		}
	}
}
