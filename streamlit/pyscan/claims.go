package pyscan

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// ClaimUse is one reading of a claim of st.user.
type ClaimUse struct {
	Name   string
	Safe   bool // .get, getattr with a default, or under a test for it
	Line   int
	Column int
}

// plainText is the content of a string that stands alone before one of ends.
func (s *scanner) plainText(i int, ends ...string) (string, bool) {
	t := s.at(i)
	return t.Value(), t.Kind == pytoken.Text && !t.Open && s.is(i+1, ends...)
}

// tests collects claims that some test of the file asks for: hasattr(st.user,
// "email"), "email" in st.user, st.user.get("email").
func (s *scanner) tests() {
	for i := range s.tokens.Count {
		what, end, _ := s.member(i)
		if !IsUser(what) {
			continue
		}
		i, end, _ := s.dictionary(i, end)
		if asked, ok := s.plainText(end+1, ")"); ok && s.is(i-1, "(") && s.is(i-2, "hasattr") && s.is(end, ",") {
			s.tested[asked] = true
		}
		if asked, ok := s.plainText(end+3, ",", ")"); ok && s.is(end, ".") && s.is(end+1, "get") && s.is(end+2, "(") {
			s.tested[asked] = true
		}
		in := i - 1
		if s.is(in, "in") && s.is(in-1, "not") {
			in--
		}
		if asked := s.at(in - 1); s.is(i-1, "in") && asked.Kind == pytoken.Text && !asked.Open {
			s.tested[asked.Value()] = true
		}
	}
}

// claim reads one use of st.user, or of a dictionary made of it.
func (s *scanner) claim(i, end int, what string) {
	at := s.at(i)
	statement := i
	i, end, made := s.dictionary(i, end)
	dictionary := made || what == allClaims
	use := ClaimUse{Line: int(at.Place.Line), Column: int(at.Place.Column)}
	got, isGot := s.plainText(end+3, ",", ")")
	item, isItem := s.plainText(end+1, "]")
	asked, isAsked := s.plainText(end+1, ",", ")")
	switch {
	case isGot && s.is(end, ".") && s.is(end+1, "get") && s.is(end+2, "("):
		use.Name, use.Safe = got, true
	case isItem && s.is(end, "["):
		use.Name = item
	case dictionary:
		s.scan.HandsUser = true
		return
	case s.is(end, ".") && s.at(end+1).Kind == pytoken.Name && !s.is(end+2, "("):
		use.Name = s.at(end + 1).Value()
	case s.is(end, ".") && s.at(end+1).Kind == pytoken.Name && !slices.Contains(names.NotClaims, s.at(end+1).Value()):
		use.Name, use.Safe = s.at(end+1).Value(), s.guarded(statement)
		s.scan.UserCalls = append(s.scan.UserCalls, use)
		return
	case isAsked && s.is(i-1, "(") && s.is(i-2, "getattr") && s.is(end, ","):
		use.Name, use.Safe = asked, s.is(end+2, ",")
	default:
		s.scan.HandsUser = true // also st.user.get(key) and st.user.to_dict()
		return
	}
	if use.Name == "tokens" && !use.Safe {
		s.tokenUse(end, statement, use)
	}
	if slices.Contains(names.NotClaims, use.Name) {
		return
	}
	use.Safe = use.Safe || s.tested[use.Name] || s.guarded(statement)
	s.scan.ClaimUses = append(s.scan.ClaimUses, use)
}

// tokenUse reads which token of st.user.tokens is taken: tokens["id"], tokens.id.
func (s *scanner) tokenUse(end, statement int, use ClaimUse) {
	behind := end + 2
	if s.is(end, "[") {
		behind++
	}
	item, isItem := s.plainText(behind+1, "]")
	switch {
	case isItem && s.is(behind, "["):
		use.Name = item
	case s.is(behind, ".") && s.at(behind+1).Kind == pytoken.Name && !s.is(behind+2, "("):
		use.Name = s.at(behind + 1).Value()
	default:
		return
	}
	use.Safe = s.tested["tokens"] || s.tested[use.Name] || s.guarded(statement)
	s.scan.TokenUses = append(s.scan.TokenUses, use)
}

// guarded tells whether a token stands in a try whose except takes what a claim
// that is not there raises.
func (s *scanner) guarded(i int) bool {
	own := s.begin(i)
	if s.at(int(own.at)).Indent < 0 {
		return false
	}
	return s.is(int(own.at), "try") && s.takesMissing(int(own.at)) || s.inTry(own.block)
}

// takesMissing looks at the except clauses of a try.
func (s *scanner) takesMissing(try int) bool {
	takes, known := s.catches[try]
	if !known {
		takes = s.clauses(try)
		s.catches[try] = takes
	}
	return takes
}

// inTry tells that of a block, which begins at a token. Each block is looked at
// once, however many claims are read in it.
func (s *scanner) inTry(block int32) (takes bool) {
	var open []int32 // blocks that share the answer
	for i := block; i >= 0; i = s.begin(int(i)).block {
		known, is := s.guards[i]
		if takes = known; is {
			break
		}
		open = append(open, i)
		if takes = s.is(int(i), "try") && s.takesMissing(int(i)); takes {
			break
		}
		if s.is(int(i), "def") || s.is(int(i), "async") && s.is(int(i)+1, "def") {
			break // it runs elsewhere
		}
	}
	for _, i := range open {
		s.guards[i] = takes
	}
	return takes
}

func (s *scanner) clauses(try int) bool {
	for i := try + 1; i < s.tokens.Count; i++ {
		block := s.at(i).Indent
		if block < 0 || block > s.at(try).Indent {
			continue
		}
		if !s.is(i, "except") {
			return false
		}
		for j := i + 1; s.at(j).Kind != pytoken.Newline && !s.is(j-1, ":"); j++ {
			if s.is(j, ":") && j == i+1 || s.is(j, "AttributeError", "KeyError", "LookupError", "Exception", "BaseException") {
				return true
			}
		}
	}
	return false
}
