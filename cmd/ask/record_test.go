package ask

import (
	"strings"
	"testing"
)

// A long answer is broken at a blank, not by the terminal.
func TestAnswersFitIntoNarrowTerminals(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	w := &wizard{out: &out, width: 40}
	w.record("Tenant", "contoso.com")
	w.record("Do you have an app registration?", "make one now, with the sign-in of my Azure CLI")
	if want := "✓ Tenant  contoso.com\n✓ Do you have an app registration?\n  make one now, with the sign-in of my\n  Azure CLI\n"; out.String() != want {
		t.Errorf("%q", out.String())
	}
}
