package entra

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// blotted stands where something was left out.
const blotted = "…"

// blot takes out of a provider's message what it may have repeated from the
// request and must not be shown: values that are not plainly an ID, an address
// or a word, queries of URLs, and the name part of e-mail addresses. A secret
// pasted into client_id comes back as "identifier '<secret>'".
func blot(message string) string {
	var b strings.Builder
	previous, quoted := "", false
	for len(message) > 0 {
		n := strings.IndexFunc(message, isSeparator)
		if n < 0 {
			n = len(message)
		}
		if token := message[:n]; token != "" {
			switch {
			case quoted && namesClient(previous) && !IsGUID(token),
				previous == "" && !IsGUID(token) && strings.Contains(message[n:], "is not a valid application identifier"):
				b.WriteString(blotted)
			default:
				b.WriteString(blotToken(token))
			}
			previous = token
		}
		for message = message[n:]; len(message) > 0; {
			r, size := utf8.DecodeRuneInString(message)
			if !isSeparator(r) {
				break
			}
			b.WriteString(message[:size])
			message, quoted = message[size:], r == '\'' || r == '"'
		}
	}
	return b.String()
}

// namesClient tells whether a quoted value behind this word may be client_id,
// which is shown only when it is a GUID.
func namesClient(word string) bool {
	switch strings.ToLower(word) {
	case "identifier", "application", "app", "client", "client_id", "secret":
		return true
	}
	return false
}

func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("'\"()<>[]{},;’‘“”", r)
}

func blotToken(token string) string {
	core := strings.TrimRight(token, ".:!?")
	tail := token[len(core):]
	switch {
	case IsGUID(core), plainWord(core):
		return token
	case strings.HasPrefix(core, "https://"), strings.HasPrefix(core, "http://"):
		return withoutQuery(core) + tail
	case strings.Contains(core, "@"):
		return blotted + core[strings.LastIndexByte(core, '@'):] + tail
	case len(core) >= 12:
		return blotted + tail
	}
	return token
}

// plainWord tells whether a token reads like a word, a parameter name or a
// number: no mixture of letters and digits, no run of symbols.
func plainWord(token string) bool {
	letters, digits, other := 0, 0, 0
	for _, r := range token {
		switch {
		case unicode.IsLetter(r):
			letters++
		case r >= '0' && r <= '9':
			digits++
		case r == '_' || r == '-' || r == '.' || r == '/' || r == ':' || r == '=':
		default:
			other++
		}
	}
	return other == 0 && (letters == 0 || digits == 0) && len(token) <= 60
}

func withoutQuery(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		// Microsoft's own help links carry a number that people need.
		if strings.HasPrefix(address, "https://go.microsoft.com/fwlink/?linkid=") && plainWord(address[i+1:]) {
			return address
		}
		return address[:i]
	}
	return address
}
