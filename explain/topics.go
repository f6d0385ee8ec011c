package explain

import (
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
)

// Topic is a name there is a page on.
type Topic struct{ Group, Name, About string }

// Topics lists every name group by group, checks first.
func Topics() []Topic {
	var all []Topic
	for _, check := range verify.Checks() {
		all = append(all, Topic{"Checks of verify", check.ID, check.Question})
	}
	for _, m := range messages() {
		all = append(all, Topic{"Messages of Streamlit and of providers", m.id, m.title})
	}
	for _, code := range entra.Codes() {
		entry, _ := entra.Lookup(code)
		all = append(all, Topic{"Codes of Microsoft Entra", code, entry.Cause})
	}
	return all
}
