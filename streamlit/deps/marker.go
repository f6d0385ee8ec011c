package deps

import (
	"errors"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// truth is what a marker comes to where the place of installation is not known.
type truth uint8

const (
	depends truth = iota // true in some places, false in others
	always
	never
)

var errMarker = errors.New("parse environment marker")

// maxMarker bounds a marker, and with it how deep its brackets go, in bytes.
const maxMarker = 4096

// pythons are the Python versions an app may be installed with today, and
// platforms the systems; a marker that is the same in all of them is decided.
var (
	pythons   = []string{"3.10", "3.11", "3.12", "3.13", "3.14"}
	platforms = lazy.Value[[]map[string]string]{Make: func() []map[string]string {
		return []map[string]string{
			{"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
			{"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
			{"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
		}
	}}
)

// evaluateMarker decides an environment marker (PEP 508). python is the
// project's own minor version when it names one. Extras are not asked for, so
// a comparison with extra is false. Variables that vary within a platform
// (platform_machine and the like) leave a marker undecided.
func evaluateMarker(text string, python Version) (truth, error) {
	if strings.TrimSpace(text) == "" {
		return always, nil
	}
	if len(text) > maxMarker {
		return depends, errMarker
	}
	tokens, err := markerTokens(text)
	if err != nil {
		return depends, err
	}
	versions := pythons
	if !python.IsZero() {
		versions = []string{python.String()}
	}
	result := truth(255)
	for _, platform := range platforms.Get() {
		for _, v := range versions {
			p := markerParser{tokens: tokens, platform: platform, python: v}
			got, err := p.or()
			if err == nil && p.at != len(tokens) {
				err = errMarker
			}
			if err != nil {
				return depends, err
			}
			if result != 255 && result != got {
				return depends, nil
			}
			result = got
		}
	}
	return result, nil
}

var markerToken = lazy.Regexp{Pattern: `^\s*(\(|\)|"[^"]*"|'[^']*'|===|==|~=|!=|<=|>=|<|>|[A-Za-z_][A-Za-z0-9_.]*)`}

func markerTokens(text string) ([]string, error) {
	var tokens []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		m := markerToken.Get().FindStringSubmatch(text)
		if m == nil {
			return nil, errMarker
		}
		tokens = append(tokens, m[1])
		text = text[len(m[0]):]
	}
	return tokens, nil
}

type markerParser struct {
	tokens   []string
	at       int
	platform map[string]string
	python   string
}

func (p *markerParser) next() string {
	if p.at >= len(p.tokens) {
		return ""
	}
	p.at++
	return p.tokens[p.at-1]
}

func (p *markerParser) take(word string) bool {
	if p.at < len(p.tokens) && p.tokens[p.at] == word {
		p.at++
		return true
	}
	return false
}

func (p *markerParser) or() (truth, error) {
	result, err := p.and()
	for err == nil && p.take("or") {
		var right truth
		right, err = p.and()
		switch {
		case result == always || right == always:
			result = always
		case result == depends || right == depends:
			result = depends
		}
	}
	return result, err
}

func (p *markerParser) and() (truth, error) {
	result, err := p.comparison()
	for err == nil && p.take("and") {
		var right truth
		right, err = p.comparison()
		switch {
		case result == never || right == never:
			result = never
		case result == depends || right == depends:
			result = depends
		}
	}
	return result, err
}

func (p *markerParser) comparison() (truth, error) {
	if p.take("(") {
		result, err := p.or()
		if err == nil && !p.take(")") {
			err = errMarker
		}
		return result, err
	}
	left, operator := p.next(), p.next()
	if operator == "not" && p.take("in") {
		operator = "not in"
	}
	right := p.next()
	if right == "" || !slices.Contains([]string{"===", "==", "~=", "!=", "<=", ">=", "<", ">", "in", "not in"}, operator) {
		return depends, errMarker
	}
	name, literal, swapped := left, right, false
	if quoted(left) {
		name, literal, swapped = right, left, true
	}
	if !quoted(literal) || quoted(name) {
		return depends, errMarker
	}
	return p.decide(name, operator, literal[1:len(literal)-1], swapped), nil
}

func quoted(token string) bool { return token[0] == '"' || token[0] == '\'' }

func (p *markerParser) decide(name, operator, literal string, swapped bool) truth {
	switch name {
	case "extra":
		return never
	case "python_version", "python_full_version":
		if operator == "in" || operator == "not in" {
			return depends
		}
		if swapped {
			operator = mirrored(operator)
		}
		c, err := parseClause(operator + literal)
		if err != nil {
			return depends
		}
		// A patch level decides only within one minor version, and which one is not known.
		if name == "python_full_version" && c.version.parts > 2 && hasPrefix(c.version, version(p.python)) {
			return depends
		}
		return truthOf(c.accepts(version(p.python)))
	case "implementation_name":
		return compareText("cpython", operator, literal, swapped)
	case "platform_python_implementation":
		return compareText("CPython", operator, literal, swapped)
	}
	if value, known := p.platform[name]; known {
		return compareText(value, operator, literal, swapped)
	}
	return depends
}

func mirrored(operator string) string {
	if swap, ok := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[operator]; ok {
		return swap
	}
	return operator
}

func compareText(value, operator, literal string, swapped bool) truth {
	left, right := value, literal
	if swapped {
		left, right = literal, value
	}
	switch operator {
	case "==", "===":
		return truthOf(left == right)
	case "!=":
		return truthOf(left != right)
	case "in":
		return truthOf(strings.Contains(right, left))
	case "not in":
		return truthOf(!strings.Contains(right, left))
	}
	return depends
}

func truthOf(b bool) truth {
	if b {
		return always
	}
	return never
}
