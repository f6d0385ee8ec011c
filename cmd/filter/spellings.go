package filter

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/quote"
)

// patterns are the ways a value may stand in a text of a syntax: how it got into
// the project, what a message did to it, and then the format. With full false,
// only as it is.
func (k *Known) patterns(value string, syntax Syntax, full bool) []string {
	var found set
	parts := pieces(entra.Plain(value))
	if len(value) > whole {
		value = strings.ToValidUTF8(value[:whole], "")
		found.add(parts...)
	}
	for _, text := range []string{value, entra.Plain(value), strings.Trim(value, "/"), strings.ToUpper(value), strings.ToLower(value)} {
		found.add(text)
	}
	if full {
		for _, text := range found.texts {
			found.add(disguised(text)...)
		}
		for _, piece := range parts {
			if !k.settled || !k.vocabulary().holds(piece) {
				found.add(piece)
			}
		}
		for _, text := range found.texts {
			found.add(inMessages(text)...)
		}
	}
	var all set
	for _, text := range found.texts {
		for _, escape := range k.escapesOf(syntax) {
			all.add(escape(text))
		}
	}
	return all.texts
}

// set holds texts that are different when compared as normal does. Loops over
// it see what was there when they began.
type set struct {
	texts []string
	seen  map[string]bool
}

func (s *set) add(texts ...string) {
	if s.seen == nil {
		s.seen = map[string]bool{}
	}
	for _, text := range texts {
		if key := normal(text); len(key) >= shortestNamed && !s.seen[key] {
			s.seen[key] = true
			s.texts = append(s.texts, text)
		}
	}
}

// escapesOf is what a format does to a text: one of lines may be any of them.
func (k *Known) escapesOf(syntax Syntax) []func(string) string {
	switch syntax {
	case JSON:
		return []func(string) string{inJSON, inJSONForHTML}
	case XML:
		return []func(string) string{inXML}
	}
	same := func(text string) string { return text }
	return append([]func(string) string{same}, k.escapes...)
}

// disguised is how a value may stand in a file or an answer: as everything that
// a message may hold, and encoded.
func disguised(text string) []string {
	if isUnreserved(text) {
		return encoded(text)
	}
	all := append(inMessages(text), inJSON(text), inJSONForHTML(text), inASCII(text), html.EscapeString(text), inXML(text))
	return append(all, encoded(text)...)
}

// isUnreserved tells whether a text stands as it is in addresses (RFC 3986,
// section 2.3), and so in everything else that escapes what is special to it.
func isUnreserved(text string) bool {
	return strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") == ""
}

// inMessages is how a text stands in a message: quoted, or in an address.
func inMessages(text string) []string {
	if isUnreserved(text) {
		return nil
	}
	form := url.QueryEscape(text)
	strict := strings.ReplaceAll(form, "+", "%20")
	return []string{
		form, strict, url.PathEscape(text), (&url.URL{Path: text}).EscapedPath(),
		strings.ReplaceAll(strict, "%2F", "/"), // Python's quote
		quote.URIComponent(text),
		unquoted(strconv.Quote(text)), unquoted(strconv.QuoteToASCII(text)),
	}
}

// encoded is a text in base64 and hexadecimal. Of base64 within a longer text
// the first and last character may hold bits of a neighbour: they are left out.
func encoded(text string) []string {
	all := []string{hex.EncodeToString([]byte(text))}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		all = append(all, encoding.EncodeToString([]byte(text)), encoding.WithPadding(base64.NoPadding).EncodeToString([]byte(text)))
		for before := range 3 {
			whole := encoding.EncodeToString([]byte(strings.Repeat("\x00", before) + text + "\x00"))
			if core := whole[(before*8+5)/6 : (before+len(text))*8/6]; len(core) >= shortest {
				all = append(all, core)
			}
		}
	}
	return all
}

// pieces are parts of a text, each of which tells of it: the text may be cut off
// where it is shown. They overlap, so that little of it remains. Of a long text
// they are longer, fewer, and all of it; they begin where base64 does.
func pieces(text string) []string {
	size, step := 12, 4
	if len(text) > whole {
		size, step = 63, 42
	}
	var all []string
	add := func(piece string) {
		if utf8.ValidString(piece) && strings.TrimSpace(piece) == piece {
			all = append(all, piece)
		}
	}
	for start := 0; start+size < len(text); start += step {
		add(text[start : start+size])
	}
	if len(text) > whole {
		add(text[len(text)-size:])
	}
	return all
}

// whole is what is looked for in one piece, in bytes; more would take long
// where a text repeats itself.
const whole = 256

func inJSON(text string) string        { return jsonText(text, false) }
func inJSONForHTML(text string) string { return jsonText(text, true) }

func jsonText(text string, forHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(forHTML)
	encoder.Encode(text) //nolint:errcheck // a text can always be encoded
	return unquoted(strings.TrimSuffix(out.String(), "\n"))
}

// inASCII is JSON as Python and PHP write it.
func inASCII(text string) string {
	var out strings.Builder
	for _, r := range inJSON(text) {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return strings.ReplaceAll(out.String(), "/", `\/`)
}

func inXML(text string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(text)) //nolint:errcheck // a Builder takes everything
	return out.String()
}

func unquoted(text string) string { return text[1 : len(text)-1] }
