package verify

import (
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/secrets"
)

var today = time.Date(2026, 6, 15, 13, 0, 0, 0, time.UTC)

// baseline reads a settings file on the given day.
func baseline(t *testing.T, text string, now time.Time) *Project {
	t.Helper()
	document, err := secrets.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p := &Project{}
	p.readAccepted(document, now)
	return p
}

func entry(check, until string) string {
	return "[[accept]]\ncheck = \"" + check + "\"\nreason = \"we know\"\nuntil = " + until + "\n"
}

// A secret that others have seen is accepted for 90 days at most, anything
// else for as long as somebody says.
func TestAcceptedExposures(t *testing.T) {
	for _, c := range []struct {
		check, until string
		ok           bool
	}{
		{"secrets-leaked", "2026-09-13", true}, {"secrets-leaked", "2026-09-14", false},
		{"secrets-tracked", "2026-09-13", true}, {"secrets-tracked", "2027-01-01", false},
		{"secrets-leaked", "2020-01-01", true}, // over, so it counts again
		{"deps-authlib", "2099-01-01", true},
	} {
		p := baseline(t, entry(c.check, c.until), today)
		if (p.AcceptErr == nil) != c.ok {
			t.Errorf("%s until %s: %v", c.check, c.until, p.AcceptErr)
		}
		if p.AcceptErr != nil && !strings.Contains(p.AcceptErr.Fix, "until = 2026-09-13") {
			t.Errorf("%s until %s: the fix is %s", c.check, c.until, p.AcceptErr.Fix)
		}
	}
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
		name, baseline string
		now            time.Time
		want           Verdict
		accepted       int
		note           string
	}{
		{"the day itself", entry("redirect-uri-path", "2026-06-15"), today, Sound, 3, ""},
		{"the day after", entry("redirect-uri-path", "2026-06-15"), today.AddDate(0, 0, 1), Broken, 0, "counts again, the last day was 2026-06-15"},
		{"one provider", entry("redirect-uri-path", "2026-06-15") + "provider = \"google\"\n", today, Broken, 2, ""},
		{"both, one by one", entry("redirect-uri-path", "2026-06-15") + "provider = \"google\"\n" + entry("redirect-uri-path", "2026-07-15") + "provider = \"default\"\n", today, Sound, 3, ""},
		{"another check", entry("cookie-secret", "2026-06-15"), today, Broken, 0, ""},
		{"none", "", today, Broken, 0, ""},
	} {
		p := baseline(t, c.baseline, c.now)
		if p.AcceptErr != nil {
			t.Fatalf("%s: %v", c.name, p.AcceptErr)
		}
		report := &Report{Results: results()}
		report.accept(p, c.now)
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

// A reason may come from anywhere: it cannot steer a terminal or fill a page.
func TestAcceptedReasonIsData(t *testing.T) {
	p := baseline(t, "[[accept]]\ncheck = \"cookie-secret\"\nreason = \"\\u001b[31mred\\nline"+strings.Repeat(" word", 200)+"\"\nuntil = 2026-07-01\n", today)
	if p.AcceptErr != nil {
		t.Fatal(p.AcceptErr)
	}
	if got := p.Accepted[0].Reason; !strings.HasPrefix(got, "red line word") || len(got) > 310 {
		t.Errorf("%q", got)
	}
}
