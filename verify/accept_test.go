package verify

import (
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/project"
)

var june = time.Date(2026, 6, 15, 13, 0, 0, 0, time.UTC)

func entry(check, provider, until string) project.Acceptance {
	day, err := time.Parse(time.DateOnly, until)
	if err != nil {
		panic(err)
	}
	return project.Acceptance{Check: check, Provider: provider, Reason: "we know", Until: day}
}

func uncounted(a project.Acceptance) project.Acceptance {
	a.NotCounted = "main lacks it"
	return a
}

// The last day still counts; the findings keep their status, the verdict
// does without them.
func TestAcceptedUntil(t *testing.T) {
	results := func() []Result {
		return []Result{
			{ID: "redirect-uri-path", Provider: "default", Status: Failed, Findings: []Finding{{Severity: SeverityError, Message: "wrong"}}},
			{ID: "redirect-uri-path", Provider: "google", Status: Failed, Findings: []Finding{{Severity: SeverityError, Message: "wrong"}, {Severity: SeverityWarning, Message: "odd"}}},
		}
	}
	for _, c := range []struct {
		name     string
		accepts  []project.Acceptance
		now      time.Time
		want     Verdict
		accepted int
		note     string
	}{
		{"the day itself", []project.Acceptance{entry("redirect-uri-path", "", "2026-06-15")}, june, Sound, 3, ""},
		{"the day after", []project.Acceptance{entry("redirect-uri-path", "", "2026-06-15")}, june.AddDate(0, 0, 1), Broken, 0, "counts again, the last day was 2026-06-15"},
		{"one provider", []project.Acceptance{entry("redirect-uri-path", "google", "2026-06-15")}, june, Broken, 2, ""},
		{"both, one by one", []project.Acceptance{entry("redirect-uri-path", "google", "2026-06-15"), entry("redirect-uri-path", "default", "2026-07-15")}, june, Sound, 3, ""},
		{"another check", []project.Acceptance{entry("cookie-secret", "", "2026-06-15")}, june, Broken, 0, ""},
		{"in a pull request", []project.Acceptance{uncounted(entry("redirect-uri-path", "", "2026-06-15"))}, june, Broken, 0, "what is accepted of redirect-uri-path does not count: main lacks it"},
		{"in a pull request, beside one that counts", []project.Acceptance{uncounted(entry("redirect-uri-path", "", "2026-06-15")), entry("redirect-uri-path", "google", "2026-06-15")}, june, Broken, 2, "main lacks it"},
		{"none", nil, june, Broken, 0, ""},
	} {
		report := &Report{Results: results()}
		report.accept(&project.Project{Accepted: c.accepts}, c.now)
		if got := decide(report.Results, true); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		accepted := 0
		for _, r := range report.Results {
			if r.Status != Failed {
				t.Errorf("%s: the status became %s", c.name, r.Status)
			}
			for _, f := range r.Findings {
				if f.Accepted != "" {
					accepted++
				}
			}
		}
		if accepted != c.accepted {
			t.Errorf("%s: %d findings are accepted, want %d", c.name, accepted, c.accepted)
		}
		if notes := strings.Join(report.Notes, "\n"); (c.note == "") != (notes == "") || !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q, want %q", c.name, notes, c.note)
		}
	}
}
