// Package lazy keeps work out of start-up: most commands need few of the
// patterns the packages hold, and compiling them all costs milliseconds.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp compiles a pattern when it is first used. A pattern that does not
// compile panics then, so tests have to use every one.
func Regexp(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
