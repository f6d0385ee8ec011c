package startup

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// shellWord is a word of a shell's line without its quotes, or what ends a command there.
type shellWord struct {
	text string
	ends bool // ; & && || | ( ) or the line's end
}

// shellWords takes a text for the shell apart. What a shell would put in keeps its $.
func shellWords(text string) (words []shellWord) {
	var word strings.Builder
	open := false
	finish := func() {
		if open {
			words = append(words, shellWord{text: word.String()})
		}
		word.Reset()
		open = false
	}
	var ends []string // of here-documents that begin on this line
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			if i++; text[i] != '\n' {
				word.WriteByte(text[i])
				open = true
			}
		case c == '\'' || c == '"':
			end := closing(text, i)
			word.WriteString(unescaped(text[i+1:end], c))
			open = true
			i = end
		case c == '$' && i+1 < len(text) && (text[i+1] == '(' || text[i+1] == '{'):
			end := closingBracket(text, i+1)
			word.WriteString(text[i:min(end+1, len(text))])
			open = true
			i = end
		case c == ' ' || c == '\t' || c == '\r':
			finish()
		case c == '#' && !open:
			for i+1 < len(text) && text[i+1] != '\n' {
				i++
			}
		case c == '<' && hereDocument.Get().MatchString(text[i:min(len(text), i+80)]) && strings.HasPrefix(text[i:], "<<"):
			m := hereDocument.Get().FindStringSubmatch(text[i:min(len(text), i+80)])
			finish()
			ends = append(ends, m[2])
			i += len(m[0]) - 1
		case c == '\n':
			finish()
			words = append(words, shellWord{"\n", true})
			for ; len(ends) > 0 && i+1 < len(text); ends = ends[1:] {
				for i+1 < len(text) {
					line, _, _ := strings.Cut(text[i+1:], "\n")
					i += len(line) + 1
					if strings.TrimSpace(line) == ends[0] {
						break
					}
				}
			}
		case strings.IndexByte(";&|()", c) >= 0:
			finish()
			end := string(c)
			if i+1 < len(text) && text[i+1] == c && c != '(' && c != ')' {
				end += end
				i++
			}
			words = append(words, shellWord{end, true})
		default:
			word.WriteByte(c)
			open = true
		}
	}
	finish()
	return words
}

// closing is where a quote ends.
func closing(text string, i int) int {
	for end := i + 1; end < len(text); end++ {
		switch {
		case text[end] == text[i]:
			return end
		case text[end] == '\\' && text[i] == '"':
			end++
		}
	}
	return len(text)
}

func unescaped(text string, quote byte) string {
	if quote == '\'' {
		return text
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, "\\\n", "").Replace(text)
}

// closingBracket is where $( or ${ ends.
func closingBracket(text string, i int) int {
	depth := 0
	for end := i; end < len(text); end++ {
		switch text[end] {
		case '(', '{':
			depth++
		case ')', '}':
			if depth--; depth == 0 {
				return end
			}
		}
	}
	return len(text)
}

// shellState is how far a script has come on its way to Streamlit.
type shellState struct {
	exported  map[string]string // what a command finds
	own       map[string]string // variables of the script alone
	unsure    int               // conditions and loops around
	functions int               // around, that nothing calls yet
	depth     int               // of scripts in each other's words
	work      *int              // commands that may still be followed
	read      func(name string) (string, bool)
}

const (
	maxNested   = 3
	maxCommands = 20_000
)

// environment follows a text for the shell to the command that starts Streamlit or hands
// over to the command that the script was given, and tells what that command finds. A
// variable that was taken away is there and empty, which is the same to Streamlit.
func environment(text string, given map[string]string, read func(string) (string, bool)) map[string]string {
	work := maxCommands
	s := &shellState{exported: maps.Clone(given), own: map[string]string{}, work: &work, read: read}
	if s.exported == nil {
		s.exported = map[string]string{}
	}
	s.follow(text)
	return s.exported
}

// follow runs through a text; true: it has come to Streamlit.
func (s *shellState) follow(text string) bool {
	words := shellWords(text)
	maybe := false // whether the command runs depends on the one before it
	var outside []map[string]string
	for len(words) > 0 {
		end := slices.IndexFunc(words, func(w shellWord) bool { return w.ends })
		if end < 0 {
			end = len(words)
		}
		var command []string
		for _, w := range words[:end] {
			command = append(command, w.text)
		}
		if body := functionBody(words[end:]); body > 0 && len(command) == 1 {
			if words = words[end+body:]; !comesToStreamlit(words) {
				s.unsure++ // it is called later, if at all
				s.functions++
			}
			continue
		}
		if *s.work--; *s.work < 0 || s.command(command, maybe) {
			return true
		}
		if end == len(words) {
			break
		}
		switch ends := words[end].text; {
		case ends == "(":
			outside = append(outside, maps.Clone(s.exported))
		case ends == ")" && len(outside) > 0:
			s.exported, outside = outside[len(outside)-1], outside[:len(outside)-1]
		}
		maybe = words[end].text == "||" || words[end].text == "&&" && len(command) > 0 && slices.Contains([]string{"test", "[", "[[", "grep", "command", "which"}, command[0])
		words = words[end+1:]
	}
	return false
}

// functionBody is how many words stand in front of a function's body, behind its name.
func functionBody(words []shellWord) int {
	if len(words) < 3 || words[0].text != "(" || words[1].text != ")" {
		return 0
	}
	for i := 2; i < len(words); i++ {
		switch {
		case words[i].text == "{":
			return i + 1
		case words[i].text != "\n":
			return 0
		}
	}
	return 0
}

// maxBody bounds how many words of a function are looked at.
const maxBody = 500

// comesToStreamlit tells whether a function's body starts Streamlit.
func comesToStreamlit(words []shellWord) bool {
	for _, w := range words[:min(len(words), maxBody)] {
		switch {
		case w.text == "}":
			return false
		case path.Base(w.text) == "streamlit":
			return true
		}
	}
	return false
}

var assignment = lazy.Regexp{Pattern: `(?s)^([A-Za-z_]\w*)(\+?)=(.*)$`}

// command follows one simple command.
func (s *shellState) command(words []string, maybe bool) bool {
	for len(words) > 0 && slices.Contains([]string{"if", "then", "else", "elif", "do", "while", "until", "for", "case", "!", "{", "}", "fi", "done", "esac", "time"}, words[0]) {
		switch words[0] {
		case "if", "while", "until", "for", "case":
			s.unsure++
		case "fi", "done", "esac":
			s.unsure--
		case "}":
			if s.functions > 0 {
				s.functions--
				s.unsure--
			}
		}
		words = words[1:]
	}
	var before []string
	for len(words) > 0 && assignment.Get().MatchString(words[0]) {
		before, words = append(before, words[0]), words[1:]
	}
	set := func(into map[string]string, word string) {
		m := assignment.Get().FindStringSubmatch(word)
		value := expand(m[3], s.exported)
		if maybe || s.unsure > 0 || m[2] != "" {
			value = "$"
		}
		if len(into) < maxVariables {
			into[m[1]] = value
		}
	}
	if len(words) == 0 {
		for _, word := range before {
			name, _, _ := strings.Cut(word, "=")
			if _, is := s.exported[name]; is {
				set(s.exported, word)
			} else {
				set(s.own, word)
			}
		}
		return false
	}
	switch path.Base(words[0]) {
	case "export", "declare", "typeset":
		for _, word := range words[1:] {
			value, own := s.own[word]
			switch {
			case assignment.Get().MatchString(word):
				set(s.exported, word)
			case own:
				s.exported[word] = value
			}
		}
		return false
	case "unset":
		for _, word := range words[1:] {
			delete(s.own, word)
			set(s.exported, word+"=")
		}
		return false
	case ".", "source":
		if len(words) > 1 && path.Base(words[1]) != "activate" {
			for name := range s.exported {
				s.exported[name] = "$"
			}
		}
		return false
	}
	return s.start(words, before)
}

// start tells whether a command is Streamlit's, or a script that comes to it, and takes
// over what stands in front of it.
func (s *shellState) start(words, before []string) bool {
	at := slices.IndexFunc(words, func(w string) bool { return path.Base(w) == "streamlit" })
	direct := at >= 0 && at+1 < len(words) && words[at+1] == "run" || slices.Contains(words, "$@") || slices.Contains(words, "$*")
	end := len(words)
	if direct && at >= 0 {
		end = at
	}
	script := func(word string) bool { return strings.HasSuffix(word, ".sh") || strings.HasSuffix(word, "entrypoint") }
	if !direct && !slices.ContainsFunc(words, script) && !slices.ContainsFunc(words, dockerfile.IsShell) {
		return false
	}
	inner := *s
	inner.exported, inner.own = maps.Clone(s.exported), map[string]string{}
	for _, word := range before {
		inner.command([]string{"export", word}, false)
	}
	inner.wrapped(words[:end])
	came := direct
	if s.depth < maxNested {
		inner.depth++
		for i, word := range words[:end] {
			switch {
			case dockerfile.ForShell(words, i):
				came = inner.follow(word) || came
			case script(word):
				if text, ok := inner.script(word); ok {
					came = inner.follow(text) || came
				}
			}
		}
	}
	if came {
		s.exported = inner.exported
	}
	return came
}

func (s *shellState) script(word string) (string, bool) {
	if s.read == nil {
		return "", false
	}
	for _, name := range []string{insideImage(word), path.Base(word), "docker/" + path.Base(word), "scripts/" + path.Base(word)} {
		if text, ok := s.read(strings.TrimPrefix(name, "/")); ok {
			return text, true
		}
	}
	return "", false
}

// wrapped takes over what env says: -u NAME, -i, NAME=value.
func (s *shellState) wrapped(words []string) {
	at := slices.IndexFunc(words, func(w string) bool { return path.Base(w) == "env" })
	if at < 0 {
		return
	}
	for words = words[at+1:]; len(words) > 0; words = words[1:] {
		word := words[0]
		switch name, long := strings.CutPrefix(word, "--unset="); {
		case long:
			s.exported[name] = ""
		case (word == "-u" || word == "--unset") && len(words) > 1:
			s.exported[words[1]] = ""
			words = words[1:]
		case strings.HasPrefix(word, "-u"):
			s.exported[word[2:]] = ""
		case word == "-i" || word == "-" || word == "--ignore-environment":
			for name := range s.exported {
				s.exported[name] = ""
			}
		case assignment.Get().MatchString(word):
			s.command([]string{"export", word}, false)
		case !strings.HasPrefix(word, "-"):
			return
		}
	}
}

var hereDocument = lazy.Regexp{Pattern: `<<-?\s*(["'\\]?)([A-Za-z_][A-Za-z0-9_]*)["']?`}
