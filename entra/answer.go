package entra

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// ErrorAnswer is what Microsoft, or another OAuth provider, said went wrong.
// All text is cleaned and capped, and what could be a secret, a person's
// e-mail name or a URL's query is blotted out of Description: the service
// repeats values of the request, and those may be in the wrong place.
type ErrorAnswer struct {
	OAuthError    string // RFC 6749 error, such as "invalid_client"; empty on most pages
	Subcode       string // error_subcode, "cancel" when the person closed the sign-in
	Code          string // "AADSTS7000215"; empty when there is no number
	Codes         []int  // all numbers of error_codes
	Description   string // without the number in front and the trace behind
	TraceID       string
	CorrelationID string
	Timestamp     string
	Page          bool   // shown to the person on a page instead of being sent to the app
	PageID        string // Microsoft's name of the page, such as "ConvergedError"
}

// ParseTokenError reads the JSON error of a token, device-code or metadata
// endpoint (RFC 6749 section 5.2 with Microsoft's additions). A granted
// request (2xx with a token) is no error whatever else it holds.
func ParseTokenError(status int, body []byte) (ErrorAnswer, bool) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return ErrorAnswer{}, false
	}
	name := text(fields["error"])
	if name == "" {
		return ErrorAnswer{}, false
	}
	if status/100 == 2 && (fields["access_token"] != nil || fields["id_token"] != nil) {
		return ErrorAnswer{}, false
	}
	a := describe(name, text(fields["error_description"]))
	var codes []json.RawMessage
	if json.Unmarshal(fields["error_codes"], &codes) == nil {
		for _, raw := range codes {
			if code, err := strconv.Atoi(strings.Trim(string(raw), `"`)); err == nil && code > 0 {
				a.Codes = append(a.Codes, code)
			}
		}
	}
	if a.Code == "" && len(a.Codes) > 0 {
		a.Code = aadsts + strconv.Itoa(a.Codes[0])
	}
	if id := identifier(text(fields["trace_id"])); id != "" {
		a.TraceID = id
	}
	if id := identifier(text(fields["correlation_id"])); id != "" {
		a.CorrelationID = id
	}
	if stamp := timestamp(text(fields["timestamp"])); stamp != "" {
		a.Timestamp = stamp
	}
	return a, true
}

// ParseCallbackError reads the query (or the posted form) of a redirect URI
// (RFC 6749 section 4.1.2.1).
func ParseCallbackError(query url.Values) (ErrorAnswer, bool) {
	name := query.Get("error")
	if name == "" {
		return ErrorAnswer{}, false
	}
	a := describe(name, query.Get("error_description"))
	a.Subcode = word(query.Get("error_subcode"))
	return a, true
}

// Entry is the catalogue's page on the answer, narrowed by its text where one
// number stands for several things.
func (a ErrorAnswer) Entry() (Entry, bool) {
	if a.Code != "" {
		return Explain(a.Code, a.Description)
	}
	if a.OAuthError == "access_denied" && a.Subcode == "cancel" {
		return Lookup("MSA:access_denied")
	}
	for _, m := range liveMessages {
		if m.oauthError == a.OAuthError && m.matches(strings.ToLower(a.Description)) {
			return Lookup(m.code)
		}
	}
	return Entry{}, false
}

// describe takes an error_description apart: "AADSTS<n>: <text>" followed by
// Trace ID, Correlation ID and Timestamp, separated by CR LF (until about 2024)
// or by one blank.
func describe(name, description string) ErrorAnswer {
	a := ErrorAnswer{OAuthError: word(name)}
	description, a.Timestamp = cutLast(description, "Timestamp:", timestamp)
	description, a.CorrelationID = cutLast(description, "Correlation ID:", identifier)
	description, a.TraceID = cutLast(description, "Trace ID:", identifier)
	a.Code, description = splitCode(description)
	a.Description = Clean(blot(description))
	return a
}

// cutLast removes "label value" from the end of text and returns the value.
func cutLast(text, label string, valid func(string) string) (before, value string) {
	at := strings.LastIndex(text, label)
	if at < 0 {
		return text, ""
	}
	return strings.TrimSpace(text[:at]), valid(text[at+len(label):])
}

// splitCode takes the number off the front of a message.
func splitCode(message string) (code, rest string) {
	message = strings.TrimSpace(message)
	number, ok := cutPrefixFold(message, aadsts)
	if !ok {
		return "", message
	}
	digits := len(number) - len(strings.TrimLeft(number, "0123456789"))
	if digits == 0 || digits > 10 {
		return "", message
	}
	return aadsts + number[:digits], strings.TrimSpace(strings.TrimPrefix(number[digits:], ":"))
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// text is a JSON string, empty when the value is something else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// word accepts an OAuth error code (RFC 6749 appendix A.7 without the blank)
// of sensible length; anything else becomes "other".
func word(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	for _, r := range s {
		if !(r == '_' || r == '-' || r == '.' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return "other"
		}
	}
	if len(s) > 50 {
		return "other"
	}
	return s
}

// identifier accepts a GUID.
func identifier(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= guidLength && IsGUID(s[:guidLength]) {
		return s[:guidLength]
	}
	return ""
}

// timestamp accepts "2026-08-13 21:24:29Z".
func timestamp(s string) string {
	s = strings.TrimSpace(s)
	const form = "2006-01-02 15:04:05Z"
	if len(s) < len(form) {
		return ""
	}
	s = s[:len(form)]
	for i := range len(form) {
		digit := form[i] >= '0' && form[i] <= '9'
		if digit != (s[i] >= '0' && s[i] <= '9') || !digit && s[i] != form[i] {
			return ""
		}
	}
	return s
}
