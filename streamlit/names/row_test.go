package names

import (
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Each line of the table is found by its name, with its releases, and what is only a
// part of a name is none.
func TestRow(t *testing.T) {
	lines := 0
	for line := range strings.Lines(table.Rows()) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		lines++
		thing := words[len(words)-1] == "thing"
		if thing {
			words = words[:len(words)-1]
		}
		name := words[len(words)-1]
		got := row(name)
		if len(got.spans) == 0 || got.thing != thing {
			t.Errorf("%q is read as %+v", line, got)
			continue
		}
		first, last := releases.Get()[got.spans[0].from], releases.Get()[got.spans[len(got.spans)-1].to]
		if len(words) == 1 && (len(got.spans) != 1 || first.Compare(releases.Get()[0]) != 0 || last.Compare(releases.Get()[len(releases.Get())-1]) != 0) {
			t.Errorf("%q is in all releases, and is read as %+v", line, got)
		}
		if len(words) == 2 {
			from, _, _ := strings.Cut(words[0], "-")
			if v, err := deps.ParseVersion(from); err != nil || first.Compare(v) != 0 || len(got.spans) != strings.Count(words[0], ",")+1 {
				t.Errorf("%q is read as %+v", line, got)
			}
		}
		for _, part := range []string{name[1:], name[:len(name)-1]} {
			if !strings.Contains(table.Rows(), "\n"+part+"\n") && !strings.Contains(table.Rows(), " "+part+"\n") && !strings.Contains(table.Rows(), "\n"+part+" thing\n") && !strings.Contains(table.Rows(), " "+part+" thing\n") && len(row(part).spans) > 0 {
				t.Errorf("%q is no name, and is found", part)
			}
		}
	}
	for _, none := range []string{"", "st.", " ", "\n", "thing", "st.nothing_of_it"} {
		if got := row(none); len(got.spans) > 0 {
			t.Errorf("%q is read as %+v", none, got)
		}
	}
	if lines < 500 || !slices.IsSortedFunc(releases.Get(), deps.Version.Compare) {
		t.Errorf("%d lines", lines)
	}
}

// What is said of names without the table is what the table says.
func TestEverywhere(t *testing.T) {
	count := 0
	for row := range strings.Lines(table.Rows()) {
		if name := strings.TrimSuffix(row, "\n"); isEverywhere(name) {
			count++
		}
	}
	if count != 2*len(strings.Fields(ofBoth))+len(strings.Fields(ofTop))+len(strings.Fields(ofContainers)) || count < 100 {
		t.Errorf("%d names are rows of their own; run e2e/versions/names.py", count)
	}
}
