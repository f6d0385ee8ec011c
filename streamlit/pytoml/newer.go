package pytoml

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// newer finds what go-toml reads and tomllib does not: what only TOML 1.1
// allows, and a year before the first. It names one place a statement.
func newer(text string) []Difference {
	s := scanner{text: text, line: 1}
	s.scan()
	return s.found
}

var (
	noSeconds = lazy.Regexp{Pattern: `^(?:[0-9-]+[Tt])?[0-9]{2}:[0-9]{2}(?:$|[Zz+-])`}
	yearZero  = lazy.Regexp{Pattern: `^0000-[0-9]{2}-`}
)

// scanner walks over a text that is valid TOML 1.1.
type scanner struct {
	text  string
	at    int
	line  int
	open  []byte // the brackets and braces of a value
	value bool   // behind = and not yet behind the value
	comma bool   // a comma is the last thing that was seen
	told  bool   // this statement has its difference
	found []Difference
}

func (s *scanner) scan() {
	for s.at < len(s.text) {
		c := s.text[s.at]
		comma := s.comma
		s.comma = comma && strings.IndexByte(" \t\r\n#", c) >= 0
		switch c {
		case '\n':
			s.lineBreak()
		case ' ', '\t', '\r':
			s.at++
		case '#':
			s.at += strings.IndexByte(s.text[s.at:]+"\n", '\n')
		case '"', '\'':
			s.quoted(c)
		case '=':
			s.value = true
			s.at++
		case ',':
			s.comma = true
			s.value = s.innermost() == '['
			s.at++
		case '[', '{':
			if s.value { // and not a header
				s.open = append(s.open, c)
				s.value = c == '['
			}
			s.at++
		case ']', '}':
			if c == '}' && comma {
				s.tell("a comma before the closing brace " + withNewerTOML)
			}
			if len(s.open) > 0 {
				s.open = s.open[:len(s.open)-1]
				s.value = true
			}
			s.at++
		default:
			s.bare()
		}
	}
}

func (s *scanner) innermost() byte {
	if len(s.open) == 0 {
		return 0
	}
	return s.open[len(s.open)-1]
}

func (s *scanner) lineBreak() {
	switch s.innermost() {
	case '{':
		s.tell("a line break between braces " + withNewerTOML)
	case 0:
		s.value, s.told = false, false
	}
	s.line++
	s.at++
}

// quoted goes over a string or a quoted key.
func (s *scanner) quoted(quote byte) {
	ending := string(quote)
	if triple := strings.Repeat(ending, 3); s.value && strings.HasPrefix(s.text[s.at:], triple) {
		ending = triple
	}
	s.at += len(ending)
	for s.at < len(s.text) && !strings.HasPrefix(s.text[s.at:], ending) {
		switch c := s.text[s.at]; {
		case c == '\n':
			s.line++
		case c == '\\' && quote == '"':
			s.at++
			switch s.text[s.at] {
			case 'e', 'x':
				s.tell(fmt.Sprintf("the escape \\%c %s", s.text[s.at], withNewerTOML))
			case '\n':
				s.line++
			}
		}
		s.at++
	}
	s.at += len(ending)
	for range len(ending) - 1 { // the last two quotes of five belong to the text
		if s.at < len(s.text) && s.text[s.at] == quote {
			s.at++
		}
	}
}

// bare goes over a key or a value without quotes.
func (s *scanner) bare() {
	end := s.at
	for end < len(s.text) && strings.IndexByte(" \t\r\n#=,]}\"'", s.text[end]) < 0 {
		end++
	}
	if word := s.text[s.at:end]; s.value {
		switch {
		case noSeconds.Get().MatchString(word):
			s.tell("a time without seconds " + withNewerTOML)
		case yearZero.Get().MatchString(word):
			s.tell("the year 0000 is none that Python knows")
		}
	}
	s.at = end
}

const withNewerTOML = "came with TOML 1.1, and Streamlit reads TOML 1.0"

func (s *scanner) tell(what string) {
	if !s.told {
		s.found = append(s.found, Difference{Line: s.line, Rejected: true, Message: what + ": it takes the whole file for broken", Fix: plainly})
	}
	s.told = true
}
