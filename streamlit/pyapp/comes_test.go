package pyapp

import (
	"iter"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/belongs"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
	"github.com/authkit-cli/authkit/streamlit/reached"

	"github.com/authkit-cli/authkit/secrets"
)

// Small apps, with what the real Streamlit 1.67.0 says to each (e2e/versions/comes.py):
// whether somebody who is not signed in comes to st.login, whatever they click at.
func TestStrangersComeToLogin(t *testing.T) {
	unproven, count := map[string]int{}, 0
	for answer, app := range judged(t, "testdata/comes.txt") {
		name := app.name
		count++
		reach := Never
		for _, l := range app.follow().Offered {
			reach = max(reach, l.Reach)
		}
		switch {
		case answer == "yes" && reach == Never, answer == "no" && reach > Perhaps:
			t.Errorf("%s: %d, and the real Streamlit says %s", name, reach, answer)
		case reach == Perhaps && strings.HasPrefix(name, "environment"): // they come to it where it is set, and it may never be
		case reach == Perhaps && strings.HasPrefix(name, "changed elsewhere"): // what it is then is not followed
		case reach == Perhaps && strings.HasPrefix(name, "beyond"): // what nothing here works out
		case reach == Perhaps:
			unproven[answer]++
			t.Logf("unproven, %s: %s", answer, name)
		}
	}
	if unproven["yes"] > 1 {
		t.Errorf("%d of %d are unproven", unproven["yes"]+unproven["no"], count)
	}
}

// Small apps that an error ends before the sign-in, and healthy neighbours of each: the former
// are accused of one thing, the latter of nothing, or of what ends the page below the sign-in.
func TestEndsBeforeLogin(t *testing.T) {
	for answer, app := range judged(t, "testdata/ends.txt") {
		found := app.follow()
		told, want := found.Vain.File != "", 0
		if answer == "no" || strings.HasSuffix(app.name, ", then an end") {
			want = 1
		}
		found.Faults = slices.DeleteFunc(found.Faults, func(f reached.Fault) bool { return f.Inside }) // the judge did not sign in
		if told != (answer == "no") || len(found.Faults) > want || answer == "yes" && len(found.Faults) < want {
			t.Errorf("%s: the real Streamlit says %s\n  %+v", app.name, answer, found.Faults)
		}
	}
}

// Small apps with classes of their own: what a thing of one of them is asked for and called with
// decides who comes to which sign-in.
func TestThingsAreFollowed(t *testing.T) {
	open := map[string]int{}
	for answer, app := range judged(t, "testdata/things.txt") {
		found, reach, known := app.follow(), Never, true
		for _, l := range found.Offered {
			if there := !l.Known || l.Provider == "" || app.values.Under("auth").Under(l.Provider) != nil; there {
				reach, known = max(reach, l.Reach), known && (l.Known || l.Reach == Never)
			}
		}
		told := found.Vain.File != ""
		switch {
		case answer == "no" && !told && reach > Perhaps, answer == "yes" && (told || reach == Never || len(found.Faults) > 0), told && len(found.Faults) != 1:
			t.Errorf("%s: %d, and the real Streamlit says %s\n  %+v", app.name, reach, answer, found.Faults)
		case !told && (reach == Perhaps || !known):
			open[answer]++
			t.Logf("open, %s: %s", answer, app.name)
		}
	}
	if open["no"] > 0 || open["yes"] > 24 {
		t.Errorf("open: %v", open)
	}
}

// smallApp is one of a table of apps.
type smallApp struct {
	name   string
	scans  map[string]pyfile.Scan
	values *held.Value
}

func (a smallApp) follow() Followed {
	absent := slices.DeleteFunc(belongs.Named("app.py", a.scans), func(file string) bool { _, there := a.scans[file]; return there })
	return Follow("app.py", a.scans, a.values, Around{Absent: absent})
}

// judged are the apps of a table, each with what the real Streamlit says to it.
func judged(t *testing.T, table string) iter.Seq2[string, smallApp] {
	values := held.In([]*secrets.Document{readDocument(t, "testdata/held.toml")})
	text := readText(t, table)
	all := regexp.MustCompile(`(?m)^=== (\S+) (.+)\n`).FindAllStringSubmatchIndex(text, -1)
	return func(yield func(string, smallApp) bool) {
		for i, at := range all {
			end := len(text)
			if i+1 < len(all) {
				end = all[i+1][0]
			}
			app := smallApp{text[at[4]:at[5]], map[string]pyfile.Scan{}, values}
			files := filesOf(text[at[1]:end])
			for file, source := range files {
				scan, err := pyfile.Read([]byte(source))
				if err != nil {
					t.Fatalf("%s: %s: %v", app.name, file, err)
				}
				app.scans[file] = scan
			}
			all, _ := pytaken.Taken("app.py", app.scans)
			for file, taken := range all {
				scan, err := pyfile.ReadTaken([]byte(files[file]), math.MaxInt, taken)
				if err != nil {
					t.Fatal(err)
				}
				app.scans[file] = scan
			}
			if !yield(text[at[2]:at[3]], app) {
				return
			}
		}
	}
}

// filesOf are the files of one app; the first is the main script.
func filesOf(block string) map[string]string {
	parts := strings.Split("-- app.py --\n"+block, "-- ")
	files := map[string]string{}
	for _, part := range parts[1:] {
		name, source, _ := strings.Cut(part, " --\n")
		files[name] = source
	}
	if !regexp.MustCompile(`import streamlit|shim|"streamlit"`).MatchString(files["app.py"]) {
		files["app.py"] = "import streamlit as st\n" + files["app.py"]
	}
	return files
}
