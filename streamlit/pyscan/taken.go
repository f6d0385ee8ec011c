package pyscan

import (
	"maps"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// take has a name stand for what another file of the app gives under it.
func (s *scanner) take(known string) bool {
	what, is := s.taken[known]
	switch {
	case !is:
		return false
	case what == "":
		s.modules[known] = true
	default:
		s.names[known] = what
	}
	s.scan.ImportsStreamlit = true
	return true
}

// importedHere tells whether a value is __import__("streamlit") or
// importlib.import_module("streamlit"), and nothing else.
func (s *scanner) importedHere(i int) bool {
	if s.is(i, "importlib") && s.is(i+1, ".") {
		i += 2
	}
	is := s.is(i, "__import__", "import_module") && s.is(i+1, "(") && s.at(i+2).Kind == pytoken.Text && s.at(i+2).Value() == "streamlit" && s.is(i+3, ")")
	s.scan.ImportsStreamlit = s.scan.ImportsStreamlit || is
	return is
}

// Gives are the names under which other files may take streamlit from this one (empty) or
// what is in it ("login"). What a name that gets other values stands for is not known.
func (f Found) Gives() map[string]string {
	made := map[string]string{}
	for name := range f.Modules {
		made[name] = ""
	}
	maps.Copy(made, f.Names)
	maps.Copy(made, f.Copies)
	for name := range made {
		if f.Bound[name] > 0 && f.Copies[name] == "" {
			delete(made, name)
		}
	}
	return made
}
