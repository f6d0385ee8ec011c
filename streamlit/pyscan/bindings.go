package pyscan

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// bindings counts how often statements other than imports give a name a value.
// It rather counts too much: a name that is counted is not judged by.
func (s *scanner) bindings() {
	start := 0 // of the statement or the part of one behind a colon
	for i, t := range s.tokens.Each() {
		switch {
		case t.Kind == pytoken.Newline || s.is(i, ":") && s.at(i).Depth == 0:
			if s.at(start).Kind == pytoken.Name && i == start+1 && t.Kind != pytoken.Newline && !slices.Contains(blockWords, s.at(start).Value()) {
				s.bind(start, i) // NAME: annotation
			}
			s.assigned(start, i)
			start = i + 1
		case s.is(i, ":=") && s.at(i-1).Kind == pytoken.Name:
			s.bind(i-1, i)
		case s.is(i, "def", "class"):
			s.bound[s.at(i+1).Value()]++
			if s.is(i+2, "(") && s.is(i, "def") {
				_, end := s.inside(i + 2)
				s.parameters(i+2, end)
			}
		case s.is(i, "lambda"):
			s.parameters(i, s.next(i, ":"))
		case s.is(i, "for"):
			s.bind(i+1, s.next(i, "in"))
		case s.is(i, "as") && !s.at(i).Imported:
			s.bind(i+1, i+2)
		}
	}
	for name, count := range s.lent {
		if s.isStreamlit(name) {
			s.modules[name], s.scan.ImportsStreamlit = true, true
		} else {
			s.bound[name] += count
		}
	}
}

// usual are the names by which people hand on the module itself.
var usual = []string{"st", "streamlit", "st_module", "streamlit_module", "_st", "st_", "st_mod", "stmod"}

// isStreamlit tells whether a parameter called st surely is that: all that the file takes
// of it is Streamlit's, and some of it is nobody else's, or the file imports it by that name.
func (s *scanner) isStreamlit(name string) bool {
	own := s.modules[name]
	for i := range s.tokens.Each() {
		if !s.is(i, name) || s.at(i).Kind != pytoken.Name || s.is(i-1, ".") || !s.is(i+1, ".") {
			continue
		}
		member := s.at(i + 2).Value()
		if !names.IsMember(member) {
			return false
		}
		own = own || slices.Contains(nobodyElses, member)
	}
	return own
}

var nobodyElses = []string{"login", "logout", "session_state", "query_params", "set_page_config", "sidebar", "text_input", "form_submit_button"}

// next finds a word between the same brackets, not far away.
func (s *scanner) next(i int, word string) int {
	end := i + 1
	for end < s.tokens.Count && end-i < farthest/10 && !(s.is(end, word, "for") && s.at(end).Depth == s.at(i).Depth) {
		end++
	}
	return end
}

var blockWords = []string{"else", "try", "finally", "except"}

// bind counts the names from start to end that get a value there.
func (s *scanner) bind(start, end int) {
	for i := start; i < end; i++ {
		if s.at(i).Kind == pytoken.Name && !s.is(i-1, ".") && !s.is(i+1, ".", "(", "[") {
			s.bound[s.at(i).Value()]++
		}
	}
}

// assigned counts the names on the left of an assignment. A module that is None
// where its import fails is still the module.
func (s *scanner) assigned(start, end int) {
	last := -1
	for i := start; i < end; i++ {
		if s.at(i).Kind == pytoken.Operator && s.at(i).Depth == s.at(start).Depth && strings.HasSuffix(s.at(i).Value(), "=") && !s.is(i, "==", "!=", "<=", ">=") {
			last = i
		}
	}
	if last > start && !(s.is(last+1, "None") && last+2 == end) {
		s.bind(start, last)
	}
}

// parameters counts those of a function, between start and end.
func (s *scanner) parameters(start, end int) {
	for i := start + 1; i < end; i++ {
		if s.at(i).Kind == pytoken.Name && (i == start+1 || s.is(i-1, ",", "*", "**")) && s.at(i).Depth == s.at(start+1).Depth {
			name := s.at(i).Value()
			if slices.Contains(usual, name) && (i+1 == end || s.is(i+1, ",", ")", ":")) {
				s.lent[name]++
			} else {
				s.bound[name]++
			}
		}
	}
}

// allClaims is a dictionary made of st.user.
const allClaims = "to_dict"

// IsUser tells whether something of streamlit is st.user, or a dictionary made of it.
func IsUser(what string) bool {
	return what == "user" || what == "experimental_user" || what == allClaims
}

// dictionary is what is made of st.user, which stands from start to end: the
// same, or the dictionary of dict(st.user) and st.user.to_dict().
func (s *scanner) dictionary(start, end int) (from, to int, made bool) {
	switch {
	case s.is(end, ".") && s.is(end+1, "to_dict") && s.is(end+2, "(") && s.is(end+3, ")"):
		return start, end + 4, true
	case s.is(start-1, "(") && s.is(start-2, "dict") && !s.is(start-3, ".") && s.is(end, ")"):
		return start - 2, end + 1, true
	}
	return start, end, false
}

// valueOf is where the value begins that a name is given, behind what x: Any = says of its type; less than 0: none, or that is longer than types are.
func (s *scanner) valueOf(name int) int {
	at := name + 1
	if s.is(at, ":") {
		for at++; at < name+20 && s.at(at).Kind != pytoken.Newline && !(s.is(at, "=") && s.at(at).Depth == s.at(name).Depth); {
			at++
		}
	}
	if !s.is(at, "=") {
		return -1
	}
	return at + 1
}

// aliases finds names that are given one of streamlit's things and nothing else:
// u = st.user, app = st, claims = st.user.to_dict().
func (s *scanner) aliases() {
	for i, t := range s.tokens.Each() {
		if t.Kind != pytoken.Name || t.Indent < 0 || s.bound[t.Value()] != 1 {
			continue
		}
		given := s.valueOf(i)
		if given < 0 {
			continue
		}
		if s.modules[s.at(given).Value()] && s.bound[s.at(given).Value()] == 0 && s.at(given+1).Kind == pytoken.Newline {
			s.modules[t.Value()] = true
			delete(s.bound, t.Value())
			continue
		}
		if s.importedHere(given) {
			s.modules[t.Value()] = true
			delete(s.bound, t.Value())
			continue
		}
		first := given
		for s.is(first, "(") {
			first++
		}
		value := first
		if s.is(value, "dict") && s.is(value+1, "(") {
			value += 2
		}
		what, end, sure := s.member(value)
		if !sure || what != "login" && !IsUser(what) {
			continue
		}
		start, end, dictionary := s.dictionary(value, end)
		if dictionary && IsUser(what) {
			what = allClaims
		}
		for range first - given {
			if s.is(end, ")") {
				end++
			}
		}
		if start == first && s.at(end).Kind == pytoken.Newline {
			s.copies[t.Value()] = what
		}
	}
}
