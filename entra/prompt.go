package entra

import (
	"slices"
	"strings"
)

// RefusesPrompt tells whether Entra is known to refuse a value of prompt in a
// login request (docs/facts/entra.md, section 2.2): it takes one word of a few.
// What capitals do is not known.
func RefusesPrompt(prompt string, v1 bool) bool {
	word := strings.ToLower(strings.TrimSpace(prompt))
	known := []string{"", "login", "none", "consent", "select_account", "create"}
	if v1 {
		known = append(known, "admin_consent", "refresh_session")
	}
	return !slices.Contains(known, word)
}
