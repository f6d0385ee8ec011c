package shell

import (
	"path"
	"slices"
	"strings"
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
	Number int  // in the script
	From   int  // where the command is that writes it
	Quoted bool // it is of a here-document whose end mark is quoted
}

// Writes lists the documents that a script writes to files whose paths are
// wanted. bash tells whether bash runs it, where echo leaves \n alone.
func Writes(script string, bash bool, wanted func(path string) bool) []Document {
	s := &state{reader: &reader{text: script, line: 1, variables: map[string]string{}}, bash: bash, wanted: wanted, open: map[string]*Document{}}
	s.list("")
	return s.documents()
}

// state is how far a script has come.
type state struct {
	*reader
	bash   bool
	wanted func(string) bool
	open   map[string]*Document
	order  []*Document
	back   *token
}

func (s *state) documents() []Document {
	var all []Document
	for _, d := range s.order {
		all = append(all, *d)
	}
	return all
}

func (s *state) take() token {
	if s.back != nil {
		t := *s.back
		s.back = nil
		return t
	}
	return s.next()
}

// command is a simple command, or a group of them with what the group writes.
type command struct {
	words     []token
	redirects []*token // op and word, or op and body
	output    []Line
	group     bool
	known     bool
	piped     bool // into the next one
}

// keywords may stand in front of a command and do not change what it writes.
var keywords = []string{"if", "then", "else", "elif", "while", "until", "do", "!", "time", "exec", "sudo", "command"}

// list reads commands up to a closing sign and returns what they write to their
// standard output. A line is run as a whole: here-documents stand behind it.
func (s *state) list(closing string) (output []Line, known bool) {
	known = true
	var waiting []*command
	for {
		c, end := s.command(closing)
		if c != nil {
			c.piped = end == "|"
			waiting = append(waiting, c)
		}
		over := end == "end" || closing != "" && end == closing
		if end != "\n" && !over || len(waiting) > 0 && waiting[len(waiting)-1].piped && !over {
			continue
		}
		var before *command
		for _, c := range waiting {
			c.output, c.known = s.run(c, before)
			if before = nil; c.piped {
				before = c
				continue
			}
			output = append(output, c.output...)
			known = known && c.known
		}
		if waiting = nil; over {
			return output, known
		}
	}
}

// command reads one command and the operator behind it.
func (s *state) command(closing string) (*command, string) {
	c := &command{known: true}
	for {
		t := s.take()
		switch {
		case t.op == "" && len(c.words) == 0 && !c.group && slices.Contains(keywords, t.raw):
			continue
		case t.op == "" && t.raw == "}" && closing == "}" && len(c.words) == 0:
			return some(c), "}"
		case t.op == "(" && len(c.words) == 1 && !c.group: // a function: its body is read as if it ran
			if n := s.take(); n.op != ")" {
				s.back = &n
			}
			c.words = nil
		case (t.op == "(" || t.op == "" && t.raw == "{") && len(c.words) == 0 && !c.group:
			end := map[bool]string{true: ")", false: "}"}[t.op == "("]
			c.output, c.known = s.list(end)
			c.group = true
		case t.op == "":
			c.words = append(c.words, t)
		case t.op == "<<" || t.op == "<<-":
			w := s.take()
			here := &token{op: t.op, word: w.word, raw: w.raw, line: t.line}
			s.pending = append(s.pending, here)
			c.redirects = append(c.redirects, here)
		case strings.ContainsAny(t.op, "<>"):
			descriptor := ""
			if n, at := len(c.words), s.at-len(t.op); n > 0 && at > 0 && strings.IndexByte("012", s.text[at-1]) >= 0 && len(c.words[n-1].raw) == 1 {
				descriptor = c.words[n-1].raw // 2> takes nothing of what is written
				c.words = c.words[:n-1]
			}
			w := s.take()
			if w.op != "" {
				s.back = &w
				continue
			}
			if descriptor != "2" && t.op != ">&" {
				c.redirects = append(c.redirects, &token{op: t.op, word: w.word, raw: w.raw, line: t.line, lines: w.lines})
			}
		default:
			return some(c), t.op
		}
	}
}

func some(c *command) *command {
	if len(c.words) == 0 && len(c.redirects) == 0 && !c.group {
		return nil
	}
	return c
}

// run does what a command does to variables and files, and returns what it
// writes to its standard output.
func (s *state) run(c, piped *command) (output []Line, known bool) {
	for !c.group && len(c.words) > 0 {
		name, value, assigns := strings.Cut(c.words[0].word, "=")
		raw := c.words[0].raw
		switch {
		case slices.Contains([]string{"export", "local", "readonly"}, raw):
			c.words = c.words[1:]
			continue
		case assigns && nameLength(raw) == len(name) && name != "":
			s.variables[name] = value
			c.words = c.words[1:]
			continue
		}
		break
	}
	output, known = c.output, c.known
	if !c.group {
		output, known = s.simple(c, piped)
	}
	for _, r := range c.redirects {
		if r.op == "<" {
			s.doubt([]token{*r})
		}
		if r.op != ">" && r.op != ">>" && r.op != ">|" && r.op != "&>" && r.op != "&>>" {
			continue
		}
		s.write(r.word, output, known, strings.HasSuffix(r.op, ">>"), c.unclosed())
		output, known = nil, true
	}
	return output, known
}

func (c *command) unclosed() int {
	for _, r := range c.redirects {
		if r.body != nil && r.body.unclosed > 0 {
			return r.body.unclosed
		}
	}
	return 0
}

// harmless name a file without changing what stands in it.
var harmless = []string{"chmod", "chown", "mkdir", "ls", "test", "[", "[[", "echo", "printf", "touch", "stat", "head", "grep", "cd", "dirname", "install", "streamlit", "exec", "rm", "export"}

func (s *state) simple(c, piped *command) (output []Line, known bool) {
	if len(c.words) == 0 {
		return nil, true
	}
	arguments := c.words[1:]
	switch name := path.Base(c.words[0].word); name {
	case "echo":
		return s.echo(c.words[0].line, arguments)
	case "printf":
		return printf(c.words[0].line, arguments)
	case "cat":
		if len(arguments) == 0 || len(arguments) == 1 && arguments[0].word == "-" {
			return input(c, piped)
		}
		s.doubt(arguments)
		return nil, false
	case "tee":
		output, known = input(c, piped)
		again := false
		for _, a := range arguments {
			if a.word == "-a" || a.word == "--append" {
				again = true
			} else if !strings.HasPrefix(a.word, "-") {
				s.write(a.word, output, known, again, c.unclosed())
			}
		}
		return output, known
	case "base64": // of a variable: a text that only the container knows
		output, known = input(c, piped)
		if len(arguments) == 1 && slices.Contains([]string{"-d", "-D", "--decode"}, arguments[0].word) && known && len(output) == 1 {
			if name := []rune(strings.TrimSuffix(output[0].Text, "\n")); len(name) > 1 && slices.Index(name, MarkEnd) == len(name)-1 && name[0] == MarkStart {
				return output, true
			}
		}
		return nil, false
	case "true", ":", "cd", "mkdir", "chmod", "set", "umask", "test", "[", "[[":
		return nil, true
	default:
		if !slices.Contains(harmless, name) {
			s.doubt(arguments) // sed -i and the like
		}
	}
	return nil, false
}

// doubt takes the files that are named for a step on the way: what becomes of
// them is not known.
func (s *state) doubt(names []token) {
	for _, name := range names {
		if d := s.open[name.word]; d != nil {
			d.Known = false
		}
	}
}

// input is what a command reads.
func input(c, piped *command) ([]Line, bool) {
	for _, r := range slices.Backward(c.redirects) {
		switch {
		case r.body != nil:
			all := lines(r.body.text, r.body.first, true)
			for i := range all {
				all[i].From, all[i].Quoted = r.line, r.body.quoted
			}
			return all, true
		case r.op == "<<<":
			return lines(r.word+"\n", r.line, r.lines > 0), true
		case strings.HasPrefix(r.op, "<"):
			return nil, false
		}
	}
	if piped != nil {
		return piped.output, piped.known
	}
	return nil, false
}

// lines splits a text that is written at a line, or from a line on.
func lines(text string, number int, moving bool) []Line {
	var all []Line
	from := number
	for line := range strings.Lines(text) {
		all = append(all, Line{Text: line, Number: number, From: from})
		if moving {
			number++
		}
	}
	return all
}

func (s *state) echo(line int, arguments []token) ([]Line, bool) {
	end, escapes, known := "\n", false, true
	for len(arguments) > 0 && len(arguments[0].word) > 1 && arguments[0].word[0] == '-' && strings.Trim(arguments[0].word[1:], "neE") == "" {
		if strings.Contains(arguments[0].word, "n") {
			end = ""
		}
		if strings.Contains(arguments[0].word, "e") {
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
	return lines(text+end, line, moving), known
}

func joined(arguments []token) (text string, moving bool) {
	var words []string
	for _, a := range arguments {
		words = append(words, a.word)
		moving = moving || a.lines > 0
	}
	return strings.Join(words, " "), moving
}

// printf uses its format again for as long as there are arguments.
func printf(line int, arguments []token) ([]Line, bool) {
	if len(arguments) > 0 && arguments[0].word == "--" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return nil, true
	}
	_, moving := joined(arguments)
	format, rest := arguments[0].word, arguments[1:]
	var out strings.Builder
	for {
		before := len(rest)
		for i := 0; i < len(format); i++ {
			switch {
			case format[i] == '\\' && i+1 < len(format):
				out.WriteString(unescape(format[i : i+2]))
				i++
			case strings.HasPrefix(format[i:], "%%"):
				out.WriteByte('%')
				i++
			case format[i] == '%' && i+1 < len(format):
				i++
				if strings.IndexByte("sbqdi", format[i]) < 0 {
					return nil, false
				}
				if len(rest) > 0 {
					value := rest[0].word
					if format[i] == 'b' {
						value = unescape(value)
					} else if format[i] == 'q' {
						return nil, false
					}
					out.WriteString(value)
					rest = rest[1:]
				}
			default:
				out.WriteByte(format[i])
			}
		}
		if len(rest) == 0 || len(rest) == before {
			return lines(out.String(), line, moving), true
		}
	}
}

// write puts text into a file that is wanted.
func (s *state) write(name string, text []Line, known, again bool, unclosed int) {
	if !s.wanted(name) {
		return
	}
	d := s.open[name]
	if d == nil || !again {
		d = &Document{Path: name, Known: true, Appended: again}
		s.open[name] = d
		s.order = append(s.order, d)
	}
	if n := len(d.Lines); n > 0 && len(text) > 0 && !strings.HasSuffix(d.Lines[n-1].Text, "\n") {
		d.Lines[n-1].Text += text[0].Text
		text = text[1:]
	}
	d.Lines = append(d.Lines, text...)
	d.Known = d.Known && known
	d.Unclosed = max(d.Unclosed, unclosed)
}
