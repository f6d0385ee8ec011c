package pyapp

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

var answersFile = flag.String("answers", "testdata/python.jsonl", "what Python's own parser finds in sources (e2e/pyapp/ask.py)")

// pythonPlace is [line, column]; empty: where is not known.
type pythonPlace []int

func (p pythonPlace) matches(at pytoken.Position) bool {
	return len(p) == 0 || p[0] == at.Line && p[1] == at.Column
}

// pythonTruth is what Python's own parser finds in one source.
type pythonTruth struct {
	Name              string        `json:"name"`
	Text              string        `json:"text"`
	Strings           [][2]any      `json:"strings"`
	Names             [][3]any      `json:"names"`
	ImportsStreamlit  bool          `json:"imports_streamlit"`
	Logins            [][3]any      `json:"logins"`
	Logouts           []pythonPlace `json:"logouts"`
	Users             []pythonPlace `json:"users"`
	ExperimentalUsers []pythonPlace `json:"experimental_users"`
	Claims            [][3]any      `json:"claims"`
	Imports           []string      `json:"imports"`
	Scripts           []string      `json:"scripts"`
}

func placeOf(v any) pythonPlace {
	list, _ := v.([]any)
	if len(list) != 2 {
		return nil
	}
	return pythonPlace{int(list[0].(float64)), int(list[1].(float64))}
}

// thing is anything found at a place, in words.
type thing struct {
	at    pythonPlace
	words string
}

// missing takes the things that are there out of both lists, those with a place
// first, and returns what is left.
func missing(want, got []thing) (only, extra []thing) {
	slices.SortStableFunc(want, func(a, b thing) int { return len(b.at) - len(a.at) })
	for _, w := range want {
		i := slices.IndexFunc(got, func(g thing) bool {
			return g.words == w.words && w.at.matches(pytoken.Position{Line: g.at[0], Column: g.at[1]})
		})
		if i < 0 {
			only = append(only, w)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	return only, got
}

// What the scan finds in a source is what Python's own parser finds there.
// A call of st.login may be left open where Python's tree would tell.
func TestPython(t *testing.T) {
	data, err := os.ReadFile(*answersFile)
	if err != nil {
		t.Fatal(err)
	}
	sources, literals, claims, known, open := 0, 0, 0, 0, 0
	for line := range bytes.Lines(data) {
		var truth pythonTruth
		if err := json.Unmarshal(line, &truth); err != nil {
			t.Fatal(err)
		}
		sources++
		tokens, err := pytoken.Lex([]byte(truth.Text))
		if err != nil {
			t.Errorf("%s: %v\n%s", truth.Name, err, truth.Text)
			continue
		}
		scan, err := pyfile.Read([]byte(truth.Text))
		if err != nil {
			t.Fatal(err)
		}
		var wrong []string
		compare := func(what string, want, got []thing) {
			only, extra := missing(want, got)
			if len(only)+len(extra) > 0 {
				wrong = append(wrong, fmt.Sprintf("%s: only Python %v, only the scan %v", what, only, extra))
			}
		}

		var want, got []thing
		for _, s := range truth.Strings {
			want = append(want, thing{placeOf(s[0]), fmt.Sprintf("%q", s[1])})
		}
		names := map[pytoken.Position]string{}
		for _, token := range tokens.Each() {
			switch {
			case token.Kind == pytoken.Name:
				names[token.Place.Position()] = token.Value()
			case token.Kind == pytoken.Text && !token.Open:
				got = append(got, thing{pythonPlace{int(token.Place.Line), int(token.Place.Column)}, fmt.Sprintf("%q", token.Value())})
			}
		}
		literals += len(want)
		compareStrings(&wrong, want, got, tokens)
		for _, n := range truth.Names {
			at := pytoken.Position{Line: int(n[0].(float64)), Column: int(n[1].(float64))}
			// Python takes a letter in another shape (𝔘 for U) for the letter itself. Here
			// the name stays as it is written, and no such name is taken for streamlit's.
			otherShape := strings.ContainsFunc(names[at], func(r rune) bool { return r >= utf8.RuneSelf })
			if names[at] != n[2] && !otherShape {
				wrong = append(wrong, fmt.Sprintf("name %v: the scan has %q", n, names[at]))
			}
		}

		want, got = nil, nil
		for _, c := range truth.Claims {
			want = append(want, thing{placeOf(c[0]), fmt.Sprint(c[1], " ", c[2])})
		}
		for _, c := range scan.ClaimUses {
			got = append(got, thing{pythonPlace{c.Line, c.Column}, fmt.Sprint(c.Name, " ", c.Safe)})
		}
		claims += len(want)
		compare("claims", want, got)

		for what, places := range map[string]struct {
			want []pythonPlace
			got  []pytoken.Position
		}{"logouts": {truth.Logouts, scan.LogoutCalls}, "users": {truth.Users, scan.UserUses}, "experimental users": {truth.ExperimentalUsers, scan.ExperimentalUser}} {
			want, got = nil, nil
			for _, p := range places.want {
				want = append(want, thing{p, "used"})
			}
			for _, p := range places.got {
				got = append(got, thing{pythonPlace{p.Line, p.Column}, "used"})
			}
			compare(what, want, got)
		}
		k, o := compareLogins(&wrong, truth.Logins, scan.LoginCalls)
		known, open = known+k, open+o

		for what, lists := range map[string][2][]string{"imports": {truth.Imports, scan.Imports}, "scripts": {truth.Scripts, scan.Scripts}} {
			slices.Sort(lists[1])
			if !slices.Equal(lists[0], slices.Compact(lists[1])) {
				wrong = append(wrong, fmt.Sprintf("%s: Python %q, the scan %q", what, lists[0], slices.Compact(lists[1])))
			}
		}
		if truth.ImportsStreamlit != scan.ImportsStreamlit {
			wrong = append(wrong, fmt.Sprintf("imports streamlit: %v", truth.ImportsStreamlit))
		}
		for _, w := range wrong {
			t.Errorf("%s: %s", truth.Name, w)
		}
		if len(wrong) > 0 && len(truth.Text) < 4000 {
			t.Logf("%s:\n%s", truth.Name, truth.Text)
		}
	}
	if known < 100 || open > known/5 {
		t.Errorf("%d calls are left open that Python's tree tells, and %d are not", open, known)
	}
	t.Logf("figures: %d Python sources read as Python's own parser does: %d strings, %d claims, %d st.login told alike and %d left open", sources, literals, claims, known, open)
}

// compareStrings lets a string be open whose content Python knows.
func compareStrings(wrong *[]string, want, got []thing, tokens *pytoken.Tokens) {
	only, extra := missing(want, got)
	for _, w := range only {
		open := false
		for _, t := range tokens.Each() {
			open = open || t.Kind == pytoken.Text && t.Open && w.at.matches(t.Place.Position())
		}
		if !open {
			*wrong = append(*wrong, fmt.Sprintf("string: only Python has %v", w))
		}
	}
	for _, g := range extra {
		*wrong = append(*wrong, fmt.Sprintf("string: only the scan has %v", g))
	}
}

// compareLogins counts the calls that both tell, and those that only Python does.
func compareLogins(wrong *[]string, want [][3]any, got []pyscan.LoginCall) (known, open int) {
	got = slices.Clone(got)
	told := func(call pyscan.LoginCall) string {
		switch {
		case !call.Known:
			return "?"
		case !call.Named:
			return "-"
		}
		return "=" + call.Provider
	}
	slices.SortStableFunc(want, func(a, b [3]any) int { return len(placeOf(b[0])) - len(placeOf(a[0])) })
	for _, w := range want {
		at, says, sure := placeOf(w[0]), w[1].(string), w[2].(bool)
		find := func(words string) int {
			return slices.IndexFunc(got, func(c pyscan.LoginCall) bool {
				return at.matches(pytoken.Position{Line: c.Line, Column: c.Column}) && told(c) == words
			})
		}
		i := find(says)
		switch {
		case i >= 0 && says != "?":
			known++
		case i < 0:
			if i = find("?"); i >= 0 {
				open++
			}
		}
		switch {
		case i >= 0:
			got = slices.Delete(got, i, i+1)
		case sure:
			*wrong = append(*wrong, fmt.Sprintf("st.login: only Python has %v", w))
		}
	}
	for _, g := range got {
		if g.Known {
			*wrong = append(*wrong, fmt.Sprintf("st.login: only the scan has %+v", g))
		}
	}
	return known, open
}
