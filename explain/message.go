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
	rankKind                // names the kind of cause; nobody knows yet who says it
	rankError               // an OAuth error without particulars
	rankSymptom             // says only that something failed
)

// message is one text that Streamlit, Authlib or a provider shows, and what is behind it.
type message struct {
	id      string
	rank    rank
	phrases []string // any of them; as haystack writes them: lower case, ' for every quote
	with    []string // when given, any of these must be in the text too
	unless  []string // none of these may be in the text: then somebody else says it
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
	all := slices.Concat(streamlitMessages, loginMessages, tokenMessages(), libraryMessages(), secretsMessages, networkMessages(), browserMessages(), platformMessages(), peopleMessages, providerMessages(), oauthMessages())
	for i := range all {
		if all[i].owner == "" {
			all[i].owner = entra.OwnerDeveloper
		}
	}
	return all
}

// find returns where the message stands in the text, or -1.
func (m message) find(stack string) int {
	if m.whole {
		if slices.Contains(m.phrases, strings.TrimSpace(strings.SplitN(stack, "\n", 2)[0])) {
			return 0
		}
		return -1
	}
	in := func(w string) bool { return strings.Contains(stack, w) }
	first := firstOf(m.phrases, stack)
	if first >= 0 && (len(m.with) > 0 && !slices.ContainsFunc(m.with, in) || slices.ContainsFunc(m.unless, in)) {
		return -1
	}
	return first
}

// firstOf is where the first of the phrases stands, or -1.
func firstOf(phrases []string, stack string) int {
	first := -1
	for _, phrase := range phrases {
		if at := indexOf(phrase, stack); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	return first
}

// indexOf is where a phrase stands, or -1. One that is a name has to stand there
// whole: invalid_request_error is another service's.
func indexOf(phrase, stack string) int {
	const letters = "abcdefghijklmnopqrstuvwxyz_"
	isName := strings.Trim(phrase, letters) == ""
	for from := 0; ; {
		at := strings.Index(stack[from:], phrase)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(phrase)
		inside := at > 0 && stack[at-1] == '_' || end < len(stack) && strings.IndexByte(letters, stack[end]) >= 0
		if !isName || !inside {
			return at
		}
		from = end
	}
}
