package provider

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Form is how a provider writes its client IDs or secrets. The zero Form is
// that of a provider whose values may be anything.
type Form struct {
	Says           string // in words
	Copy           string // where to copy a right one
	Prefix, Suffix string // what every value of today begins or ends with
	pattern        *lazy.Regexp
}

// Fits tells whether a value can be one.
func (f Form) Fits(value string) bool { return f.pattern == nil || f.pattern.Get().MatchString(value) }

// Bare takes off a value what every client ID or secret of a provider begins or
// ends with: what is left decides whether the value was ever filled in.
func Bare(value string) string {
	for _, p := range All() {
		for _, form := range []Form{p.ClientID, p.ClientSecret} {
			value = strings.TrimSuffix(strings.TrimPrefix(value, form.Prefix), form.Suffix)
		}
	}
	return value
}
