package pyscan

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// uses collects what a file takes from other files: the modules it imports
// (lib.auth, as lib/auth) and the scripts it names in strings (views/home.py).
func (s *scanner) uses() {
	for i, t := range s.tokens.Each() {
		switch {
		case s.imported > maxImports:
			return
		case t.Kind == pytoken.Text && strings.HasSuffix(t.Value(), ".py"):
			s.scan.Scripts = append(s.scan.Scripts, path.Clean(strings.ReplaceAll(t.Value(), `\`, "/")))
		case !s.startsStatement(i):
		case s.is(i, "import"):
			for j := i + 1; s.at(j).Kind == pytoken.Name; j++ {
				module := ""
				module, j = s.module(j)
				s.addImport(module)
				if s.is(j, "as") {
					j += 2
				}
				if !s.is(j, ",") {
					break
				}
			}
		case s.is(i, "from"):
			j := i + 1
			for s.at(j).Kind == pytoken.Operator && strings.Trim(s.at(j).Value(), ".") == "" {
				j++
			}
			up := strings.Repeat("../", max(s.dots(i+1, j)-1, 0))
			relative := j > i+1
			from, j := s.module(j)
			add := func(module string) {
				if s.addImport(module); relative && s.imported <= maxImports {
					s.scan.Near = append(s.scan.Near, up+module)
				}
			}
			if from != "" {
				add(from)
			}
			if !s.is(j, "import") {
				continue
			}
			for j++; !s.endsStatement(j) && s.imported <= maxImports; j++ {
				if s.at(j).Kind == pytoken.Name && !s.is(j-1, "as") && !s.is(j, "as") {
					add(path.Join(from, s.at(j).Value()))
				}
			}
		}
	}
}

// dots are how many there are in some tokens: from ..lib has two.
func (s *scanner) dots(start, end int) (number int) {
	for i := start; i < end; i++ {
		number += len(s.at(i).Value())
	}
	return number
}

// maxImports bounds the names of all modules that one file imports, in bytes.
const maxImports = 1 << 20

func (s *scanner) addImport(module string) {
	if s.imported += len(module); s.imported <= maxImports {
		s.scan.Imports = append(s.scan.Imports, module)
	}
}

// module reads a dotted name, with slashes for its dots; end is behind it.
func (s *scanner) module(i int) (module string, end int) {
	if s.at(i).Kind != pytoken.Name || s.is(i, "import") {
		return "", i
	}
	var parts strings.Builder
	parts.WriteString(s.at(i).Value())
	for i++; s.is(i, ".") && s.at(i+1).Kind == pytoken.Name; i += 2 {
		if parts.Len() <= pytoken.LongestName {
			parts.WriteString("/" + s.at(i+1).Value())
		}
	}
	return parts.String(), i
}

// Starts tells whether a source starts a script with secrets of its own.
func Starts(source []byte, script string) bool {
	if !bytes.Contains(source, []byte("App(")) || !bytes.Contains(source, []byte("secrets")) {
		return false
	}
	tokens, err := pytoken.Lex(source)
	if err != nil {
		return false
	}
	s := newScanner(tokens)
	s.readImports()
	return s.walk() == nil && len(s.scan.AppSecrets) > 0 && slices.ContainsFunc(s.scan.Scripts, func(s string) bool { return path.Base(s) == path.Base(script) })
}
