package dockerfile

import (
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Instruction is one of a Dockerfile.
type Instruction struct {
	Line      int    // its first
	Text      string // as it is written, on one line but for here-documents
	Name      string // in capitals
	Arguments string // without blanks around them
}

// Instructions are those of a Dockerfile.
func Instructions(text string) iter.Seq[Instruction] {
	return func(yield func(Instruction) bool) {
		for number, line := range Lines(text) {
			line = strings.TrimSpace(line)
			end := strings.IndexAny(line, " \t")
			if end < 0 {
				end = len(line)
			}
			if !yield(Instruction{number, line, strings.ToUpper(line[:end]), strings.TrimSpace(line[end:])}) {
				return
			}
		}
	}
}

// From takes the arguments of FROM apart; name is that of the stage, empty: it has none.
func From(arguments string) (base, name string) {
	words := slices.DeleteFunc(strings.Fields(arguments), func(word string) bool { return strings.HasPrefix(word, "--") })
	if len(words) == 3 && strings.EqualFold(words[1], "AS") {
		name = words[2]
	}
	if len(words) > 0 {
		base = words[0]
	}
	return base, name
}

// Stages are the stages that can be named at a place of a Dockerfile.
type Stages struct {
	numbers map[string]int
	count   int
}

// Add is the next stage; an empty name: it has none.
func (s *Stages) Add(name string) {
	if s.numbers == nil {
		s.numbers = map[string]int{}
	}
	s.numbers[strconv.Itoa(s.count)] = s.count
	if name != "" {
		s.numbers[strings.ToLower(name)] = s.count
	}
	s.count++
}

// At is the number of a stage, by its name or its number; -1: there is none. Of several of
// one name the last one counts, as in BuildKit.
func (s *Stages) At(named string) int {
	if number, is := s.numbers[strings.ToLower(named)]; is {
		return number
	}
	return -1
}

// Named is the one of the stages so far that is named, by its name or its number; nil: there is none.
func Named[T any](all []*T, name func(*T) string, named string) *T {
	var names Stages
	for _, one := range all {
		names.Add(name(one))
	}
	if at := names.At(named); at >= 0 {
		return all[at]
	}
	return nil
}

// Words are those of CMD, ENTRYPOINT or RUN in brackets, which no shell reads; false: the
// arguments are a line for the shell.
func Words(arguments string) (words []string, are bool) {
	if !strings.HasPrefix(arguments, "[") || json.Unmarshal([]byte(arguments), &words) != nil {
		return nil, false
	}
	return words, true
}

var plain = lazy.Regexp{Pattern: `(?i)^(?:(?:docker\.io/|index\.docker\.io/|public\.ecr\.aws/docker/)?(?:library/)?(?:python|debian|ubuntu|alpine)|ghcr\.io/astral-sh/uv|mcr\.microsoft\.com/devcontainers/python)(?:[:@].*)?$`}

// IsPlain tells whether a base is a known image of a system or of Python, which holds no
// app. A tag that a variable gives changes nothing.
func IsPlain(base string) bool {
	base, _, _ = strings.Cut(base, "$")
	return plain.Get().MatchString(base)
}
