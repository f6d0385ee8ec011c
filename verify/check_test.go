package verify

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify/grounds"
)

// Every remedy belongs to somebody, and its steps read well.
func TestRemedies(t *testing.T) {
	steps := 0
	for _, c := range Checks() {
		if c.Owner == "" {
			t.Errorf("%s: nobody can take the remedy", c.ID)
		}
		for _, step := range c.Steps {
			steps++
			if step == "" || strings.Contains(step, "  ") {
				t.Errorf("%s: %q", c.ID, step)
			}
		}
	}
	if steps < 80 {
		t.Errorf("only %d steps were found", steps)
	}
}

// Every check says what makes it ok and what breaks it.
func TestGrounds(t *testing.T) {
	told := 0
	for _, c := range Checks() {
		if c.OK == "" || c.Broken == "" {
			t.Errorf("%s: grounds has nothing on it", c.ID)
			continue
		}
		told++
	}
	if told != len(grounds.All()) {
		t.Errorf("%d checks, and grounds of %d", told, len(grounds.All()))
	}
	t.Logf("figures: checks that say what their ok rests on: %d of %d", told, len(Checks()))
}
