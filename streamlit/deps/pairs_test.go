package deps

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// pairRow is what a real sign-in with these releases came to; httpx is empty
// where it was not installed.
type pairRow struct {
	streamlit, authlib, httpx string
	signsIn                   bool
}

// recordedPairs reads the table that e2e's TestPairs writes.
func recordedPairs(t *testing.T) []pairRow {
	t.Helper()
	data, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var rows []pairRow
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) != 4 {
			t.Fatalf("not a row: %q", line)
		}
		rows = append(rows, pairRow{words[0], words[1], strings.TrimPrefix(words[2], "-"), words[3] == "yes"})
	}
	return rows
}

// Judge says of every recorded pair what was seen with it.
func TestJudgeAgreesWithRecordedPairs(t *testing.T) {
	agreed := 0
	rows := recordedPairs(t)
	for _, row := range rows {
		text := "streamlit==" + row.streamlit + "\nAuthlib==" + row.authlib + "\n"
		if row.httpx != "" {
			text += "httpx==" + row.httpx + "\n"
		}
		d, err := Read(fstest.MapFS{"requirements.txt": {Data: []byte(text)}})
		if err != nil {
			t.Fatal(err)
		}
		fails := false
		for _, p := range Judge(d) {
			fails = fails || p.Severity == Error
		}
		if fails == row.signsIn {
			t.Errorf("%+v: Judge says %+v", row, Judge(d))
			continue
		}
		agreed++
	}
	t.Logf("figures: recorded pairs of releases: verify agrees in %d of %d", agreed, len(rows))
}

// The releases at which known.go says that something changes are those at which
// the recorded pairs change: one release earlier the answer is the other one.
func TestRecordedPairsShowTheChanges(t *testing.T) {
	rows := recordedPairs(t)
	before := func(name, v string) string {
		for _, r := range releases(name) {
			if r.version.Before(v) {
				return r.version.String()
			}
		}
		t.Fatalf("nothing before %s %s", name, v)
		return ""
	}
	wants := func(what, streamlit, authlib string, httpx, signsIn bool) {
		seen := false
		for _, row := range rows {
			if row.streamlit == streamlit && (authlib == "" || row.authlib == authlib) && (row.httpx != "") == httpx {
				seen = true
				if row.signsIn != signsIn {
					t.Errorf("%s: %+v, want %v", what, row, signsIn)
				}
			}
		}
		if !seen {
			t.Errorf("%s: no pair of Streamlit %s and Authlib %q is recorded", what, streamlit, authlib)
		}
	}
	old := before("streamlit", newAuthlibWorks)
	wants("newAuthlibWorks", old, authlibBreaksOld, false, false)
	wants("newAuthlibWorks", newAuthlibWorks, authlibBreaksOld, false, true)
	wants("authlibBreaksOld", old, before("authlib", authlibBreaksOld), false, true)
	wants("needsHTTPX", before("streamlit", needsHTTPX), "", false, true)
	wants("needsHTTPX", needsHTTPX, newestOf("authlib"), true, true)
	wants("needsHTTPX", needsHTTPX, "1.7.2", false, false)
	wants("oldestAuthlib", loginCame, oldestAuthlib, false, true)
	wants("the newest releases", newestOf("streamlit"), newestOf("authlib"), true, true)
}

func newestOf(name string) string { return Newest(name).String() }
