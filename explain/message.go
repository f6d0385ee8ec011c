package explain

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// rank says how much a message tells about the cause. Only the best rank found
// in a text is shown: beside a cause, its symptoms are noise.
type rank uint8

const (
	rankCause   rank = iota // names the cause
	rankError               // an OAuth error without particulars
	rankSymptom             // says only that something failed
)

// message is one text that Streamlit, Authlib or a provider shows, and what is behind it.
type message struct {
	id      string
	rank    rank
	phrases []string // any of them; as haystack writes them: lower case, ' for every quote
	with    []string // when given, any of these must be in the text too
	whole   bool     // the phrase must be the whole text
	title   string
	meaning string
	owner   string
	fix     string
	steps   []string
	checks  []string // what verify asks about it
}

// messages are made when they are asked for, not when the program starts. Their
// order is that of authkit explain --list.
func messages() []message {
	all := slices.Concat(streamlitMessages(), loginMessages(), tokenMessages(), libraryMessages(), secretsMessages(), networkMessages(), providerMessages(), oauthMessages())
	for i := range all {
		if all[i].owner == "" {
			all[i].owner = entra.OwnerDeveloper
		}
	}
	return all
}

// find returns where the message stands in the text, or -1.
func (m message) find(stack string) int {
	first := -1
	for _, phrase := range m.phrases {
		if m.whole {
			if strings.TrimSpace(strings.SplitN(stack, "\n", 2)[0]) == phrase {
				return 0
			}
			continue
		}
		if at := strings.Index(stack, phrase); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	if first >= 0 && len(m.with) > 0 && !slices.ContainsFunc(m.with, func(w string) bool { return strings.Contains(stack, w) }) {
		return -1
	}
	return first
}
