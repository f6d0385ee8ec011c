package explain

import (
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// Every message is complete, is found by its own phrases, and points to checks by their right names.
func TestMessagesAreComplete(t *testing.T) {
	known := map[string]bool{}
	for _, check := range verify.Checks() {
		known[check.ID] = true
	}
	for _, m := range messages() {
		if m.title == "" || m.meaning == "" || m.fix == "" || m.owner == "" || strings.HasSuffix(m.title, ".") || strings.HasSuffix(m.fix, ".") || !strings.HasSuffix(m.meaning, ".") {
			t.Errorf("%s: %+v", m.id, m)
		}
		for _, check := range m.checks {
			if !known[check] {
				t.Errorf("%s: there is no check %q", m.id, check)
			}
		}
		for _, phrase := range m.phrases {
			if phrase != haystack([]string{phrase}) {
				t.Errorf("%s: %q can never be found", m.id, phrase)
			}
			text := phrase
			if len(m.with) > 0 {
				text += " " + m.with[0]
			}
			pages := Recognise(text)
			if !slices.ContainsFunc(pages, func(p Page) bool { return p.same(messagePage(m)) }) {
				t.Errorf("%s: not found in %q: %d pages", m.id, text, len(pages))
			}
		}
	}
}

// One number with several meanings is several pages, and improving a sentence
// makes no page another one.
func TestPagesAreToldApartByWhatTheyAreAbout(t *testing.T) {
	const secret, device = "AADSTS70002: The request must include a 'client_secret'.", "AADSTS70002: The client must be marked as 'mobile'."
	both := Recognise(secret + "\n" + `$Config={"strServiceExceptionMessage":"` + device + `"};`)
	if !slices.Equal(names(both), []string{"AADSTS70002", "AADSTS70002"}) || both[0].same(both[1]) {
		t.Errorf("%q", names(both))
	}
	reworded := both[0]
	reworded.About, reworded.Meaning = "other words", "Other words."
	if !reworded.same(both[0]) {
		t.Error("a page with other words is another page")
	}
}

// The list's order names messages that exist, each once, and providers' words
// are not lost on the way.
func TestListNamesWhatProvidersSay(t *testing.T) {
	var said []string
	for _, m := range providerMessages() {
		said = append(said, m.id)
	}
	if len(said) < len(listed) || !slices.Equal(said[:len(listed)], listed) {
		t.Errorf("the list is %q, and providers say %q", listed, said)
	}
	if sorted := slices.Compact(slices.Sorted(slices.Values(said))); len(sorted) != len(said) {
		t.Errorf("a message stands there twice: %q", said)
	}
}
