package pyscan

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// LoginCall is a call of st.login, or its use as a callback.
type LoginCall struct {
	Provider string
	Named    bool // a name is given, which may be the empty one
	Known    bool // false: a variable or an expression, not judged
	Line     int
	Column   int
}

// login reads one use of st.login. sure: it is streamlit's.
func (s *scanner) login(i, end int, sure bool) {
	at := s.at(i)
	call := LoginCall{Line: int(at.Place.Line), Column: int(at.Place.Column), Known: true}
	switch {
	case s.is(end, "(") && s.is(end+1, ")"):
	case s.is(end, "(") && s.is(end+1, "provider") && s.is(end+2, "="):
		s.provider(&call, end+3, ")")
	case s.is(end, "("):
		s.provider(&call, end+1, ")")
	case s.is(i-1, "=") && strings.HasPrefix(s.at(i-2).Value(), "on_") && s.is(end, ",", ")"):
		s.callback(&call, i)
	default:
		call.Known = false
	}
	if call.Known = call.Known && sure; !call.Known {
		call.Provider, call.Named = "", false
	}
	s.scan.LoginCalls = append(s.scan.LoginCalls, call)
}

// provider reads one value up to its end: a plain string, None, or something else.
func (s *scanner) provider(call *LoginCall, i int, end string) {
	t := s.at(i)
	if s.is(i+1, ",") && s.is(i+2, end) {
		i++ // a comma at the end
	}
	switch {
	case !s.is(i+1, end):
		call.Known = false
	case t.Kind == pytoken.Text && !t.Open:
		call.Provider, call.Named = t.Value(), true
	case t.Kind == pytoken.Name && t.Value() == "None":
	default:
		call.Known = false
	}
}

// callback reads args= and kwargs= of the call that on_click=st.login stands in.
func (s *scanner) callback(call *LoginCall, i int) {
	given := false // a second one cannot be told
	start, end, ok := s.enclosing(i)
	call.Known = ok
	for j := start; j < end && call.Known; j++ {
		named := s.at(j).Depth == s.at(i).Depth && s.at(j).Kind == pytoken.Name && s.is(j+1, "=") && !s.is(j+2, "None")
		switch {
		case s.at(j).Depth == s.at(i).Depth && s.is(j, "*", "**"):
			call.Known = s.is(j-1, "*", "**") || !s.is(j-1, ",", "(")
		case named && s.is(j, "args", "kwargs") && given:
			call.Known = false
		case named && s.is(j, "args"):
			given = true
			s.args(call, j+2)
		case named && s.is(j, "kwargs"):
			given = true
			s.kwargs(call, j+2)
		}
	}
}

// args reads ["name"], ("name",) and the empty ones.
func (s *scanner) args(call *LoginCall, i int) {
	end := map[string]string{"[": "]", "(": ")"}[s.at(i).Value()]
	_, close := s.inside(i)
	switch {
	case end == "" || s.at(i).Kind != pytoken.Operator || !s.is(i+1, end) && !s.is(close+1, ",", ")"):
		call.Known = false
	case s.is(i+1, end):
		call.Known = s.is(i+2, ",", ")")
	case end == ")" && !s.is(i+2, ","):
		call.Known = false // a string in brackets is no tuple
	default:
		s.provider(call, i+1, end)
	}
}

// kwargs reads {"provider": "name"} and dict(provider="name").
func (s *scanner) kwargs(call *LoginCall, i int) {
	opening, end := i, "}"
	if s.is(i, "dict") {
		opening, end = i+1, ")"
	}
	value := opening + 3
	_, close := s.inside(opening)
	switch {
	case s.is(opening+1, end):
		call.Known = s.is(opening+2, ",", ")")
		return
	case !s.is(close+1, ",", ")"):
	case end == "}" && s.is(opening, "{") && s.at(opening+1).Kind == pytoken.Text && !s.at(opening+1).Open && s.at(opening+1).Value() == "provider" && s.is(opening+2, ":"),
		end == ")" && s.is(opening, "(") && s.is(opening+1, "provider") && s.is(opening+2, "="):
		s.provider(call, value, end)
		return
	}
	call.Known = false
}
