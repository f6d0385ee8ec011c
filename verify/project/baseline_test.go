package project

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
	p.readAccepted(document, nil, now)
	return p
}

func acceptance(check, until string) string {
	return "[[accept]]\ncheck = \"" + check + "\"\nreason = \"we know\"\nuntil = " + until + "\n"
}

// Nothing is accepted for ever: a secret that others have seen for 90 days at
// most, anything else for a year.
func TestAcceptedHasALastDay(t *testing.T) {
	for _, c := range []struct {
		check, until string
		latest       string // in the fix of what is refused
	}{
		{"secrets-leaked", "2026-09-13", ""}, {"secrets-leaked", "2026-09-14", "2026-09-13"},
		{"secrets-tracked", "2026-09-13", ""}, {"secrets-tracked", "2027-01-01", "2026-09-13"},
		{"secrets-leaked", "2020-01-01", ""}, // over, so it counts again
		{"secrets-ignored", "2027-06-15", ""}, {"secrets-image", "2027-06-16", "2027-06-15"},
		{"deps-authlib", "2027-06-15", ""}, {"deps-authlib", "2027-06-16", "2027-06-15"},
		{"deps-authlib", "2099-01-01", "2027-06-15"},
	} {
		p := baseline(t, acceptance(c.check, c.until), today)
		switch {
		case c.latest == "":
			if p.AcceptErr != nil {
				t.Errorf("%s until %s: %v", c.check, c.until, p.AcceptErr)
			}
		case p.AcceptErr == nil:
			t.Errorf("%s until %s passes", c.check, c.until)
		case !strings.HasPrefix(p.AcceptErr.Fix, "write until = "+c.latest+" or earlier"):
			t.Errorf("%s until %s: the fix is %s", c.check, c.until, p.AcceptErr.Fix)
		case baseline(t, acceptance(c.check, c.latest), today).AcceptErr != nil:
			t.Errorf("%s: the fix is refused too", c.check)
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
