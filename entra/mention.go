package entra

import (
	"strconv"
	"strings"
)

// liveMessage is a message of login.live.com, which has no number.
type liveMessage struct {
	code       string
	oauthError string
	phrase     string // lower case, part of the message; empty: the error alone says it
}

var liveMessages = [...]liveMessage{
	{"MSA:unauthorized_client", "unauthorized_client", "not enabled for consumers"},
	{"MSA:invalid_request:redirect_uri", "invalid_request", "the provided value for the input parameter 'redirect_uri'"},
	{"MSA:invalid_request:userAudience", "invalid_request", "'useraudience'"},
}

func (m liveMessage) matches(lower string) bool { return strings.Contains(lower, m.phrase) }

// Mention is an error code that stands in a text.
type Mention struct {
	Code   string // "AADSTS…" or "AADB2C…", known here or not, or "MSA:…"
	Offset int    // where it stands, in bytes
	Text   string // what follows it, for Explain; not for showing
}

// maxMentions bounds the work on a text made of nothing but codes.
const maxMentions = 50

// Mentions finds the codes in free text, such as a log or an error page, in
// their order, each once and at most 50: AADSTS or AADB2C with its number, "error?code=" links, the
// error_codes of an answer, and the messages of login.live.com. The number in
// sErrorCode is not one of them: the ordinary sign-in page carries 50058 there.
func Mentions(text string) []Mention {
	var found []Mention
	lower := asciiLower(text)
	add := func(code string, offset, end int) {
		if len(found) == maxMentions {
			return
		}
		for _, m := range found {
			if m.Code == code {
				return
			}
		}
		found = append(found, Mention{code, offset, text[end:min(len(text), end+maxText)]})
	}
	for offset := 0; offset < len(lower); offset++ {
		switch {
		case strings.HasPrefix(lower[offset:], "aadsts"):
			end := skipAny(lower, offset+len(aadsts), " :#-_")
			if number, after := digits(lower, end); number != "" {
				add(aadsts+number, offset, after)
			}
		case strings.HasPrefix(lower[offset:], "aadb2c"):
			end := skipAny(lower, offset+len(aadb2c), " :#-_")
			if number, after := digits(lower, end); number != "" {
				add(aadb2c+number, offset, after)
			}
		case strings.HasPrefix(lower[offset:], "/error?code="):
			if number, after := digits(lower, offset+len("/error?code=")); number != "" {
				add(aadsts+number, offset, after)
			}
		case strings.HasPrefix(lower[offset:], "error_codes"):
			end := skipAny(lower, offset+len("error_codes"), "\\\"' \r\n\t:=[")
			number, after := digits(lower, end)
			if _, known := Lookup(number); known { // others have a field of that name too
				add(aadsts+number, offset, after)
			}
		case strings.HasPrefix(lower[offset:], "not enabled for consumers") && !nearNumber(lower, offset):
			add("MSA:unauthorized_client", offset, offset)
		case strings.HasPrefix(lower[offset:], "invalid_request"):
			message := lower[offset:min(len(lower), offset+maxText)]
			for _, m := range liveMessages {
				if m.oauthError == "invalid_request" && m.matches(message) && !strings.Contains(message, "aadsts") {
					add(m.code, offset, offset)
				}
			}
		}
	}
	return found
}

// asciiLower lowers A to Z and leaves every byte where it was.
func asciiLower(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// nearNumber tells whether the phrase belongs to a message with a number.
func nearNumber(lower string, offset int) bool {
	before := lower[max(0, offset-80):offset]
	number := strings.LastIndex(before, "aadsts")
	return number >= 0 && !strings.Contains(before[number:], "unauthorized_client")
}

func skipAny(s string, at int, set string) int {
	for at < len(s) && strings.IndexByte(set, s[at]) >= 0 {
		at++
	}
	return at
}

// digits reads a number of 4 to 10 digits.
func digits(s string, at int) (number string, after int) {
	end := at
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	if end-at < 4 || end-at > 10 {
		return "", end
	}
	n, err := strconv.ParseUint(s[at:end], 10, 64)
	if err != nil || n == 0 {
		return "", end
	}
	return strconv.FormatUint(n, 10), end
}
