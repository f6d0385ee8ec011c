package pyapp

// readImports reads by which names streamlit and what is in it go.
func (s *scanner) readImports() {
	for i, t := range s.tokens.each() {
		if t.kind != name || !s.startsStatement(i) {
			continue
		}
		switch t.value() {
		case "import":
			s.importModules(i + 1)
		case "from":
			s.importFrom(i + 1)
		}
	}
}

// importModules reads what is behind import.
func (s *scanner) importModules(j int) {
	at := s.at(j - 1).place.position()
	for s.at(j).kind == name {
		top := s.at(j).value()
		known, whole := top, true
		for j++; s.is(j, ".") && s.at(j+1).kind == name; j += 2 {
			whole = false
		}
		if s.is(j, "as") && s.at(j+1).kind == name {
			known = s.at(j + 1).value()
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
	at, module := s.at(j-1).place.position(), s.at(j)
	if module.kind == name {
		s.foreign(module.value(), at)
	}
	own := module.kind == name && module.value() == "streamlit"
	s.scan.ImportsStreamlit = s.scan.ImportsStreamlit || own
	own = own && (s.is(j+1, "import") || s.is(j+1, ".") && s.is(j+2, "starlette") && s.is(j+3, "import")) // where st.App comes from
	for !s.is(j, "import") {
		if s.endsStatement(j) {
			return
		}
		j++
	}
	for j++; !s.endsStatement(j); j++ {
		if own && s.is(j, "*") {
			for _, original := range everything {
				s.names[original] = original
			}
			return
		}
		if s.at(j).kind != name {
			continue
		}
		original, known := s.at(j).value(), s.at(j).value()
		if s.is(j+1, "as") {
			known = s.at(j + 2).value()
			j += 2
		}
		if own {
			s.names[known] = original
		} else {
			s.bound[known]++
		}
	}
}
