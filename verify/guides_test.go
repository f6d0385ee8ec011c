package verify

import (
	"slices"
	"strings"
	"testing"
)

// Every guide belongs to a check that has no steps of its own, and reads well.
func TestGuides(t *testing.T) {
	var checks []Check
	for _, group := range [][]Check{secretsFileChecks(), projectChecks(), metadataChecks(), credentialChecks(), signInChecks(), deployedChecks()} {
		checks = append(checks, group...)
	}
	for id, guide := range guides() {
		if !slices.ContainsFunc(checks, func(c Check) bool { return c.ID == id && c.Steps == nil }) {
			t.Errorf("there is no check %s, or it has steps of its own", id)
		}
		for _, step := range guide.steps {
			if step == "" || strings.HasSuffix(step, ".") || strings.Contains(step, "  ") {
				t.Errorf("%s: %q", id, step)
			}
		}
	}
	for _, c := range Checks() {
		if c.Owner == "" {
			t.Errorf("%s: nobody can mend it", c.ID)
		}
	}
}
