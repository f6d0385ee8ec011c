package dockerfile

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Variable is what ENV gives a name.
type Variable struct {
	Name  string
	Value string // without quotes; variables in it stand as they are written
}

var (
	pair  = lazy.Regexp{Pattern: `([A-Za-z_]\w*)=((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])*)`}
	piece = lazy.Regexp{Pattern: `"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)`}
)

// Env takes the arguments of ENV apart, in either form.
func Env(arguments string) (all []Variable) {
	if end := strings.IndexAny(arguments, " \t"); end > 0 && !strings.Contains(arguments[:end], "=") {
		return []Variable{{arguments[:end], strings.Trim(strings.TrimSpace(arguments[end:]), `"`)}}
	}
	for _, m := range pair.Get().FindAllStringSubmatch(arguments, -1) {
		value := piece.Get().ReplaceAllStringFunc(m[2], func(quoted string) string {
			switch quoted[0] {
			case '\'':
				return quoted[1 : len(quoted)-1]
			case '"':
				return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(quoted[1 : len(quoted)-1])
			}
			return quoted[1:]
		})
		all = append(all, Variable{m[1], value})
	}
	return all
}
