package explain

import (
	"slices"
	"strings"
	"unicode"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// likeEnough is how like a way to say something has to be: three words of four
// on both sides, or nearly.
const likeEnough = 0.7

// maxAsked bounds the words that are compared; a question has fewer.
const maxAsked = 40

// within is the likeness of a way to say something that stands in a longer
// question with all its words.
const within = 0.75

// likeness tells how like two bags of words are, from 0 to 1: the harmonic mean
// of what is found of each in the other. Words that stand in nearly every
// question weigh less, and those alone say nothing.
func likeness(asked, said []string, same func(a, b string) bool) float64 {
	found, telling := 0.0, 0
	matched := make([]bool, len(asked))
	for _, word := range said {
		at := slices.IndexFunc(asked, func(a string) bool { return same(a, word) })
		if at >= 0 && !matched[at] {
			matched[at] = true
			found += weight(word)
			if weight(word) == 1 {
				telling++
			}
		}
	}
	ofSaid, ofAsked := weightOf(said), weightOf(asked)
	if telling == 0 {
		return 0
	}
	mean := 2 * found / (ofSaid + ofAsked)
	if telling >= 2 && found == ofSaid && found >= ofAsked/4 {
		return max(mean, within)
	}
	return mean
}

func weightOf(words []string) float64 {
	all := 0.0
	for _, word := range words {
		all += weight(word)
	}
	return all
}

// weight is what a word tells about a question on signing in.
func weight(word string) float64 {
	switch word {
	case "login", "error", "not", "access", "user", "app", "page", "work", "account", "microsoft", "azure", "entra", "google":
		return 0.5
	case "streamlit":
		return 0.25
	}
	return 1
}

// sameWord forgives one slip in a word of five letters and more, two from nine on.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	if longer-shorter > 2 {
		return false
	}
	return shorter >= 5 && spelling.Distance(a, b) <= 1 || shorter >= 9 && spelling.Distance(a, b) <= 2
}

// wordsOf takes a question apart: small letters, no little words, no endings,
// and one word for what people write in many ways.
func wordsOf(text string) []string {
	text = strings.ToLower(text)
	text = strings.NewReplacer("'", "", "’", "", "`", "").Replace(text)
	all := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var words []string
	for i := 0; i < len(all) && len(words) < maxAsked; i++ {
		word := stem(all[i])
		if i+1 < len(all) {
			if joined := paired(word, all[i+1]); joined != "" {
				word, i = joined, i+1
			}
		}
		if one := meaning(word); one != "" && !slices.Contains(words, one) {
			words = append(words, one)
		}
	}
	return words
}

// paired are two words that people also write as one.
func paired(first, second string) string {
	switch {
	case second == "in" && slices.Contains([]string{"log", "logg", "sign"}, first):
		return "login"
	case second == "out" && first == "logg":
		return "out" // a state; logging out is an act
	case second == "out" && slices.Contains([]string{"log", "sign"}, first), second == "off" && first == "sign":
		return "logout"
	case second == "site" && first == "web":
		return "app"
	}
	return ""
}

// stem takes the endings off that a question may have or not.
func stem(word string) string {
	for _, ending := range []string{"ing", "ed", "s"} {
		if bare, ok := strings.CutSuffix(word, ending); ok && len(bare) >= 3 && !strings.HasSuffix(bare, "s") {
			return bare
		}
	}
	return word
}

// meaning is the one word for what people write in many ways; empty for words
// that say nothing.
func meaning(word string) string {
	switch word {
	case "a", "an", "the", "my", "our", "i", "we", "you", "it", "is", "are", "be", "was", "do", "doe", "did", "have", "ha", "had", "get", "gett", "got",
		"in", "to", "of", "on", "with", "and", "or", "for", "me", "at", "when", "then", "that", "this", "there", "from", "by", "how", "why", "what", "after", "via", "use", "using", "into", "into the":
		return ""
	case "signin", "logon", "login", "sso", "signon", "authenticat", "authentication", "auth":
		return "login"
	case "signout", "logoff", "logout":
		return "logout"
	case "cannot", "cant", "dont", "doesnt", "didnt", "wont", "isnt", "never", "no", "unable", "fail", "failure", "broken", "not":
		return "not"
	case "forever", "endles", "infinite", "continuou", "continuously", "constantly", "loop", "again", "back", "repeatedly", "endlessly", "keep", "circle":
		return "loop"
	case "stay", "still", "remain", "alway":
		return "stay"
	case "website", "site", "application", "app":
		return "app"
	case "organisation", "organization", "company", "compan":
		return "organization"
	case "url", "uri", "address":
		return "uri"
	case "redirect", "redirection":
		return "redirect"
	case "deployment", "deploy", "production", "prod", "server", "cloud", "host":
		return "deploy"
	case "container", "docker", "kubernete", "k8":
		return "docker"
	case "locally", "local", "localhost":
		return "localhost"
	case "blank", "white", "empty":
		return "empty"
	case "iframe", "frame", "embed", "embedd":
		return "iframe"
	case "expire", "expir":
		return "expire"
	case "work", "function":
		return "work"
	}
	return word
}
