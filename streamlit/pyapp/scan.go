// Package pyapp reads what the code of a Streamlit app does about sign-in:
// which providers st.login is called with, which claims it reads, and which
// hand-written OAuth stands beside it. It reads tokens: comments and strings
// are not code, and what only running the app would tell is left open.
package pyapp

import (
	"slices"
	"strings"
)

// Scan is what one Python file does.
type Scan struct {
	ImportsStreamlit bool
	LoginCalls       []LoginCall
	LogoutCalls      []Place
	UserUses         []Place // st.user
	ExperimentalUser []Place // st.experimental_user
	ClaimUses        []ClaimUse
	Handwritten      []Handwritten
	Imports          []string // modules, with slashes for their dots
	Scripts          []string // files that strings name, as for st.Page
	AppSecrets       []Place  // st.App(secrets=…) that may hold an [auth]
}

// LoginCall is a call of st.login, or its use as a callback.
type LoginCall struct {
	Provider string // empty: called without a name
	Known    bool   // false: a variable or an expression, not judged
	Via      string // "call" or "on_click"
	Line     int
	Column   int
}

// ClaimUse is one reading of a claim of st.user.
type ClaimUse struct {
	Name   string
	Safe   bool // .get, getattr with a default, or under a test for it
	Line   int
	Column int
}

// Handwritten is code that does by hand what st.login does.
type Handwritten struct {
	What   string // in words, at the beginning of a sentence
	Line   int
	Column int
}

// notClaims are attributes and methods of st.user itself.
var notClaims = []string{
	"is_logged_in", "to_dict", "get", "keys", "values", "items", "tokens", "provider", "origin", "has_key", "pop", "copy",
}

// scanner walks over the tokens of a file.
type scanner struct {
	tokens  []token
	modules []string          // names the module streamlit goes by
	names   map[string]string // names imported from it: "login" → "login"
	scan    Scan
	tested  map[string]bool // claims some test asks for
}

// Read scans the source of one file. Bytes that are no Python give an empty
// Scan; the error is kept for later and is nil today.
func Read(source []byte) (Scan, error) {
	s := &scanner{tokens: tokenize(source), names: map[string]string{}, tested: map[string]bool{}}
	s.imports()
	s.uses()
	s.tests()
	for i := range s.tokens {
		s.statement(i)
	}
	return s.scan, nil
}

func (s *scanner) at(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{kind: newline}
	}
	return s.tokens[i]
}

func (s *scanner) is(i int, values ...string) bool {
	t := s.at(i)
	return (t.kind == operator || t.kind == name) && slices.Contains(values, t.value)
}

// startsStatement tells whether a statement begins at a token.
func (s *scanner) startsStatement(i int) bool {
	return i == 0 || s.at(i-1).kind == newline || s.is(i-1, ":")
}

// foreignLogins are modules that sign people in by other means.
var foreignLogins = map[string]string{
	"msal": "Microsoft's library msal", "msal_streamlit_authentication": "the component msal_streamlit_authentication",
	"streamlit_msal": "the component streamlit_msal", "streamlit_oauth": "the component streamlit_oauth", "streamlit_google_auth": "the component streamlit_google_auth",
	"requests_oauthlib": "the library requests_oauthlib", "httpx_oauth": "the library httpx_oauth", "google_auth_oauthlib": "the library google_auth_oauthlib",
	"authlib": "Authlib, used directly,",
}

// imports reads the import statements.
func (s *scanner) imports() {
	for i, t := range s.tokens {
		if t.kind != name || !s.startsStatement(i) {
			continue
		}
		switch t.value {
		case "import":
			for j := i + 1; s.at(j).kind == name; {
				module := s.at(j).value
				top := module
				end := j + 1
				for s.is(end, ".") && s.at(end+1).kind == name {
					module += "." + s.at(end+1).value
					end += 2
				}
				known := top
				if s.is(end, "as") && s.at(end+1).kind == name {
					known = s.at(end + 1).value
					end += 2
				}
				if module == "streamlit" {
					s.scan.ImportsStreamlit = true
					s.modules = append(s.modules, known)
				} else if top == "streamlit" {
					s.scan.ImportsStreamlit = true
					if known == top {
						s.modules = append(s.modules, known)
					}
				}
				s.foreign(top, t.Place)
				if !s.is(end, ",") {
					break
				}
				j = end + 1
			}
		case "from":
			module := s.at(i + 1).value
			s.foreign(module, t.Place)
			j := i + 2
			if module == "streamlit" && s.is(j, ".") && s.is(j+1, "starlette") && s.is(j+2, "import") {
				j += 2 // where st.App comes from
			}
			if module != "streamlit" || !s.is(j, "import") {
				if module == "streamlit" {
					s.scan.ImportsStreamlit = true
				}
				continue
			}
			s.scan.ImportsStreamlit = true
			for j++; s.at(j).kind != newline; j++ {
				if s.at(j).kind != name || s.is(j, "as") {
					continue
				}
				original, known := s.at(j).value, s.at(j).value
				if s.is(j+1, "as") {
					known = s.at(j + 2).value
					j += 2
				}
				s.names[known] = original
			}
		}
	}
}

func (s *scanner) foreign(module string, at Place) {
	if what, ok := foreignLogins[module]; ok {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{what, at.Line, at.Column})
	}
}

// member finds streamlit's own thing at a token: "login" for st.login, or for
// login when that was imported. end is behind it.
func (s *scanner) member(i int) (what string, end int) {
	t := s.at(i)
	if t.kind != name || s.is(i-1, ".") {
		return "", i
	}
	if slices.Contains(s.modules, t.value) && s.is(i+1, ".") && s.at(i+2).kind == name {
		return s.at(i + 2).value, i + 3
	}
	if original, ok := s.names[t.value]; ok {
		return original, i + 1
	}
	return "", i
}

// statement looks at what begins at one token.
func (s *scanner) statement(i int) {
	what, end := s.member(i)
	at := s.at(i)
	switch what {
	case "login":
		s.login(i, end, at)
	case "logout":
		s.scan.LogoutCalls = append(s.scan.LogoutCalls, at.Place)
	case "user", "experimental_user":
		if s.inImport(i) {
			return
		}
		if what == "user" {
			s.scan.UserUses = append(s.scan.UserUses, at.Place)
		} else {
			s.scan.ExperimentalUser = append(s.scan.ExperimentalUser, at.Place)
		}
		s.claim(i, end, at)
	case "App":
		s.appSecrets(i, end, at)
	case "query_params", "experimental_get_query_params":
		s.queryCode(end, at)
	}
}

func (s *scanner) inImport(i int) bool {
	for i--; i >= 0 && s.at(i).kind != newline; i-- {
		if s.is(i, "import") {
			return true
		}
	}
	return false
}

// login reads one use of st.login.
func (s *scanner) login(i, end int, at token) {
	if s.inImport(i) {
		return
	}
	call := LoginCall{Line: at.Line, Column: at.Column, Via: "call", Known: true}
	switch {
	case s.is(end, "("):
		s.argument(&call, end+1)
	case s.is(i-1, "=") && s.at(i-2).value == "on_click" || s.is(i-1, "=") && strings.HasPrefix(s.at(i-2).value, "on_"):
		call.Via = "on_click"
		s.callback(&call, i)
	default:
		call.Known = false
		call.Via = "reference"
	}
	s.scan.LoginCalls = append(s.scan.LoginCalls, call)
}

// argument reads the arguments of a call of st.login, from behind the bracket.
func (s *scanner) argument(call *LoginCall, i int) {
	if s.is(i, ")") {
		return
	}
	if s.at(i).kind == name && s.at(i).value == "provider" && s.is(i+1, "=") {
		i += 2
	}
	s.provider(call, i, ")")
}

// provider reads one value up to its end: a plain string, None, or something else.
func (s *scanner) provider(call *LoginCall, i int, ends ...string) {
	t := s.at(i)
	if s.is(i+1, ",") && s.is(i+2, ends...) {
		i++ // a comma at the end
	}
	if !s.is(i+1, ends...) {
		call.Known = false
		return
	}
	switch {
	case t.kind == text && !t.format:
		call.Provider = t.value
	case t.kind == name && t.value == "None":
	default:
		call.Known = false
	}
}

// callback reads args= and kwargs= of the call that on_click=st.login stands in.
func (s *scanner) callback(call *LoginCall, i int) {
	start, end := s.enclosing(i)
	depth := 0
	for j := start; j < end; j++ {
		switch {
		case s.is(j, "(", "[", "{"):
			depth++
		case s.is(j, ")", "]", "}"):
			depth--
		case depth == 0 && s.is(j+1, "=") && s.at(j).kind == name && s.at(j).value == "args":
			if !s.is(j+2, "[", "(") {
				call.Known = false
				return
			}
			if s.is(j+3, "]", ")") {
				return
			}
			s.provider(call, j+3, "]", ")")
			return
		case depth == 0 && s.is(j+1, "=") && s.at(j).kind == name && s.at(j).value == "kwargs":
			if s.is(j+2, "{") && s.at(j+3).kind == text && s.at(j+3).value == "provider" && s.is(j+4, ":") {
				s.provider(call, j+5, "}")
				return
			}
			if s.is(j+2, "dict") && s.is(j+3, "(") && s.is(j+5, "=") && s.at(j+4).value == "provider" {
				s.provider(call, j+6, ")")
				return
			}
			call.Known = false
			return
		case depth == 0 && s.is(j, "*"):
			call.Known = false
		}
	}
}

// enclosing is the inside of the brackets around a token.
func (s *scanner) enclosing(i int) (start, end int) {
	depth := 0
	for start = i; start > 0; start-- {
		if s.is(start-1, ")", "]", "}") {
			depth++
		} else if s.is(start-1, "(", "[", "{") {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	depth = 0
	for end = i; end < len(s.tokens); end++ {
		if s.is(end, "(", "[", "{") {
			depth++
		} else if s.is(end, ")", "]", "}") {
			if depth == 0 {
				break
			}
			depth--
		}
	}
	return start, end
}

// tests collects claims that some test of the file asks for: hasattr(st.user,
// "email"), "email" in st.user, st.user.get("email").
func (s *scanner) tests() {
	for i := range s.tokens {
		what, end := s.member(i)
		if what != "user" && what != "experimental_user" {
			continue
		}
		switch {
		case s.is(i-1, "(") && s.is(i-2, "hasattr") && s.is(end, ",") && s.at(end+1).kind == text:
			s.tested[s.at(end+1).value] = true
		case s.is(i-1, "in") && s.at(i-2).kind == text:
			s.tested[s.at(i-2).value] = true
		case s.is(i-1, "in") && s.is(i-2, "not") && s.at(i-3).kind == text:
			s.tested[s.at(i-3).value] = true
		case s.is(end, ".") && s.is(end+1, "get") && s.is(end+2, "(") && s.at(end+3).kind == text:
			s.tested[s.at(end+3).value] = true
		}
	}
}

// claim reads one use of st.user.
func (s *scanner) claim(i, end int, at token) {
	use := ClaimUse{Line: at.Line, Column: at.Column}
	switch {
	case s.is(end, ".") && s.is(end+1, "get") && s.is(end+2, "(") && s.at(end+3).kind == text:
		use.Name, use.Safe = s.at(end+3).value, true
	case s.is(end, ".") && s.at(end+1).kind == name && !slices.Contains(notClaims, s.at(end+1).value) && !s.is(end+2, "("):
		use.Name = s.at(end + 1).value
	case s.is(end, "[") && s.at(end+1).kind == text && !s.at(end+1).format && s.is(end+2, "]"):
		use.Name = s.at(end + 1).value
	case s.is(i-1, "(") && s.is(i-2, "getattr") && s.is(end, ",") && s.at(end+1).kind == text:
		use.Name, use.Safe = s.at(end+1).value, s.is(end+2, ",")
	default:
		return
	}
	if slices.Contains(notClaims, use.Name) {
		return
	}
	use.Safe = use.Safe || s.tested[use.Name]
	s.scan.ClaimUses = append(s.scan.ClaimUses, use)
}

// appSecrets finds secrets that the code itself gives to Streamlit.
func (s *scanner) appSecrets(i, end int, at token) {
	if s.inImport(i) || !s.is(end, "(") {
		return
	}
	start, close := s.enclosing(end + 1)
	depth := 0
	for j := start; j < close; j++ {
		switch {
		case s.is(j, "(", "[", "{"):
			depth++
		case s.is(j, ")", "]", "}"):
			depth--
		case depth == 0 && s.is(j, "**") || depth == 0 && s.is(j, "secrets") && s.is(j+1, "=") && s.mayHoldAuth(j+2):
			s.scan.AppSecrets = append(s.scan.AppSecrets, at.Place)
			return
		}
	}
}

// mayHoldAuth tells whether a value may be a dictionary with the key "auth":
// None and one written out without that key may not.
func (s *scanner) mayHoldAuth(i int) bool {
	if s.is(i, "None") {
		return false
	}
	if !s.is(i, "{") {
		return true
	}
	depth := 0
	for j := i; j < len(s.tokens); j++ {
		switch {
		case s.is(j, "(", "[", "{"):
			depth++
		case s.is(j, ")", "]", "}"):
			if depth--; depth == 0 {
				return !s.is(j+1, ",", ")")
			}
		case depth == 1 && (s.is(j-1, "{") || s.is(j-1, ",")):
			if key := s.at(j); key.kind != text || key.format || key.value == "auth" {
				return true
			}
		}
	}
	return true
}

// queryCode finds code that takes the provider's answer out of the address.
func (s *scanner) queryCode(end int, at token) {
	i := end
	if s.is(i, "(") && s.is(i+1, ")") { // experimental_get_query_params()
		i += 2
	}
	code := ""
	switch {
	case s.is(i, "[") && s.at(i+1).kind == text:
		code = s.at(i + 1).value
	case s.is(i, ".") && s.is(i+1, "get", "get_all") && s.is(i+2, "(") && s.at(i+3).kind == text:
		code = s.at(i + 3).value
	}
	if code == "code" {
		s.scan.Handwritten = append(s.scan.Handwritten, Handwritten{"code that reads ?code= from the address", at.Line, at.Column})
	}
}
