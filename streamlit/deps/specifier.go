package deps

import (
	"errors"
	"iter"
	"slices"
	"strings"
)

// Specifier says which versions a requirement accepts. The zero Specifier accepts any.
type Specifier struct {
	every []alternatives // each must accept
}

// alternatives are lists of clauses of which one must hold in full; Poetry and
// conda know "or", PEP 440 does not.
type alternatives [][]clause

type clause struct {
	operator string // == != <= >= < > ~= ===
	version  Version
	prefix   bool   // ==1.42.* and !=1.42.*
	exact    string // what === compares
}

// maxClauses bounds one specifier; people write two or three.
const maxClauses = 50

var errSpecifier = errors.New("parse version specifier: not a list such as >=1.42,<2")

// Longer ones stand before those they begin with.
var operators = [...]string{"===", "==", "~=", "!=", "<=", ">=", "<", ">"}

// ParseSpecifier reads a version specifier of PEP 440: clauses joined by commas.
func ParseSpecifier(text string) (Specifier, error) {
	var all []clause
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		c, err := parseClause(part)
		if err != nil {
			return Specifier{}, err
		}
		if all = append(all, c); len(all) > maxClauses {
			return Specifier{}, errSpecifier
		}
	}
	if len(all) == 0 {
		return Specifier{}, nil
	}
	return Specifier{[]alternatives{{all}}}, nil
}

// specifier is ParseSpecifier for the constants of this package.
func specifier(text string) Specifier {
	s, err := ParseSpecifier(text)
	if err != nil {
		panic("deps: " + text)
	}
	return s
}

func parseClause(text string) (clause, error) {
	const space = " \t\n\f\r"
	text = strings.Trim(text, space)
	at := slices.IndexFunc(operators[:], func(o string) bool { return strings.HasPrefix(text, o) })
	if at < 0 {
		return clause{}, errSpecifier
	}
	number := strings.TrimLeft(text[len(operators[at]):], space)
	if number == "" || strings.ContainsAny(number, space) {
		return clause{}, errSpecifier
	}
	c := clause{operator: operators[at], exact: number}
	if c.operator == "===" {
		c.version, _ = ParseVersion(number)
		return c, nil
	}
	if c.operator == "==" || c.operator == "!=" {
		number, c.prefix = strings.CutSuffix(number, ".*")
	}
	var err error
	if c.version, err = ParseVersion(number); err != nil {
		return clause{}, errSpecifier
	}
	exactOnly := len(c.version.local) > 0
	switch {
	case c.operator == "~=" && c.version.parts < 2,
		exactOnly && (c.prefix || c.operator != "==" && c.operator != "!="),
		c.prefix && (c.version.IsPrerelease() || c.version.post >= 0):
		return clause{}, errSpecifier
	}
	return c, nil
}

// String is the clause as PEP 440 writes it.
func (c clause) String() string {
	switch {
	case c.operator == "===":
		return c.operator + c.exact
	case c.prefix:
		return c.operator + c.version.String() + ".*"
	}
	return c.operator + c.version.String()
}

// Contains tells whether v is accepted. Whether pre-releases are wanted at all is not asked here.
func (s Specifier) Contains(v Version) bool {
	for _, either := range s.every {
		if !slices.ContainsFunc(either, func(all []clause) bool { return holds(all, v) }) {
			return false
		}
	}
	return true
}

func holds(all []clause, v Version) bool {
	return !slices.ContainsFunc(all, func(c clause) bool { return !c.accepts(v) })
}

// accepts follows "Version specifiers" of PEP 440, clause by clause.
func (c clause) accepts(v Version) bool {
	switch c.operator {
	case "===":
		return strings.EqualFold(c.exact, v.String())
	case "==":
		return c.equals(v)
	case "!=":
		return !c.equals(v)
	case "<=":
		return v.public().Compare(c.version) <= 0
	case ">=":
		return v.public().Compare(c.version) >= 0
	case "~=":
		prefix := c.version.base()
		prefix.parts = c.version.parts - 1
		return v.public().Compare(c.version) >= 0 && hasPrefix(v, prefix)
	case "<":
		if v.Compare(c.version) >= 0 {
			return false
		}
		return c.version.IsPrerelease() || !v.IsPrerelease() || v.base().Compare(c.version.base()) != 0
	case ">":
		if v.Compare(c.version) <= 0 {
			return false
		}
		sameBase := v.base().Compare(c.version.base()) == 0
		return !(sameBase && (v.post >= 0 && c.version.post < 0 || len(v.local) > 0))
	}
	return false
}

func (c clause) equals(v Version) bool {
	if c.prefix {
		return hasPrefix(v, c.version)
	}
	if len(c.version.local) == 0 {
		v = v.public()
	}
	return v.Compare(c.version) == 0
}

// hasPrefix compares as many numbers as prefix was written with; missing ones are zero.
func hasPrefix(v, prefix Version) bool {
	if v.epoch != prefix.epoch {
		return false
	}
	for i := range prefix.parts {
		if number(v.release, i) != number(prefix.release, i) {
			return false
		}
	}
	return true
}

func number(release []int, i int) int {
	if i < len(release) {
		return release[i]
	}
	return 0
}

// And accepts what both accept.
func (s Specifier) And(other Specifier) Specifier {
	return Specifier{append(slices.Clip(s.every), other.every...)}
}

// clauses are all that stand anywhere in the specifier.
func (s Specifier) clauses() iter.Seq[clause] {
	return func(yield func(clause) bool) {
		for _, either := range s.every {
			for _, all := range either {
				for _, c := range all {
					if !yield(c) {
						return
					}
				}
			}
		}
	}
}

// exact is the one version a specifier pins, if it does.
func (s Specifier) exact() (Version, bool) {
	for _, either := range s.every {
		if len(either) != 1 {
			continue
		}
		for _, c := range either[0] {
			if (c.operator == "==" && !c.prefix || c.operator == "===") && !c.version.IsZero() {
				return c.version, true
			}
		}
	}
	return Version{}, false
}

// wantsPrereleases: a clause that names a pre-release asks for them (PEP 440, "Handling of pre-releases").
func (s Specifier) wantsPrereleases() bool {
	for c := range s.clauses() {
		if c.operator != "!=" && c.version.IsPrerelease() {
			return true
		}
	}
	return false
}

// endless: no clause keeps the newest release out.
func (s Specifier) endless() bool {
	for c := range s.clauses() {
		if c.operator != ">=" && c.operator != ">" && c.operator != "!=" {
			return false
		}
	}
	return true
}

// notBelow tells whether all that s accepts is v or newer.
func (s Specifier) notBelow(v Version) bool {
	starts := func(c clause) bool {
		return c.operator != "!=" && c.operator != "<" && c.operator != "<=" && !c.version.IsZero() && c.version.Compare(v) >= 0
	}
	return slices.ContainsFunc(s.every, func(either alternatives) bool {
		return !slices.ContainsFunc(either, func(all []clause) bool { return !slices.ContainsFunc(all, starts) })
	})
}
