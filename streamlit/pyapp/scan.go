// Package pyapp reads what the code of a Streamlit app does about sign-in:
// which providers st.login is called with, which claims it reads, and which
// hand-written OAuth stands beside it. It reads tokens: comments and strings
// are not code, and what only running the app would tell is left open.
package pyapp

import "slices"

// Scan is what one Python file does.
type Scan struct {
	ImportsStreamlit bool
	LoginCalls       []LoginCall
	LogoutCalls      []Position
	UserUses         []Position // st.user
	ExperimentalUser []Position // st.experimental_user
	ClaimUses        []ClaimUse
	TokenUses        []ClaimUse // st.user.tokens["access"]
	AsksIdentity     bool       // a text names the scope openid, or one of userinfo
	AsksAPI          bool       // a text names a scope of an API
	AsksGoogle       bool       // it is one of Google's
	NamesProvider    bool       // a text names what only those have who tell who somebody is
	NamesToken       bool       // a text names the path of a token endpoint
	AtCallback       bool       // a text names /oauth2callback, or the section that holds it
	UserCalls        []ClaimUse // methods of st.user that are called, but for those it has
	Handwritten      []Handwritten
	Exchanges        []Position // of a code for a token
	ReadsCode        bool       // from the app's address
	Imports          []string   // modules, with slashes for their dots
	Scripts          []string   // files that strings name, as for st.Page
	ReadsSecrets     bool       // by st.secrets or st.connection
	ReadsHeaders     bool       // of the request that the page came with
	OldHeaders       []Position // by the module that Streamlit had for it up to 1.56
	AppSecrets       []Position // st.App(secrets=…) that may hold an [auth]
	AppExposes       []Position // expose_tokens in the secrets of st.App(secrets=…)

	tree []*statement // nil: it is too deep to be followed
}

// scanner walks over the tokens of a file.
type scanner struct {
	tokens  []token
	depths  []uint8           // of brackets around each token, maxBrackets at most
	imports []bool            // whether each token is of an import statement
	starts  []int32           // the beginning of the statement each token is of
	blocks  []int32           // from the beginning of a statement to that of the block it stands in
	catches map[int]bool      // whether a try takes what a missing claim raises
	guards  map[int32]bool    // whether a block, or one around it, is such a try
	modules map[string]bool   // names the module streamlit goes by
	names   map[string]string // names of what is in it: "login" → "login"
	copies  map[string]string // names that were given one of these: u = st.user
	bound   map[string]int    // how often other statements give a name a value
	tested  map[string]bool   // claims some test asks for

	query    bool   // what stands in the app's address is looked at
	library  string // the first one that may be used for a sign-in by hand
	imported int    // bytes of the names of modules
	scan     Scan
}

// Read scans the source of one file. The error says that it is not Python, or
// wraps checkout.ErrTooLarge.
func Read(source []byte) (Scan, error) {
	tokens, err := tokenize(source)
	if err != nil {
		return Scan{}, err
	}
	tree, err := parse(tokens)
	if err != nil {
		return Scan{}, err
	}
	s := &scanner{
		tokens: tokens, depths: make([]uint8, len(tokens)), imports: make([]bool, len(tokens)), starts: make([]int32, len(tokens)), modules: map[string]bool{},
		names: map[string]string{}, copies: map[string]string{}, bound: map[string]int{}, tested: map[string]bool{},
		blocks: make([]int32, len(tokens)), catches: map[int]bool{}, guards: map[int32]bool{},
	}
	depth, open := uint8(0), []int32(nil) // the blocks around a statement
	for i := range s.tokens {
		if s.is(i, ")", "]", "}") {
			depth--
		}
		s.depths[i] = depth
		if s.is(i, "(", "[", "{") {
			depth++
		}
		s.imports[i] = s.at(i).kind != newline && (i > 0 && s.imports[i-1] || s.startsStatement(i) && s.is(i, "import", "from"))
		if i > 0 {
			s.starts[i] = s.starts[i-1]
		}
		if indent := s.at(i).indent; indent >= 0 {
			s.starts[i] = int32(i)
			for len(open) > 0 && s.tokens[open[len(open)-1]].indent >= indent {
				open = open[:len(open)-1]
			}
			s.blocks[i] = -1
			if len(open) > 0 {
				s.blocks[i] = open[len(open)-1]
			}
			open = append(open, int32(i))
		}
	}
	s.readImports()
	s.bindings()
	s.aliases()
	if s.uses(); s.imported > maxImports {
		return Scan{}, ErrTooLarge
	}
	s.tests()
	s.query = slices.ContainsFunc(s.tokens, func(t token) bool {
		return t.kind == name && (t.value == "query_params" || t.value == "experimental_get_query_params")
	})
	for i := range s.tokens {
		s.statement(i)
	}
	s.scan.tree = tree
	s.resolve(tree)
	return s.scan, nil
}

// resolve notes at the names of a tree what of streamlit they stand for, and where they are.
func (s *scanner) resolve(tree []*statement) {
	statements(tree, func(made *statement) { made.place = s.spot(made.at) })
	every(tree, func(e *expression) {
		e.place = s.spot(e.at)
		asAttribute(e)
		switch {
		case e.kind == attributeExpression && e.parts[0].kind == nameExpression && s.modules[e.parts[0].value] && s.bound[e.parts[0].value] == 0:
			e.own = e.value
		case e.kind == nameExpression && s.copies[e.value] != "":
			e.own = s.copies[e.value]
		case e.kind == nameExpression && s.bound[e.value] == 0:
			e.own = s.names[e.value]
		}
	})
}

// asAttribute takes getattr(x, "name") for x.name, which it is.
func asAttribute(e *expression) {
	if e.kind != callExpression || len(e.parts) != 3 || e.parts[0].kind != nameExpression || e.parts[0].value != "getattr" {
		return
	}
	if of, name := e.parts[1], e.parts[2]; of.kind == nameExpression && name.kind == textExpression && len(name.parts) == 0 {
		*e = expression{kind: attributeExpression, value: name.value, parts: []*expression{of}, at: e.at, place: e.place}
	}
}

func (s *scanner) spot(token int32) spot {
	at := s.at(int(token)).Position
	return spot{int32(at.Line), int32(at.Column)}
}

func (s *scanner) at(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{kind: newline}
	}
	return s.tokens[i]
}

func (s *scanner) is(i int, values ...string) bool {
	if i < 0 || i >= len(s.tokens) {
		return false
	}
	t := &s.tokens[i]
	return (t.kind == operator || t.kind == name) && slices.Contains(values, t.value)
}

// startsStatement tells whether a statement begins at a token.
func (s *scanner) startsStatement(i int) bool {
	return i == 0 || s.at(i-1).kind == newline || s.is(i-1, ":") && s.depths[i] == 0
}

// endsStatement tells whether a statement, or what may stand before one, ends at a token.
func (s *scanner) endsStatement(i int) bool {
	return s.at(i).kind == newline || s.is(i, ":") && s.depths[i] == 0
}

// member finds streamlit's own thing at a token: "login" for st.login, or for
// login when that was imported. end is behind it. sure: the name stands for
// streamlit and for nothing else in this file.
func (s *scanner) member(i int) (what string, end int, sure bool) {
	t := s.at(i)
	if t.kind != name || s.is(i-1, ".") || s.is(i+1, "=") && s.depths[i] > 0 {
		return "", i, false // the last is the name of an argument
	}
	if s.modules[t.value] && s.is(i+1, ".") && s.at(i+2).kind == name {
		return s.at(i + 2).value, i + 3, s.bound[t.value] == 0
	}
	if original, ok := s.names[t.value]; ok {
		return original, i + 1, s.bound[t.value] == 0
	}
	if original, ok := s.copies[t.value]; ok && !s.is(i+1, "=") {
		return original, i + 1, true
	}
	return "", i, false
}

// statement looks at what begins at one token.
func (s *scanner) statement(i int) {
	at := s.at(i)
	s.flow(i)
	s.headers(i)
	if at.kind == name && at.value == "iframe" && s.is(i+1, "(") {
		s.frame(i+2, at)
	}
	what, end, sure := s.member(i)
	if what == "" || s.imports[i] || s.is(i-1, "def", "class") {
		return
	}
	s.scan.ReadsSecrets = s.scan.ReadsSecrets || what == "secrets" || what == "connection"
	if what == "login" {
		s.login(i, end, sure)
		return
	}
	if !sure {
		return
	}
	_, copied := s.copies[at.value]
	switch what {
	case "logout":
		s.scan.LogoutCalls = append(s.scan.LogoutCalls, at.Position)
	case "user", "experimental_user", allClaims:
		switch {
		case copied:
		case what == "user":
			s.scan.UserUses = append(s.scan.UserUses, at.Position)
		default:
			s.scan.ExperimentalUser = append(s.scan.ExperimentalUser, at.Position)
		}
		s.claim(i, end, what)
	case "App":
		s.appSecrets(end, at)
		s.appExposes(end)
	}
}

// farthest is how many tokens are looked at from one that matters. What is
// farther away in the same call or statement is not judged.
const farthest = 2000

// enclosing is the inside of the brackets around a token; false: it is too large.
func (s *scanner) enclosing(i int) (start, end int, ok bool) {
	depth := s.depths[i]
	for start = i; start > 0 && s.depths[start-1] >= depth && i-start < farthest; start-- {
	}
	for end = i; end < len(s.tokens) && s.depths[end] >= depth && end-i < farthest; end++ {
	}
	return start, end, i-start < farthest && end-i < farthest
}

// inside is what stands in the brackets that a token opens, or the beginning of it.
func (s *scanner) inside(open int) (start, end int) {
	for end = open + 1; end < len(s.tokens) && s.depths[end] > s.depths[open] && end-open < farthest; end++ {
	}
	return open + 1, end
}
