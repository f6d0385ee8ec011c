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
		p := baseline(t, acceptance(c.check, c.until), today)
		if (p.AcceptErr == nil) != c.ok {
			t.Errorf("%s until %s: %v", c.check, c.until, p.AcceptErr)
		}
		if p.AcceptErr != nil && !strings.Contains(p.AcceptErr.Fix, "until = 2026-09-13") {
			t.Errorf("%s until %s: the fix is %s", c.check, c.until, p.AcceptErr.Fix)
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
