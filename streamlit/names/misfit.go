package names

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/internal/spoken"
)

// Misfit tells why a function with these parameters refuses arguments; empty: it takes them, or has
// parameters with stars. bound: its first one is what it is called on.
func Misfit(all []string, optional func(int) bool, given []Argument, bound bool) (message, fix string) {
	taken := 0
	if slices.ContainsFunc(all, func(name string) bool { return strings.HasPrefix(name, "*") }) {
		return "", ""
	}
	if bound {
		taken = 1
	}
	count := taken
	for _, one := range given {
		if one.Keyword == "" {
			count++
		}
	}
	if count > len(all) {
		if bound && (len(all) == 0 || all[0] != "self") {
			return "is called on a thing of its class, and its first parameter is not self", "write self as its first parameter"
		}
		return fmt.Sprintf("takes %s at most, and is called with %d", spoken.Count(len(all)-taken, "argument"), count-taken), "call it with what its def names, or give the def more parameters"
	}
	set := map[string]bool{}
	for _, one := range given {
		switch at := slices.Index(all, one.Keyword); {
		case one.Keyword == "":
		case at < 0:
			fix = "call it with what its def names"
			if near := spelling.Nearest(one.Keyword, all[taken:]); near != "" {
				fix = "write " + near
			}
			return "has no parameter " + one.Keyword, fix
		case at < count:
			return "gets " + one.Keyword + " twice", "take one of the two away"
		}
		set[one.Keyword] = true
	}
	for i := count; i < len(all); i++ {
		if !optional(i) && !set[all[i]] {
			return "is called without " + all[i], "give it " + all[i] + " here, or give that parameter a default in the def"
		}
	}
	return "", ""
}
