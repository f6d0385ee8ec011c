package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// sentence are words that sentences and placeholders are made of. No list that
// passphrases are drawn from has the short ones, and none has six words in a row
// without them that somebody thought of.
var sentence = lazy.Value[[]string]{Make: func() []string {
	return strings.Fields(`the this that these and but not for from with without your our their his her its you who what when where was were are will would should must can could may
		have has had does did been being into onto here there than then them they some any all more most very just only also please before after about above below
		change changed changeme replace replaceme placeholder example sample demo test testing todo fixme insert enter put paste fill write set choose generate generated create make
		secret secrets secure security cookie cookies key keys token tokens password passwords passphrase phrase random randomly string strings long longer strong value
		text word words letters characters chars character bytes bits hex base least minimum production development developer local staging config settings session sessions
		auth login oauth oidc client server app apps application streamlit python google microsoft entra azure okta dashboard website signing signed sign super really totally something anything`)
}}

// stems are parts of words that placeholders in other languages have.
var stems = lazy.Value[[]string]{Make: func() []string {
	return strings.Fields("secre segre geheim chave clave llave chiave schluess schlues zufall aleat casual contras motdepasse sleutel willek galleta cookie kennwort passwor")
}}

// leastDrawn is from how many words on a passphrase cannot be tried out: six of a
// list of 7,776 are 77 bits.
const leastDrawn = 6

// isDrawnPhrase tells whether a text looks like a passphrase that dice or a password
// manager drew: six words or more with one mark between them, none twice, and no sentence.
func isDrawnPhrase(text string) bool {
	mark := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' })
	if mark < 0 {
		return false
	}
	words := strings.Split(strings.ToLower(text), text[mark:mark+1])
	if len(words) < leastDrawn || kindsOfMarks(text) > 1 {
		return false
	}
	for i, word := range words {
		plain := strings.TrimRight(word, "0123456789")
		if len(plain) < 3 || len(plain) > 10 || len(word)-len(plain) > 2 || slices.Contains(sentence.Get(), plain) || slices.Contains(words[:i], word) {
			return false
		}
		if slices.ContainsFunc(stems.Get(), func(stem string) bool { return strings.Contains(plain, stem) }) {
			return false
		}
	}
	return true
}
