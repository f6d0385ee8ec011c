package pyscan

import "github.com/authkit-cli/authkit/streamlit/pytoken"

// readImports reads by which names streamlit and what is in it go.
func (s *scanner) readImports() {
	for i, t := range s.tokens.Each() {
		if t.Kind != pytoken.Name || !s.startsStatement(i) {
			continue
		}
		switch t.Value() {
		case "import":
			s.importModules(i + 1)
		case "from":
			s.importFrom(i + 1)
		}
	}
}

// importModules reads what is behind import.
func (s *scanner) importModules(j int) {
	at := s.at(j - 1).Place.Position()
	for s.at(j).Kind == pytoken.Name {
		top := s.at(j).Value()
		known, whole := top, true
		for j++; s.is(j, ".") && s.at(j+1).Kind == pytoken.Name; j += 2 {
			whole = false
		}
		if s.is(j, "as") && s.at(j+1).Kind == pytoken.Name {
			known = s.at(j + 1).Value()
			j += 2
		} else {
			whole = true // import streamlit.web gives streamlit
		}
		switch {
		case top != "streamlit":
			s.bound[known]++
		case whole:
			s.scan.ImportsStreamlit = true
			s.modules[known] = true
		default:
			s.scan.ImportsStreamlit = true
			s.bound[known]++
		}
		s.foreign(top, at)
		if !s.is(j, ",") {
			return
		}
		j++
	}
}

// everything that matters here of what from streamlit import * brings.
var everything = []string{"login", "logout", "user", "experimental_user", "query_params", "experimental_get_query_params"}

// importFrom reads what is behind from.
func (s *scanner) importFrom(j int) {
	at, module := s.at(j-1).Place.Position(), s.at(j)
	if module.Kind == pytoken.Name {
		s.foreign(module.Value(), at)
	}
	own := module.Kind == pytoken.Name && module.Value() == "streamlit"
	s.scan.ImportsStreamlit = s.scan.ImportsStreamlit || own
	own = own && (s.is(j+1, "import") || s.is(j+1, ".") && s.is(j+2, "starlette") && s.is(j+3, "import")) // where st.App comes from
	for !s.is(j, "import") {
		if s.endsStatement(j) {
			return
		}
		s.extends = s.extends || s.is(j, "oidc_mixin")
		j++
	}
	for j++; !s.endsStatement(j); j++ {
		if own && s.is(j, "*") {
			for _, original := range everything {
				s.names[original] = original
			}
			return
		}
		if s.is(j, "*") {
			for known := range s.taken {
				s.take(known)
			}
			return
		}
		if s.at(j).Kind != pytoken.Name {
			continue
		}
		original, known := s.at(j).Value(), s.at(j).Value()
		if s.is(j+1, "as") {
			known = s.at(j + 2).Value()
			j += 2
		}
		if own && original == "streamlit" { // which holds itself under its own name
			s.modules[known] = true
		} else if own {
			s.names[known] = original
		} else if !s.take(known) {
			s.bound[known]++
		}
	}
}
