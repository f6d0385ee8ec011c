package verify_test

import (
	"testing"

	"github.com/authkit-cli/authkit/fix"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify"
)

// found are the findings of a report, by check and message.
func found(r *verify.Report) map[string]verify.Finding {
	all := map[string]verify.Finding{}
	for _, result := range r.Results {
		for _, f := range result.Findings {
			all[result.ID+": "+f.Message] = f
		}
	}
	return all
}

// What verify --fix writes takes away every finding that has an edit, and brings
// no other.
func TestFixPlansOfExamples(t *testing.T) {
	t.Parallel()
	projects, fixed := 0, 0
	for i, e := range examples() {
		if e.source.Named != "" || testing.Short() && i%32 != 0 {
			continue
		}
		e.login = false
		set := e.set(t)
		tried := e.ask(t, set)
		before := found(tried.report)
		edits := map[string]*findings.Edit{}
		for key, f := range before {
			if f.Edit != nil {
				edits[key] = f.Edit
			}
		}
		wrote := false
		for range fix.Rounds {
			plan, left, err := fix.Plan(t.Context(), tried.project, tried.report, "")
			if err != nil || len(left) > 0 {
				t.Errorf("example %d %s/%s: left %q, %v", i, e.check, e.says, left, err)
			}
			if len(plan.Changes) == 0 {
				break
			}
			if err := plan.Apply(); err != nil {
				t.Fatalf("example %d %s/%s: %v", i, e.check, e.says, err)
			}
			wrote = true
			tried = e.ask(t, set)
		}
		if !wrote {
			if len(edits) > 0 {
				t.Errorf("example %d %s/%s: nothing was written of %v", i, e.check, e.says, edits)
			}
			continue
		}
		projects++
		after := found(tried.report)
		for key := range edits {
			if _, still := after[key]; still {
				t.Errorf("example %d %s/%s: still there: %s", i, e.check, e.says, key)
			}
			fixed++
		}
		for key, f := range after {
			if f.Edit != nil {
				t.Errorf("example %d %s/%s: after %d rounds there is an edit left: %s", i, e.check, e.says, fix.Rounds, key)
			}
			if _, old := before[key]; !old {
				t.Errorf("example %d %s/%s: new: %s", i, e.check, e.says, key)
			}
		}
	}
	t.Logf("figures: %d findings fixed in %d examples", fixed, projects)
	if fixed < 40 && !testing.Short() {
		t.Errorf("only %d findings were fixed", fixed)
	}
}
