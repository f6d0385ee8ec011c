package pyapp

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/belongs"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"

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
// are accused of one thing, the latter of nothing.
func TestEndsBeforeLogin(t *testing.T) {
	for answer, app := range judged(t, "testdata/ends.txt") {
		found := app.follow()
		if told := found.Vain.File != ""; told != (answer == "no") || len(found.Faults) > 1 || len(found.Faults) == 1 && !told {
			t.Errorf("%s: the real Streamlit says %s\n  %+v", app.name, answer, found.Faults)
		}
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
	return Follow("app.py", a.scans, a.values, absent...)
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
			for file, source := range filesOf(text[at[1]:end]) {
				scan, err := pyfile.Read([]byte(source))
				if err != nil {
					t.Fatalf("%s: %s: %v", app.name, file, err)
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
