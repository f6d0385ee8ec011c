package outcome

import (
	"testing"

	"github.com/authkit-cli/authkit/internal/findings"
)

// No way of the package leads to an ok that shows nothing for it.
func TestNoOKWithoutEvidence(t *testing.T) {
	for name, o := range map[string]Outcome{
		"the zero evidence": Passed(Evidence{}), "empty proof": Passed(Proof("")), "empty sign": Passed(Sign("")),
		"a search of nothing": Searched(Evidence{}), "a reason": NotProven("-"), "no answer": NotDecided("-"), "not asked": NotAsked("-"),
		"the zero outcome": {}, "a finding": Found(Proved, findings.Finding{Severity: findings.Warning}),
	} {
		if o.Status() == OK {
			t.Errorf("%s is ok", name)
		}
	}
	if o := Passed(Sign("a line")); o.Status() != OK || o.Evidence() != "a line" || o.Confidence() != Inferred {
		t.Errorf("evidence gives %+v", o)
	}
}
