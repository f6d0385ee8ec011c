package deps

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// Judge says of every pair in the table what was seen with it, read from the
// table's own text and not through what Judge goes by.
func TestJudgeAgreesWithRecordedPairs(t *testing.T) {
	agreed, measured, open := 0, 0, 0
	for line := range strings.Lines(pairsText) {
		words := strings.Fields(line)
		if words[0] == "#" {
			continue
		}
		if words[3] != "yes" && words[3] != "no" {
			open++
			continue
		}
		measured++
		text := "streamlit==" + words[0] + "\nAuthlib==" + words[1] + "\n"
		if words[2] != "-" {
			text += "httpx==" + words[2] + "\n"
		}
		d, err := Read(fstest.MapFS{"requirements.txt": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		fails := false
		for _, p := range Judge(d) {
			fails = fails || p.Severity == Error || strings.Contains(p.Message, "nobody signed")
		}
		if sound := words[3] == "yes" && !takesUnsigned(version(words[0]), version(words[1])); fails == sound {
			t.Errorf("%s: Judge says %+v", line, Judge(d))
			continue
		}
		agreed++
	}
	t.Logf("figures: recorded pairs of releases: verify agrees in %d of %d; %d more could not be installed or measured", agreed, measured, open)
}

// Which pairs take ID tokens that nobody signed was measured (TestUnsignedTokens of e2e).
func TestPairsThatTakeUnsignedTokens(t *testing.T) {
	data, err := os.ReadFile("testdata/unsigned.txt")
	if err != nil {
		t.Fatal(err)
	}
	pairs, unsigned := 0, 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if words[0] == "#" {
			continue
		}
		pairs++
		seen := strings.Contains(words[3], "none")
		if seen {
			unsigned++
		}
		if got := takesUnsigned(version(words[0]), version(words[1])); got != seen {
			t.Errorf("%s: takesUnsigned says %v", line, got)
		}
	}
	if unsigned == 0 {
		t.Error("no pair in the table takes them")
	}
	t.Logf("figures: %d of %d pairs of releases take ID tokens that nobody signed when the metadata lists no algorithms", unsigned, pairs)
}

// Where the answers of two releases in the table differ no other release lies
// between them, so that what Judge says of those in between was seen as well.
func TestPairsChangeBetweenNeighbours(t *testing.T) {
	table, changes := tried.Get(), 0
	along := func(name string, list []Version, end func(Version) (ending, bool)) {
		for i, newer := range list[1:] {
			older := list[i]
			before, knowsBefore := end(older)
			after, knowsAfter := end(newer)
			if !knowsBefore || !knowsAfter || before.signsIn == after.signsIn {
				continue
			}
			changes++
			for r := range releases(name) {
				if older.Compare(r.version) < 0 && r.version.Compare(newer) < 0 {
					t.Errorf("%s %s and %s differ, and nobody tried %s: run e2e's TestPairs with AUTHKIT_RECORD=1", name, older, newer, r.version)
				}
			}
		}
	}
	for _, httpx := range []bool{false, true} {
		for _, authlib := range table.authlibs {
			along("streamlit", table.streamlits, func(s Version) (ending, bool) { return table.ends(s, authlib, httpx) })
		}
		for _, streamlit := range table.streamlits {
			along("authlib", table.authlibs, func(a Version) (ending, bool) { return table.ends(streamlit, a, httpx) })
		}
	}
	if changes == 0 {
		t.Error("nothing ever changes")
	}
}

// The table begins where st.login does and ends with the newest releases, which work.
func TestPairsReachFromTheFirstToTheNewest(t *testing.T) {
	table := tried.Get()
	for name, list := range map[string][]Version{"streamlit": table.streamlits, "authlib": table.authlibs} {
		if first := map[string]string{"streamlit": loginCame, "authlib": oldestAuthlib}[name]; list[0].String() != first {
			t.Errorf("%s begins with %s, not %s", name, list[0], first)
		}
		if last := list[len(list)-1]; last.Compare(Newest(name)) != 0 {
			t.Errorf("%s ends with %s, not %s: run e2e's TestPairs with AUTHKIT_RECORD=1", name, last, Newest(name))
		}
	}
	if end, known := table.ends(Newest("streamlit"), Newest("authlib"), true); !known || !end.signsIn {
		t.Errorf("the newest releases: %+v", end)
	}
}

// What is said follows from the table alone: here the releases of another future.
func TestPairsOfAnotherTable(t *testing.T) {
	table := readPairs(`# streamlit authlib httpx
2.0.0 3.0.0 - yes
2.0.0 3.0.0 1.0.0 yes
2.0.0 4.0.0 - no /oauth2callback 302
2.0.0 4.0.0 1.0.0 no /oauth2callback 302
2.1.0 3.0.0 - no /auth/login 500
2.1.0 3.0.0 1.0.0 no /auth/login 500
2.1.0 4.0.0 - no /auth/login 500
2.1.0 4.0.0 1.0.0 yes
2.2.0 3.0.0 - not-measured
2.2.0 3.0.0 1.0.0 not-installable
2.2.0 4.0.0 - yes
2.2.0 4.0.0 1.0.0 yes
`)
	span := func(from, below Version, found bool) string {
		if !found {
			return "none"
		}
		return from.String() + " to " + below.String()
	}
	for streamlit, want := range map[string]string{"2.0.0": "3.0.0 to 4.0.0", "2.0.9": "3.0.0 to 4.0.0", "2.1.0": "4.0.0 to ", "2.3.0": "4.0.0 to ", "1.9.0": "none"} {
		if got := span(table.authlib(version(streamlit))); got != want {
			t.Errorf("Streamlit %s takes Authlib %q, want %q", streamlit, got, want)
		}
	}
	for authlib, want := range map[string]string{"3.0.0": "2.0.0 to 2.1.0", "3.9.9": "2.0.0 to 2.1.0", "4.0.0": "2.1.0 to ", "5.0.0": "2.1.0 to "} {
		if got := span(table.streamlit(version(authlib))); got != want {
			t.Errorf("Authlib %s goes with Streamlit %q, want %q", authlib, got, want)
		}
	}
	if end, _ := table.ends(version("2.0.5"), version("4.0.0"), true); end.words() != "/oauth2callback sends everybody back without a sign-in" {
		t.Errorf("it says %q", end.words())
	}
	if _, known := table.ends(version("2.2.0"), version("3.0.0"), true); known {
		t.Error("what was not measured is known")
	}
	for streamlit, want := range map[string]bool{"2.0.0": false, "2.1.0": true, "2.2.0": false} {
		if _, needed := table.withoutHTTPX(version(streamlit), Version{}); needed != want {
			t.Errorf("Streamlit %s needs httpx: %v", streamlit, needed)
		}
	}
}
