package scaffold

import (
	"errors"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/crashpoint"
	"github.com/authkit-cli/authkit/secrets"
)

// What somebody saves between our write and our taking it back stays, and the
// error names it.
func TestUndoLeavesWhatSomebodySaved(t *testing.T) {
	for name, before := range map[string]string{"a file that was there": "# mine\n[db]\nx = 1\n", "a file that is new": ""} {
		dir := t.TempDir()
		if before != "" {
			write(t, dir, ".streamlit/secrets.toml", before)
		}
		p := plan(t, dir, complete())
		last := p.Changes[len(p.Changes)-1].Path
		write(t, dir, last, "somebody else was faster\n")
		renamed := 0
		crashpoint.Reached = func(step string) {
			if step == "renamed" {
				if renamed++; renamed == 1 {
					write(t, dir, p.Changes[0].Path, "saved = true\n")
				}
			}
		}
		err := p.Apply()
		crashpoint.Reached = func(string) {}
		if !errors.Is(err, secrets.ErrChanged) || !strings.Contains(err.Error(), ".streamlit/secrets.toml stays as it is now") || strings.Contains(err.Error(), "nothing was changed") {
			t.Errorf("%s: %v", name, err)
		}
		found := files(t, dir)
		if len(found) != 3 || found[".streamlit/secrets.toml"] != "saved = true\n" || found[last] != "somebody else was faster\n" {
			t.Errorf("%s: it left %q", name, found)
		}
	}
}
