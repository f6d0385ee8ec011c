package explain

import "strings"

// Told is the page on what somebody tells in a longer text, sentence by
// sentence: one of them has to hold a whole way to say a symptom, in three
// telling words at least. The first sentence that does decides.
func Told(text string) []Page {
	if !speaksOfSignIn(text) {
		return nil
	}
	for _, sentence := range sentences(text) {
		asked := wordsOf(sentence)
		for _, s := range symptoms {
			if s.open || !tells(asked, s) {
				continue
			}
			if page, ok := knownPage(s.pages[0], strings.EqualFold); ok {
				return []Page{page}
			}
		}
	}
	return nil
}

// speaksOfSignIn tells whether a text is about signing in at all; the words of
// symptoms alone ("refused to connect") are also those of databases.
func speaksOfSignIn(text string) bool {
	text = strings.ToLower(text)
	for _, word := range []string{"login", "log in", "logged in", "logging in", "sign in", "sign-in", "signing in", "signed in", "oauth", "oidc", "openid", "sso", "callback"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// sentences are the parts of a text that a person wrote as such: lines of a
// log or of code are too short, or are no words.
func sentences(text string) []string {
	ends := strings.NewReplacer(". ", "\n", "! ", "\n", "? ", "\n")
	var all []string
	for _, line := range strings.Split(ends.Replace(text), "\n") {
		if n := len(strings.Fields(line)); n >= 5 && n <= 60 && !strings.ContainsAny(line, "{}=<>()[]") {
			all = append(all, line)
		}
	}
	return all
}

// tells tells whether a sentence holds all the words of one way to say a symptom.
func tells(asked []string, s symptom) bool {
	for _, way := range s.says {
		said, found, telling := wordsOf(way), 0, 0
		for _, word := range said {
			for _, a := range asked {
				if sameWord(a, word) {
					found++
					if weight(word) == 1 {
						telling++
					}
					break
				}
			}
		}
		if found == len(said) && telling >= 3 {
			return true
		}
	}
	return false
}
