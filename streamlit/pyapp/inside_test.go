package pyapp

import "testing"

// Small apps that fail, or do not, for people who have signed in, as AppTest of Streamlit 1.67.0 shows
// them (e2e/pyapp/inside.py): who works is accused of nothing.
func TestInside(t *testing.T) {
	told, broken := 0, 0
	for answer, app := range judged(t, "testdata/inside.txt") {
		faults := app.follow().Faults
		switch {
		case answer == "yes" && len(faults) > 0:
			t.Errorf("%s: it works, and is accused\n  %+v", app.name, faults)
		case answer == "no":
			if broken++; len(faults) > 0 {
				told++
			} else {
				t.Log("not told: " + app.name)
			}
		}
	}
	t.Logf("told: %d of %d", told, broken)
	if told < broken*9/10 {
		t.Errorf("only %d of %d are told", told, broken)
	}
}
