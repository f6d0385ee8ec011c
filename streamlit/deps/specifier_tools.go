package deps

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// parsePoetrySpecifier reads Poetry's own constraint language: carets, tildes,
// bare versions, "*", and "||" between alternatives
// (https://python-poetry.org/docs/dependency-specification/).
func parsePoetrySpecifier(text string) (Specifier, error) {
	return parseAlternatives(text, func(part string) ([]clause, error) {
		switch {
		case part == "*":
			return nil, nil
		case strings.HasPrefix(part, "^"):
			return caret(part[1:])
		case strings.HasPrefix(part, "~") && !strings.HasPrefix(part, "~="):
			return tilde(part[1:])
		case part[0] >= '0' && part[0] <= '9' || part[0] == 'v':
			return clauses("==" + part)
		}
		return clauses(part)
	})
}

// parseCondaSpecifier reads conda's match specification: "=1.42" means any
// 1.42.*, a bare version is exact unless it ends in a star, "|" is or
// (https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html).
func parseCondaSpecifier(text string) (Specifier, error) {
	text = strings.TrimSpace(text)
	if text == "" || text == "*" {
		return Specifier{}, nil
	}
	return parseAlternatives(text, func(part string) ([]clause, error) {
		switch {
		case part == "*":
			return nil, nil
		case strings.HasPrefix(part, "==") || strings.HasPrefix(part, "!=") || strings.HasPrefix(part, "~=") ||
			part[0] == '<' || part[0] == '>':
			return clauses(condaStar(part))
		case part[0] == '=':
			number, _, _ := strings.Cut(part[1:], "=") // what follows a second "=" is a build, not a version
			return clauses("==" + strings.TrimSuffix(strings.TrimSuffix(number, "*"), ".") + ".*")
		}
		number, _, _ := strings.Cut(part, "=")
		return clauses(condaStar("==" + number))
	})
}

// condaStar turns ==1.42* into ==1.42.*, and drops the star conda allows after other comparisons.
func condaStar(part string) string {
	number, starred := strings.CutSuffix(part, "*")
	if !starred {
		return part
	}
	number = strings.TrimSuffix(number, ".")
	if strings.HasPrefix(part, "==") || strings.HasPrefix(part, "!=") {
		return number + ".*"
	}
	return number
}

func clauses(part string) ([]clause, error) {
	c, err := parseClause(part)
	return []clause{c}, err
}

var (
	orSign    = lazy.Regexp{Pattern: `\s*\|\|?\s*`}
	andSign   = lazy.Regexp{Pattern: `\s*,\s*|\s+`}
	afterSign = lazy.Regexp{Pattern: `([<>=!~^]=?=?)\s+`}
)

func parseAlternatives(text string, one func(string) ([]clause, error)) (Specifier, error) {
	var either alternatives
	for _, alternative := range orSign.Get().Split(strings.TrimSpace(text), -1) {
		var all []clause
		alternative = afterSign.Get().ReplaceAllString(alternative, "$1")
		for _, part := range andSign.Get().Split(strings.TrimSpace(alternative), -1) {
			if part == "" {
				continue
			}
			c, err := one(part)
			if err != nil {
				return Specifier{}, err
			}
			all = append(all, c...)
		}
		if len(all) == 0 {
			return Specifier{}, nil // one alternative accepts anything, so all together do
		}
		if len(all) > maxClauses || len(either) > maxClauses {
			return Specifier{}, errSpecifier
		}
		either = append(either, all)
	}
	return Specifier{[]alternatives{either}}, nil
}

// caret: up to the next change of the first number that is not zero.
func caret(text string) ([]clause, error) {
	v, err := ParseVersion(text)
	if err != nil {
		return nil, errSpecifier
	}
	at := 0
	for at < v.parts-1 && number(v.release, at) == 0 {
		at++
	}
	return between(v, at), nil
}

// tilde: up to the next minor version, or major when only that is written.
func tilde(text string) ([]clause, error) {
	v, err := ParseVersion(text)
	if err != nil {
		return nil, errSpecifier
	}
	return between(v, min(1, v.parts-1)), nil
}

func between(v Version, raised int) []clause {
	var upper []string
	for i := 0; i <= raised; i++ {
		n := number(v.release, i)
		if i == raised {
			n++
		}
		upper = append(upper, fmt.Sprint(n))
	}
	return []clause{
		{operator: ">=", version: v},
		{operator: "<", version: version(strings.Join(upper, "."))},
	}
}
