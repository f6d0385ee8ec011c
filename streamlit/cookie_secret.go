package streamlit

import (
	"strings"
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
		return problem(SeverityError, "cookie_secret is made of words or of a simple pattern, so it can be guessed and logins forged", fix)
	case length < weakBelow:
		return problem(SeverityWarning, "cookie_secret is shorter than 32 characters", fix)
	case strings.HasPrefix(text, "-----BEGIN") || strings.HasPrefix(text, "ssh-") || strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}"):
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
