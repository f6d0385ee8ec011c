package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
)

// word is an argument with its variables put in.
type word struct {
	text  string
	line  int
	spans bool // over several lines
}

// prefixes stand in front of a command and do not change what it writes.
var prefixes = []string{"exec", "sudo", "command", "time", "nohup"}

// harmless name a file without changing what stands in it.
var harmless = []string{"chmod", "chown", "mkdir", "ls", "test", "[", "touch", "stat", "head", "grep", "cd", "dirname", "install", "streamlit", "exec", "rm", "cat", "echo", "wc", "du", "file"}

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
	first := words[0].text
	for len(words) > 1 && slices.Contains(prefixes, words[0].text) {
		words = words[1:]
	}
	s.starts(c, words, first == "exec")
	name, line, arguments := path.Base(words[0].text), words[0].line, words[1:]
	switch name {
	case "echo":
		return s.echo(line, arguments)
	case "printf":
		return s.printf(line, arguments)
	case "cat":
		return s.cat(arguments, in)
	case "tee":
		return s.tee(arguments, in)
	case "base64":
		return decoded(arguments, in)
	case "openssl":
		if len(arguments) == 2 && arguments[0].text == "base64" {
			return decoded(arguments[1:], in)
		}
	case "envsubst":
		return s.substituted(arguments, in)
	case "mv", "cp":
		s.copy(name == "mv", arguments)
		return nothing()
	case "bash", "sh", "dash", "ash":
		if text, ok := commandText(words); ok {
			return s.nested(text)
		}
	case "python", "python3":
		s.python(arguments, in)
	case "cd", "pushd":
		if len(arguments) == 1 {
			s.goTo(arguments[0].text)
		}
		return nothing()
	case "set":
		for _, a := range arguments {
			s.nounset = s.nounset || a.text == "nounset" || strings.HasPrefix(a.text, "-") && !strings.HasPrefix(a.text, "--") && strings.Contains(a.text, "u")
		}
		return nothing()
	case "read":
		for _, a := range arguments {
			if syntax.ValidName(a.text) {
				s.forget(a.text)
			}
		}
	case "unset":
		for _, a := range arguments {
			if syntax.ValidName(a.text) {
				s.forget(a.text)
			}
		}
	case "true", ":", "mkdir", "chmod", "umask", "test", "[":
		return nothing()
	}
	if !slices.Contains(harmless, name) { // sed -i and the like
		for _, a := range arguments {
			s.doubt(a.text)
		}
	}
	return output{}
}

// starts notes what a command runs: Streamlit, another script, or what the
// script itself was given.
func (s *state) starts(c *syntax.CallExpr, words []word, instead bool) {
	line := words[0].line
	at := slices.IndexFunc(words, func(w word) bool { return path.Base(w.text) == "streamlit" })
	certain := s.inside == 0 && len(s.clauses) == 0
	switch {
	case at >= 0 && at <= 6 && at+1 < len(words) && words[at+1].text == "run":
		if s.found.Streamlit == 0 {
			s.found.Streamlit, s.found.Folder = line, s.folder
		}
		if certain && s.late == 0 {
			s.late = line
		}
		return
	case allGiven(c.Args[len(c.Args)-1]) && len(words) == 1:
		s.found.HandsOver = true
		if s.found.Folder == "" {
			s.found.Folder = s.folder
		}
		if certain && instead && s.late == 0 {
			s.late = line
		}
		return
	}
	if slices.Contains(harmless, path.Base(words[0].text)) {
		return
	}
	for i, w := range words[:min(len(words), 6)] {
		name := w.text
		if w.text == "-m" && i+1 < len(words) {
			name = strings.ReplaceAll(words[i+1].text, ".", "/") + ".py"
		}
		if strings.HasSuffix(name, ".sh") || strings.HasSuffix(name, ".py") {
			s.found.Runs = append(s.found.Runs, Run{s.path(name), line})
			return
		}
	}
}

// allGiven tells whether a word is "$@".
func allGiven(w *syntax.Word) bool {
	parts := w.Parts
	if len(parts) == 1 {
		if quoted, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = quoted.Parts
		}
	}
	if len(parts) != 1 {
		return false
	}
	p, ok := parts[0].(*syntax.ParamExp)
	return ok && p.Param != nil && (p.Param.Value == "@" || p.Param.Value == "*")
}

// commandText is the script of sh -c SCRIPT.
func commandText(words []word) (word, bool) {
	var texts []string
	for i, w := range words {
		if texts = append(texts, w.text); dockerfile.ForShell(texts, i) {
			return w, true
		}
	}
	return word{}, false
}

// maxNested is how deep scripts may stand in each other's words.
const maxNested = 3

// nested reads a script that is a word of this one.
func (s *state) nested(text word) output {
	if strings.Contains(text.text, written.Unsure) || s.depth >= maxNested {
		return output{}
	}
	parsed, err := parse(text.text, text.line)
	if err != nil {
		return output{}
	}
	outer := s.parsed
	parsed.depth = outer.depth + 1
	first, still := s.First, s.still
	s.parsed, s.First, s.still = parsed, text.line, still || !text.spans
	out := s.statements(parsed.file.Stmts)
	s.parsed, s.First, s.still = outer, first, still
	return out
}

// python notes a program that stands in the script: behind -c, or in a here-document.
func (s *state) python(arguments []word, in output) {
	text, line := "", 0
	switch {
	case len(arguments) > 1 && arguments[0].text == "-c":
		text, line = arguments[1].text, arguments[1].line
	case (len(arguments) == 0 || arguments[0].text == "-") && in.known && len(in.lines) > 0:
		line = in.lines[0].Number
		for _, l := range in.lines {
			text += l.Text
		}
	}
	if text != "" && len(s.found.Python) < maxNested {
		s.found.Python = append(s.found.Python, Source{text, line})
	}
}

// cat writes what it reads, or a file that lies beside the script.
func (s *state) cat(arguments []word, in output) output {
	switch {
	case len(arguments) == 0 || len(arguments) == 1 && arguments[0].text == "-":
		return in
	case len(arguments) == 1:
		return s.file(arguments[0].text)
	}
	return output{}
}

// file is the text of a file: one that the script has written, or one of the project.
func (s *state) file(name string) output {
	name = s.path(name)
	if open := s.open[name]; len(open) == 1 {
		return output{lines: slices.Clone(open[0].Lines), known: open[0].Known && !open[0].Appended, from: open[0]}
	}
	if len(s.open[name]) > 0 || s.Options.Read == nil || written.IsMarked(name) {
		return output{}
	}
	text, ok := s.Options.Read(name)
	if !ok || len(text) > maxValue {
		return output{}
	}
	s.grown += len(text)
	out := nothing()
	number := 0
	for line := range strings.Lines(text) {
		number++
		out.lines = append(out.lines, written.Line{Text: line, File: name, Number: number, From: number})
	}
	return out
}

var plainVariable = lazy.Regexp{Pattern: `\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})`}

// substituted is what envsubst makes of a text: a variable that is not set becomes empty.
func (s *state) substituted(arguments []word, in output) output {
	if len(arguments) > 1 || len(arguments) == 1 && !strings.Contains(arguments[0].text, "$") {
		return output{}
	}
	out := output{known: in.known, from: in.from}
	for _, line := range in.lines {
		line.Text = plainVariable.Get().ReplaceAllStringFunc(line.Text, func(found string) string {
			name := strings.Trim(found, "${}")
			if len(arguments) == 1 && !slices.Contains(strings.FieldsFunc(arguments[0].text, func(r rune) bool { return strings.ContainsRune("${} ,", r) }), name) {
				return found
			}
			kind := written.Variable
			if _, own := s.variables[name]; own {
				kind = written.Given
			} else if s.tested[name] {
				kind = written.Tested
			}
			return written.Mark(written.Value{Kind: kind, Name: name})
		})
		line.Quoted = false
		out.lines = append(out.lines, line)
	}
	return out
}

// copy follows mv and cp.
func (s *state) copy(moves bool, arguments []word) {
	arguments = slices.DeleteFunc(arguments, func(w word) bool { return strings.HasPrefix(w.text, "-") })
	if len(arguments) != 2 {
		return
	}
	from, to := arguments[0].text, arguments[1].text
	if strings.HasSuffix(to, "/") || !s.Wanted(to) && s.Wanted(path.Join(to, path.Base(from))) && path.Ext(to) != ".toml" {
		to = path.Join(to, path.Base(from))
	}
	source := s.open[s.path(from)]
	if !s.Wanted(to) {
		if moves {
			s.away(source)
		}
		return
	}
	text := s.file(from)
	text.from = nil // it stays where it was
	s.write(to, text, false)
	if moves {
		s.away(source)
	}
}

// away notes that documents have gone elsewhere.
func (s *state) away(all []*draft) {
	for _, d := range all {
		d.gone = true
		delete(s.open, d.Path)
	}
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
	if len(arguments) == 1 && slices.Contains([]string{"-d", "-D", "-di", "--decode"}, arguments[0].text) && in.known && len(in.lines) == 1 {
		if _, only := written.Only(strings.TrimSuffix(in.lines[0].Text, "\n")); only {
			return in
		}
	}
	return output{}
}

func (s *state) echo(line int, arguments []word) output {
	end, escapes, known := "\n", s.Dialect == Dash, true
	for s.Dialect != Dash && len(arguments) > 0 && len(arguments[0].text) > 1 && arguments[0].text[0] == '-' && strings.Trim(arguments[0].text[1:], "neE") == "" {
		if strings.Contains(arguments[0].text, "n") {
			end = ""
		}
		if strings.Contains(arguments[0].text, "e") {
			escapes = true
			known = s.Dialect == Bash // dash writes it down
		}
		arguments = arguments[1:]
	}
	if s.Dialect == Dash && len(arguments) > 0 && arguments[0].text == "-n" {
		end, arguments = "", arguments[1:]
	}
	text, moving := joined(arguments)
	if strings.Contains(text, `\`) && !escapes {
		known = s.Dialect == Bash // dash takes \n for a line end
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
