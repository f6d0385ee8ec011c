package entra_test

import (
	"testing"

	"github.com/authkit-cli/authkit/entra"
)

func TestRefusesPrompt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		prompt string
		v1     bool
		want   bool
	}{
		{"", false, false}, {"select_account", false, false}, {"login", false, false}, {"consent", false, false}, {"none", false, false}, {"create", false, false}, {"SELECT_ACCOUNT", false, false},
		{"consent select_account", false, true}, {"select_account consent", true, true}, {"unspecified", false, true}, {"admin_consent", false, true}, {"admin_consent", true, false}, {"select_account,login", false, true},
	} {
		if got := entra.RefusesPrompt(c.prompt, c.v1); got != c.want {
			t.Errorf("%q, v1 %v: %v", c.prompt, c.v1, got)
		}
	}
}
