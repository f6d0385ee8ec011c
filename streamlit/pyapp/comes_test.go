package pyapp

import (
	"regexp"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/held"

	"github.com/authkit-cli/authkit/secrets"
)

// Small apps, with what the real Streamlit 1.67.0 says to each (e2e/versions/comes.py):
// whether somebody who is not signed in comes to st.login, whatever they click at.
func TestStrangersComeToLogin(t *testing.T) {
	values := held.In([]*secrets.Document{readDocument(t, "testdata/held.toml")})
	text := readText(t, "testdata/comes.txt")
	heads := regexp.MustCompile(`(?m)^=== (\S+) (.+)\n`)
	all := heads.FindAllStringSubmatchIndex(text, -1)
	unproven := map[string]int{}
	for i, at := range all {
		end := len(text)
		if i+1 < len(all) {
			end = all[i+1][0]
		}
		answer, name := text[at[2]:at[3]], text[at[4]:at[5]]
		scans := map[string]Scan{}
		for file, source := range filesOf(text[at[1]:end]) {
			scan, err := Read([]byte(source))
			if err != nil {
				t.Fatalf("%s: %s: %v", name, file, err)
			}
			scans[file] = scan
		}
		reach := Never
		for _, l := range Follow("app.py", scans, values).Offered {
			reach = max(reach, l.Reach)
		}
		switch {
		case answer == "yes" && reach == Never, answer == "no" && reach > Perhaps:
			t.Errorf("%s: %d, and the real Streamlit says %s", name, reach, answer)
		case reach == Perhaps && strings.HasPrefix(name, "environment"): // they come to it where it is set, and it may never be
		case reach == Perhaps:
			unproven[answer]++
			t.Logf("unproven, %s: %s", answer, name)
		}
	}
	if unproven["yes"] > 1 {
		t.Errorf("%d of %d are unproven", unproven["yes"]+unproven["no"], len(all))
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
