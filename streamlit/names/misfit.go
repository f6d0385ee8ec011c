package names

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/internal/spoken"
)

// Parameter is one of a function, by its name; "*", "*name" and "**name" stand among them as in its def.
type Parameter struct {
	Name     string
	Optional bool
}

// Misfit tells why a function with these parameters refuses arguments; empty: it takes them.
// taken is how many of the first ones Python gives by itself: self, cls.
func Misfit(all []Parameter, given []Argument, taken int) (message, fix string) {
	ordered, byName, more, any := sorted(all)
	count := taken
	for _, one := range given {
		if one.Keyword == "" {
			count++
		}
	}
	set := map[string]bool{}
	if over := count - len(ordered); over > 0 && !more {
		if len(byName) > 0 && over <= count-taken {
			return "takes " + byName[0].Name + " by its name only, and gets an argument without a name", "write " + byName[0].Name + "= before that argument"
		}
		return fmt.Sprintf("takes %s at most, and is called with %d", spoken.Count(max(len(ordered)-taken, 0), "argument"), count-taken), "call it with what its def names, or give the def more parameters"
	}
	named := slices.Concat(ordered[min(taken, len(ordered)):], byName)
	for _, one := range given {
		is := func(p Parameter) bool { return p.Name == one.Keyword }
		switch {
		case one.Keyword == "":
		case slices.ContainsFunc(ordered[:min(count, len(ordered))], is):
			return "gets " + one.Keyword + " twice", "take one of the two away"
		case !slices.ContainsFunc(named, is) && !any:
			fix = "call it with what its def names"
			if near := spelling.Nearest(one.Keyword, namesOf(named)); near != "" {
				fix = "write " + near
			}
			return "has no parameter " + one.Keyword, fix
		}
		set[one.Keyword] = true
	}
	for _, one := range slices.Concat(ordered[min(count, len(ordered)):], byName) {
		if !one.Optional && !set[one.Name] {
			return "is called without " + one.Name, "give it " + one.Name + " here, or give that parameter a default in the def"
		}
	}
	return "", ""
}

// sorted are the parameters that may be given in order, and those by name only; more, any: it
// takes any number of the former, or any other names.
func sorted(all []Parameter) (ordered, byName []Parameter, more, any bool) {
	for _, one := range all {
		switch {
		case strings.HasPrefix(one.Name, "**"):
			any = true
		case one.Name == "*":
			byName = []Parameter{}
		case strings.HasPrefix(one.Name, "*"):
			more, byName = true, []Parameter{}
		case byName != nil:
			byName = append(byName, one)
		default:
			ordered = append(ordered, one)
		}
	}
	return ordered, byName, more, any
}

func namesOf(all []Parameter) (names []string) {
	for _, one := range all {
		names = append(names, one.Name)
	}
	return names
}
