// Package lazy keeps work out of start-up: most commands need few of the
// patterns the packages hold, and compiling them all costs milliseconds.
package lazy

import (
	"regexp"
	"strings"
	"sync"
)

// Regexp is a pattern that is compiled when it is first used. A variable of this
// type with a constant Pattern costs nothing at start-up, not even a function
// that makes it. A pattern that does not compile panics when it is used, so tests
// have to use every one.
type Regexp struct {
	Pattern  string
	once     sync.Once
	compiled *regexp.Regexp
}

// Get returns the compiled pattern.
func (r *Regexp) Get() *regexp.Regexp {
	r.once.Do(func() { r.compiled = regexp.MustCompile(r.Pattern) })
	return r.compiled
}

// Replacer replaces texts by others, given in pairs of old and new. A variable of
// this type costs nothing at start-up, which strings.NewReplacer does.
type Replacer struct {
	Pairs []string
	once  sync.Once
	made  *strings.Replacer
}

// Replace returns the text with all replaced.
func (r *Replacer) Replace(text string) string {
	r.once.Do(func() { r.made = strings.NewReplacer(r.Pairs...) })
	return r.made.Replace(text)
}

// Value is what Make makes when it is first asked for. A variable of this type
// whose Make uses nothing but package-level things costs nothing at start-up,
// which a map, or sync.OnceValue, does.
type Value[T any] struct {
	Make func() T
	once sync.Once
	made T
}

// Get returns the value.
func (v *Value[T]) Get() T {
	v.once.Do(func() { v.made = v.Make() })
	return v.made
}
