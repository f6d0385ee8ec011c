package deps

import (
	"errors"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Requirement is one line, string or key that asks for a package.
type Requirement struct {
	Name      string // normalised: lower case, hyphens (PEP 503)
	Extras    []string
	Specifier Specifier
	Direct    bool   // asks for an address, a folder or a repository in place of versions
	Marker    string // the environment marker, as written
	Group     string // the optional extra or group it belongs to; empty: installed with the project

	File         string // slash path
	Line, Column int    // 1-based, Column in characters

	form form // how it is written
	text span // the bytes of name, extras and versions in the file; empty: not to be edited
}

// form is the syntax a requirement is written in.
type form uint8

const (
	formLine   form = iota // PEP 508: a line of requirements.txt, an array entry of pyproject.toml, a pip entry of environment.yml
	formPoetry             // streamlit = "^1.42" or { version = "^1.42", extras = ["auth"] }
	formConda              // - streamlit=1.42
)

// span is a range of bytes of a file.
type span struct{ start, end int }

func (s span) empty() bool { return s.end <= s.start }

var errRequirement = errors.New("parse requirement: not a line such as streamlit[auth]>=1.59.1")

// The name and extras of PEP 508; what follows is taken apart by hand.
var requirementForm = lazy.Regexp{Pattern: `^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*`}

// ParseRequirement reads a requirement of PEP 508: name, extras, versions or
// address, and marker. It does not decide the marker.
func ParseRequirement(text string) (Requirement, error) {
	r, _, err := parseRequirement(text)
	return r, err
}

// parseRequirement also returns where name, extras and versions stand in text.
func parseRequirement(text string) (Requirement, span, error) {
	m := requirementForm.Get().FindStringSubmatchIndex(text)
	if m == nil {
		return Requirement{}, span{}, errRequirement
	}
	r := Requirement{Name: normalName(text[m[2]:m[3]])}
	if r.Name == "streamlit-nightly" { // the same modules, built each night
		r.Name = "streamlit"
	}
	at := span{m[2], m[1]}
	if m[4] >= 0 {
		extras, err := parseExtras(text[m[4]:m[5]])
		if err != nil {
			return Requirement{}, span{}, err
		}
		r.Extras = extras
	}
	rest := text[m[1]:]
	if strings.HasPrefix(rest, "@") {
		r.Direct = true
		if _, marker, found := strings.Cut(rest, " ;"); found {
			r.Marker = strings.TrimSpace(marker)
		}
		return r, span{}, nil
	}
	versions, marker, _ := strings.Cut(rest, ";")
	r.Marker = strings.TrimSpace(marker)
	at.end = m[1] + len(strings.TrimRight(versions, " \t"))
	at.end = max(at.end, len(strings.TrimRight(text[:m[1]], " \t")))
	if strings.TrimSpace(versions) == "" {
		at.end = len(strings.TrimRight(text[:m[1]], " \t"))
	}
	versions = strings.TrimSpace(versions)
	if strings.HasPrefix(versions, "(") && strings.HasSuffix(versions, ")") {
		versions = versions[1 : len(versions)-1]
	}
	specifier, err := ParseSpecifier(versions)
	if err != nil {
		return Requirement{}, span{}, err
	}
	r.Specifier = specifier
	return r, at, nil
}

func parseExtras(text string) ([]string, error) {
	var extras []string
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if !isName(part) {
			return nil, errRequirement
		}
		extras = append(extras, normalName(part))
	}
	return extras, nil
}

// isName tells whether a text has the form of a name (PEP 508).
func isName(text string) bool {
	const signs = "-_."
	return strings.Trim(text, letters+digits+signs) == "" && text != "" && strings.Trim(text, signs) == text
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

var nameSigns = lazy.Regexp{Pattern: `[-_.]+`}

// normalName is PEP 503's comparison form: Authlib and authlib are one package.
func normalName(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if !strings.ContainsAny(name, "-_.") {
		return name
	}
	return nameSigns.Get().ReplaceAllString(name, "-")
}
