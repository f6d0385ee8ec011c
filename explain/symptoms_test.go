package explain

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Every way to say something leads to its page, and every page is there.
func TestSymptomsLeadToTheirPages(t *testing.T) {
	said := map[string]bool{}
	ways := 0
	for _, s := range symptoms {
		for _, name := range s.pages {
			if _, ok := knownPage(name, strings.EqualFold); !ok {
				t.Errorf("%q: there is no page %q", s.says[0], name)
			}
		}
		for _, way := range s.says {
			ways++
			key := strings.Join(slices.Sorted(slices.Values(wordsOf(way))), " ")
			if said[key] {
				t.Errorf("%q stands twice", way)
			}
			said[key] = true
			first := symptomsLike(way)
			if len(first) != 1 || first[0].says[0] != s.says[0] {
				t.Errorf("%q does not lead to its own symptom", way)
			}
		}
	}
	if len(symptoms) < 60 {
		t.Errorf("only %d symptoms", len(symptoms))
	}
	t.Logf("figures: %d symptoms in %d ways to say them", len(symptoms), ways)
}

// What people type, with slips, in any order: see testdata/symptoms.txt.
func TestQuestionsInPeoplesWords(t *testing.T) {
	text, err := os.ReadFile("testdata/symptoms.txt")
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		question, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("%q is not QUESTION => PAGE", line)
		}
		pages, near := Find(question)
		several, open := strings.CutPrefix(want, "several ")
		switch {
		case want == "nothing" && len(pages)+len(near) == 0,
			open && len(pages) == 0 && slices.Contains(names(near), several),
			!open && want != "nothing" && len(pages) > 0 && pages[0].Name == want:
			right++
		default:
			t.Errorf("%q: want %s, got %q, near %q", question, want, names(pages), names(near))
		}
	}
	t.Logf("figures: %d questions in people's words answered", right)
}
