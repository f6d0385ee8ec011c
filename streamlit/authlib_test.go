package streamlit

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Which ID tokens that anybody can make get through was asked of Streamlit's own
// client in every pair of releases (TestUnsignedTokens of e2e).
func TestForgeableAsStreamlitAccepts(t *testing.T) {
	file, err := os.Open("deps/testdata/unsigned.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	version := func(text string) deps.Version {
		v, err := deps.ParseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var document any
	if err := json.Unmarshal([]byte(`{"keys":[{"kty":"oct","kid":"k","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}]}`), &document); err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if words[0] == "#" {
			continue
		}
		pairs++
		by := AuthlibOf(version(words[1]), version(words[0]))
		if client := map[bool]string{true: "sync", false: "async"}[by.Sync]; client != words[2] {
			t.Errorf("%s: the client is %s", lines.Text(), client)
		}
		keys, err := ReadSigningKeys(document, by)
		if err != nil {
			t.Fatal(err)
		}
		for i, listed := range []any{nil, []any{"RS256", "none", "HS256"}} {
			accepted := words[3+i]
			want := strings.TrimPrefix(strings.Split(accepted, ",")[0], "-")
			if got := by.Forgeable(keys, listed); got != want {
				t.Errorf("%s, listed %v: forgeable with %q", lines.Text(), listed, got)
			}
		}
	}
	t.Logf("figures: what %d pairs of releases accept that anybody can make is told", pairs)
}

// What the lines of Authlib make different of one and the same token: accepted
// from a release on and before another, by each client. The recorded verdicts of
// the real ones and CheckIDToken's say so.
func TestLinesOfAuthlibThatDiffer(t *testing.T) {
	const never, always = "never", ""
	differ := map[string]struct{ syncFrom, syncBelow, asyncFrom, asyncBelow string }{
		"no kid, one key":    {"1.4.1", always, "1.4.1", always},
		"key of another alg": {always, "1.6.5", always, "1.7.0"},
		"two keys of one kid, the first for encryption": {"1.6.5", always, "1.7.0", always},
		"no kid, two keys without kid":                  {always, "1.7.0", always, "1.7.0"},
		"another key of an unknown kty":                 {"1.7.0", always, "1.7.0", always},
		"alg none, listed in the metadata":              {"1.6.0", always, "1.6.0", always},
		"no list of algorithms, none":                   {"1.6.0", "1.6.7", never, never},
		"no list of algorithms, ES256":                  {always, always, never, never},
		"no list of algorithms, PS256":                  {always, "1.7.0", never, never},
		"header longer than admitted":                   {always, "1.7.0", always, "1.7.0"},
		"expired for 120 s":                             {always, "1.7.0", always, "1.7.0"},
		"nonce missing, said to be unsupported":         {always, "1.9.0", always, "1.9.0"},
		"as it should be":                               {always, always, always, always},
	}
	lines, tokens := judgedTokens(t)
	for _, one := range tokens {
		row, listed := differ[one.Name]
		if !listed {
			continue
		}
		delete(differ, one.Name)
		for _, name := range lines {
			by := line(t, name)
			from, below := row.asyncFrom, row.asyncBelow
			if by.Sync {
				from, below = row.syncFrom, row.syncBelow
			}
			want := from != never && (from == always || !by.Before(from)) && (below == always || by.Before(below))
			got, unchecked, _ := one.verdict(by)
			if recorded := slices.Contains(one.Accepted, name); got != want || unchecked || recorded != want {
				t.Errorf("%s, Authlib %s: accepted %v (unchecked %v), recorded %v, want %v", one.Name, name, got, unchecked, recorded, want)
			}
		}
	}
	for name := range differ {
		t.Errorf("no token is called %q", name)
	}
}

// A list of algorithms that is none is what Python's in makes of it: a part of a text, an error of a number.
func TestAdmitsWhatIsNoList(t *testing.T) {
	for _, c := range []struct {
		listed any
		want   bool
	}{
		{nil, true}, {[]any{}, true}, {"", true}, {map[string]any{}, true}, {false, true},
		{"nowhere", false}, {"RS256", true}, {"RS256 ES256", true}, {42.0, false}, {true, false},
		{map[string]any{"RS256": 1.0}, true}, {map[string]any{"a": 1.0}, false}, {[]any{"none"}, false},
	} {
		if got := (Authlib{}).admits("RS256", c.listed); got != c.want {
			t.Errorf("%v: RS256 is admitted: %t, want %t", c.listed, got, c.want)
		}
	}
}
