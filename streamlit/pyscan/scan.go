// Package pyscan reads from the tokens of a file of a Streamlit app what it does about
// sign-in: how st.login is called, which claims are read, and which hand-written OAuth
// stands beside it. Comments and strings are not code.
package pyscan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Scan is what one Python file does.
type Scan struct {
	ImportsStreamlit bool
	LoginCalls       []LoginCall
	LogoutCalls      []pytoken.Position
	UserUses         []pytoken.Position // st.user
	ExperimentalUser []pytoken.Position // st.experimental_user
	ClaimUses        []ClaimUse
	HandsUser        bool       // st.user itself is handed on, and what is read of it there is not followed
	NamesPerson      bool       // something is asked for by the name of a claim that tells who somebody is
	TokenUses        []ClaimUse // st.user.tokens["access"]
	Generic          bool       // a function or a class has type parameters, which are names in it
	AsksIdentity     bool       // a text names the scope openid, or one of userinfo
	AsksAPI          bool       // a text names a scope of an API
	AsksGoogle       bool       // it is one of Google's
	NamesProvider    bool       // a text names what only those have who tell who somebody is
	NamesToken       bool       // a text names the path of a token endpoint
	NamesCallback    bool       // a text names /oauth2callback
	CutsCallback     bool       // it is cut off an address
	NamesAuth        bool       // a text names the section that holds it
	AsksFragment     bool       // a text asks for an answer behind the # of an address
	UserCalls        []ClaimUse // methods of st.user that are called, but for those it has
	Handwritten      []Handwritten
	Exchanges        []pytoken.Position // of a code for a token
	ReadsCode        bool               // from the app's address
	Imports          []string           // modules, with slashes for their dots
	Near             []string           // of them, those that relative imports name, counted from the file's folder: ../lib/auth
	Scripts          []string           // files that strings name, as for st.Page
	ReadsSecrets     bool               // by st.secrets or st.connection
	ReadsHeaders     bool               // of the request that the page came with
	AppSecrets       []pytoken.Position // where the code itself gives Streamlit secrets that may hold an [auth]
	PutsSecrets      []pytoken.Position // where it would put something into st.secrets, which takes nothing
	Told             int                // how often texts hold st.login(, as of a tutorial
	AppExposes       []pytoken.Position // expose_tokens in the secrets of st.App(secrets=…)
}

// scanner walks over the tokens of a file.
type scanner struct {
	tokens  *pytoken.Tokens
	begins  []begin           // the statements
	catches map[int]bool      // whether a try takes what a missing claim raises
	guards  map[int32]bool    // whether a block, or one around it, is such a try
	modules map[string]bool   // names the module streamlit goes by
	names   map[string]string // names of what is in it: "login" → "login"
	copies  map[string]string // names that were given one of these: u = st.user
	bound   map[string]int    // how often other statements give a name a value
	lent    map[string]int    // how often it is a parameter called st
	tested  map[string]bool   // claims some test asks for
	taken   map[string]string // see Read
	dotted  bool              // some of them are of the kind common.st

	query    bool   // what stands in the app's address is looked at
	library  string // the first one that may be used for a sign-in by hand
	extends  bool   // it imports what does Streamlit's own sign-in, to change something of it
	imported int    // bytes of the names of modules
	scan     Scan
}

// begin is where a statement begins, and the block it stands in: tokens, -1 for none.
type begin struct{ at, block int32 }

// Found is what the tokens of a file tell, and by which names streamlit goes there.
type Found struct {
	Scan
	Modules map[string]bool   // names the module streamlit goes by
	Names   map[string]string // names of what is in it: "login" → "login"
	Copies  map[string]string // names that were given one of these: u = st.user
	Bound   map[string]int    // how often other statements give a name a value
}

// Read looks through the tokens of one file. taken are the names under which it takes
// streamlit (empty), or what is in it ("login"), from other files of the app. The error
// wraps checkout.ErrTooLarge.
func Read(tokens *pytoken.Tokens, taken map[string]string) (Found, error) {
	s := newScanner(tokens)
	s.taken = taken
	for known := range taken {
		if strings.Contains(known, ".") {
			s.dotted = s.take(known)
		}
	}
	s.readImports()
	err := s.walk()
	return Found{s.scan, s.modules, s.names, s.copies, s.bound}, err
}

// newScanner notes at each token what stands around it.
func newScanner(tokens *pytoken.Tokens) *scanner {
	s := &scanner{
		tokens: tokens, modules: map[string]bool{}, names: map[string]string{}, copies: map[string]string{}, bound: map[string]int{}, lent: map[string]int{}, tested: map[string]bool{},
		catches: map[int]bool{}, guards: map[int32]bool{},
	}
	count := 0
	for _, t := range s.tokens.Each() {
		if t.Indent >= 0 {
			count++
		}
	}
	s.begins = make([]begin, 0, count)
	depth, open := uint8(0), []int32(nil) // the blocks around a statement
	for i, t := range s.tokens.Each() {
		if s.is(i, ")", "]", "}") {
			depth--
		}
		t.Depth = depth
		if s.is(i, "(", "[", "{") {
			depth++
		}
		t.Imported = t.Kind != pytoken.Newline && (s.at(i-1).Imported || s.startsStatement(i) && s.is(i, "import", "from"))
		if t.Indent >= 0 {
			for len(open) > 0 && s.at(int(open[len(open)-1])).Indent >= t.Indent {
				open = open[:len(open)-1]
			}
			block := int32(-1)
			if len(open) > 0 {
				block = open[len(open)-1]
			}
			s.begins = append(s.begins, begin{int32(i), block})
			open = append(open, int32(i))
		}
	}
	return s
}

// walk reads all that the tokens tell, but for the imports.
func (s *scanner) walk() error {
	s.bindings()
	s.aliases()
	if s.uses(); s.imported > maxImports {
		return pytoken.ErrTooLarge
	}
	s.tests()
	for i, t := range s.tokens.Each() {
		named := t.Kind == pytoken.Text && s.is(i-1, "(", "[", ",") || t.Kind == pytoken.Name && s.is(i-1, ".")
		s.scan.HandsUser = s.scan.HandsUser || t.Kind == pytoken.Text && t.Value() == "user" && s.is(i-1, ",") && s.modules[s.at(i-2).Value()] && s.is(i-4, "getattr")
		s.scan.NamesPerson = s.scan.NamesPerson || named && names.TellsPerson(t.Value())
		if t.Kind == pytoken.Text {
			s.scan.Told += strings.Count(t.Value(), "st.login(")
		}
		s.query = s.query || t.Kind == pytoken.Name && (t.Value() == "query_params" || t.Value() == "experimental_get_query_params")
	}
	for i := range s.tokens.Count {
		s.statement(i)
	}
	return nil
}

// begin is the beginning of the statement that a token is of.
func (s *scanner) begin(i int) begin {
	at, found := slices.BinarySearchFunc(s.begins, int32(i), func(b begin, i int32) int { return cmp.Compare(b.at, i) })
	if !found {
		at--
	}
	if at < 0 {
		return begin{block: -1}
	}
	return s.begins[at]
}

func (s *scanner) at(i int) pytoken.Word { return s.tokens.At(i) }

func (s *scanner) is(i int, values ...string) bool { return s.tokens.Is(i, values...) }

// startsStatement tells whether a statement begins at a token.
func (s *scanner) startsStatement(i int) bool {
	return i == 0 || s.at(i-1).Kind == pytoken.Newline || s.is(i-1, ":") && s.at(i).Depth == 0
}

// endsStatement tells whether a statement, or what may stand before one, ends at a token.
func (s *scanner) endsStatement(i int) bool {
	return s.at(i).Kind == pytoken.Newline || s.is(i, ":") && s.at(i).Depth == 0
}

// member finds streamlit's own thing at a token: "login" for st.login, or for
// login when that was imported. end is behind it. sure: the name stands for
// streamlit and for nothing else in this file.
func (s *scanner) member(i int) (what string, end int, sure bool) {
	t := s.at(i)
	if t.Kind != pytoken.Name || s.is(i-1, ".") || s.is(i+1, "=") && s.at(i).Depth > 0 {
		return "", i, false // the last is the name of an argument
	}
	if s.dotted {
		name := t.Value()
		for j := i; s.is(j+1, ".") && s.at(j+2).Kind == pytoken.Name; j += 2 {
			if s.modules[name] && j > i {
				return s.at(j + 2).Value(), j + 3, true
			}
			if name += "." + s.at(j+2).Value(); s.names[name] != "" {
				return s.names[name], j + 3, true
			}
		}
	}
	if s.modules[t.Value()] && s.is(i+1, ".") && s.at(i+2).Kind == pytoken.Name {
		return s.at(i + 2).Value(), i + 3, s.bound[t.Value()] == 0
	}
	if original, ok := s.names[t.Value()]; ok {
		return original, i + 1, s.bound[t.Value()] == 0
	}
	if original, ok := s.copies[t.Value()]; ok && !s.is(i+1, "=") {
		return original, i + 1, true
	}
	return "", i, false
}

// puts tells whether what stands behind st.secrets would change it: .update(…), ["auth"] = …, .auth = …
func (s *scanner) puts(i int) bool {
	return s.is(i, ".") && (s.is(i+1, "update", "setdefault") && s.is(i+2, "(") || s.is(i+2, "=")) ||
		s.is(i, "[") && s.is(i+2, "]") && s.is(i+3, "=")
}

// statement looks at what begins at one token.
func (s *scanner) statement(i int) {
	at := s.at(i)
	s.flow(i)
	s.headers(i)
	if at.Kind == pytoken.Name && at.Value() == "iframe" && s.is(i+1, "(") {
		s.frame(i+2, at)
	}
	if at.Kind == pytoken.Name && at.Value() == "_secrets" && s.is(i-1, ".") && s.is(i-2, "secrets_singleton", "_secrets_singleton", "secrets") {
		s.scan.AppSecrets = append(s.scan.AppSecrets, at.Place.Position()) // what Streamlit read is replaced, or added to
	}
	what, end, sure := s.member(i)
	if what == "" || s.at(i).Imported || s.is(i-1, "def", "class") {
		return
	}
	s.scan.ReadsSecrets = s.scan.ReadsSecrets || what == "secrets" || what == "connection"
	if what == "login" {
		s.login(i, end, sure)
		return
	}
	if what == "secrets" && s.puts(end) {
		s.scan.PutsSecrets = append(s.scan.PutsSecrets, at.Place.Position())
	}
	if !sure {
		return
	}
	_, copied := s.copies[at.Value()]
	switch what {
	case "logout":
		s.scan.LogoutCalls = append(s.scan.LogoutCalls, at.Place.Position())
	case "user", "experimental_user", allClaims:
		switch {
		case copied:
		case what == "user":
			s.scan.UserUses = append(s.scan.UserUses, at.Place.Position())
		default:
			s.scan.ExperimentalUser = append(s.scan.ExperimentalUser, at.Place.Position())
		}
		s.claim(i, end, what)
	case "secrets":
		if s.is(end, ".") && s.is(end+1, "merge_programmatic_secrets") {
			s.scan.AppSecrets = append(s.scan.AppSecrets, at.Place.Position())
		}
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
	depth := s.at(i).Depth
	for start = i; start > 0 && s.at(start-1).Depth >= depth && i-start < farthest; start-- {
	}
	for end = i; end < s.tokens.Count && s.at(end).Depth >= depth && end-i < farthest; end++ {
	}
	return start, end, i-start < farthest && end-i < farthest
}

// inside is what stands in the brackets that a token opens, or the beginning of it.
func (s *scanner) inside(open int) (start, end int) {
	for end = open + 1; end < s.tokens.Count && s.at(end).Depth > s.at(open).Depth && end-open < farthest; end++ {
	}
	return open + 1, end
}
