package lazy

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Shapes are patterns of whole texts, in capitals or not, of which few texts come
// near any: a pattern is compiled when a text holds one of the words that every
// text of its kind holds.
type Shapes []Shape

// Shape is one or more patterns with what their texts have in common.
type Shape struct {
	Holds    []string // one of these stands in every such text, written in small letters
	Whole    []string // the whole text is one of these patterns
	once     sync.Once
	compiled *regexp.Regexp
}

// Match tells whether a text has one of the shapes.
func (s Shapes) Match(text string) bool {
	small := strings.ToLower(text)
	for i := range s {
		if s[i].matches(text, small) {
			return true
		}
	}
	return false
}

func (s *Shape) matches(text, small string) bool {
	if !slices.ContainsFunc(s.Holds, func(word string) bool { return strings.Contains(small, word) }) {
		return false
	}
	s.once.Do(func() { s.compiled = regexp.MustCompile(`(?i)^(?:` + strings.Join(s.Whole, "|") + `)$`) })
	return s.compiled.MatchString(text)
}
