package streamlit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
)

const (
	guessableBelow = 16 // characters: an error
	weakBelow      = 32 // characters: a warning
)

// judgeCookieSecret judges what signs the login cookies: whoever guesses it
// can log in as anybody.
func judgeCookieSecret(s Setting) []Problem {
	if s.Kind != secrets.KindString {
		return nil // sharedKeys tells
	}
	const fix = "replace cookie_secret by a random one: remove the line and run authkit init; everybody has to log in again"
	problem := func(severity Severity, message, fix string) []Problem {
		return []Problem{Problem{ID: checkid.CookieSecret, Severity: severity, Message: message, Fix: fix}.At(s.place())}
	}
	text := s.Text.Reveal()
	length := utf8.RuneCountInString(text)
	switch {
	case text == "":
		return problem(SeverityError, "cookie_secret is empty: newer releases of Streamlit stop at the login, and with older ones anybody can forge one", fix)
	case isReference(text):
		return []Problem{referred(s, "cookie_secret")}
	case IsPlaceholder(text):
		return problem(SeverityError, "cookie_secret is still a placeholder, so anybody can forge a login", fix)
	case isPublicKey(text):
		// joserfc refuses to sign with what it can read as a public key.
		return problem(SeverityError, "cookie_secret is a public key or certificate, which Streamlit refuses to sign with", fix)
	case length < guessableBelow:
		return problem(SeverityError, "cookie_secret is shorter than 16 characters, so it can be guessed and logins forged", fix)
	case isGuessable(text):
		return problem(SeverityError, "cookie_secret is made of common words or a simple pattern, so it can be guessed and logins forged", fix)
	case length < weakBelow:
		return problem(SeverityWarning, "cookie_secret is shorter than 32 characters", fix)
	case strings.HasPrefix(text, "-----BEGIN") || strings.HasPrefix(text, "ssh-"):
		// Authlib's jose, which Streamlit used up to 1.57.
		return problem(SeverityWarning, "cookie_secret begins like a key file, which Streamlit up to 1.57 refuses to sign with", fix)
	}
	return nil
}

func isPublicKey(text string) bool {
	for _, start := range []string{"-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "ssh-rsa AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-nistp256 AAAA"} {
		if strings.HasPrefix(strings.TrimSpace(text), start) {
			return true
		}
	}
	return false
}

// isGuessable tells whether a value of some length is still no secret: few
// different characters, a short pattern again and again, or nothing but the
// words people write into such a field.
func isGuessable(text string) bool {
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	// A long phrase may hold something nobody knows between its words.
	return len(different) <= 4 || repeats(text) || len(text) < weakBelow && onlyWords(strings.ToLower(text))
}

// repeats tells whether a text is a short beginning again and again.
func repeats(text string) bool {
	for n := 1; n <= min(longestPattern, len(text)/2); n++ {
		if text[n:] == text[:len(text)-n] {
			return true
		}
	}
	return false
}

// longestPattern is how long a beginning can be that is called simple, in bytes.
const longestPattern = 10

// onlyWords tells whether text can be cut into common words, short numbers,
// runs of the alphabet and separators.
func onlyWords(text string) bool {
	cuts := make([]bool, len(text)+1) // cuts[i]: text[:i] is words
	cuts[0] = true
	for i := range len(text) {
		if !cuts[i] {
			continue
		}
		if r := rune(text[i]); r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			cuts[i+1] = true
		}
		for _, word := range commonWords {
			if strings.HasPrefix(text[i:], word) {
				cuts[i+len(word)] = true
			}
		}
		if n := number(text[i:]); n > 0 {
			cuts[i+n] = true
		}
		if n := run(text[i:]); n >= 3 {
			for ; n >= 3; n-- {
				cuts[i+n] = true
			}
		}
	}
	return cuts[len(text)]
}

// number is the length of a number of at most four digits that stands alone.
func number(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n > 4 {
		return 0
	}
	return n
}

// run is the length of a run of neighbours: abcdef, 123456, aaaa.
func run(text string) int {
	n := 1
	for n < len(text) && (text[n] == text[n-1] || text[n] == text[n-1]+1 || text[n-1] == '9' && text[n] == '0') {
		n++
	}
	return n
}

var commonWords = strings.Fields(`
a abc access account admin alpha an and any app application at auth authentication authorization aws azure bar base64 baz be beta bits by bytes
change changed changeme characters chars choose code complex config cookie cookies default demo dev develop development do dummy encryption enter entra env example
fake fixme foo for from generate generated generator google hash hello here hex hidden hmac id idea in insert is it jwt keep key keys letmein local localhost login long
make me microsoft min minimum must my new no not of oauth oauth2 oidc okta only openid openssl or own p4ssw0rd pass passphrase passwd password paste phrase placeholder please
private prod production project public put python qwerty rand random randomly real replace s3cr3t safe salt same sample sauce secret secrets secure security server session set share
sharing sign signed signing site so some something staging str streamlit string strong super supersecret temp test testing text that the thing this tmp to token top type uniq unique
unsafe use user uuid value very was web with word words world xxx you your`)
