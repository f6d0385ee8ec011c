package repo

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/quote"
)

// matcher looks for every spelling of every needle at once, after Wu and Manber:
// the two bytes at the end of a window tell how far the window may jump.
type matcher struct {
	needles  []Needle
	refused  []Needle // not unique enough to be looked for
	patterns []pattern
	window   int                   // the length of the shortest pattern
	longest  int                   // the length of the longest, and what stands around it
	jump     [1 << 16]uint8        // by the last two bytes of the window
	ending   map[uint16][]*pattern // those whose window ends with these two bytes
}

// pattern is one spelling of a needle. A character of base64 at an end of it
// holds bits of the neighbour too, so several may stand there.
type pattern struct {
	bytes         []byte
	before, after string // what may stand there; empty: anything
	needle        int

	// of base64 that may be broken into lines; bytes is a piece that is not
	front, back string // what precedes and follows bytes
	wrapped     bool
}

// stands tells whether the pattern is in text, given where its bytes would be,
// and where it begins.
func (p *pattern) stands(text []byte, at int) (start int, ok bool) {
	if !bytes.HasPrefix(text[at:], p.bytes) {
		return 0, false
	}
	start, end := at, at+len(p.bytes)
	if p.wrapped {
		return p.standsInLines(text, start, end)
	}
	return start, (p.before == "" || start > 0 && strings.IndexByte(p.before, text[start-1]) >= 0) &&
		(p.after == "" || end < len(text) && strings.IndexByte(p.after, text[end]) >= 0)
}

// shortest is what may be looked for, in bytes: less is found everywhere.
const shortest = 8

func newMatcher(needles []Needle) *matcher {
	m := &matcher{window: math.MaxUint8, longest: 1, ending: map[uint16][]*pattern{}}
	for _, needle := range needles {
		value := strings.TrimSpace(needle.Value.Reveal())
		if !unique(value) {
			m.refused = append(m.refused, needle)
			continue
		}
		m.needles = append(m.needles, needle)
		for _, spelling := range spellings(value) {
			spelling.needle = len(m.needles) - 1
			m.patterns = append(m.patterns, spelling)
			m.window = min(m.window, len(spelling.bytes))
			m.longest = max(m.longest, spelling.reach())
		}
	}
	for i := range m.jump {
		m.jump[i] = uint8(m.window - 1)
	}
	for i := range m.patterns {
		p := &m.patterns[i]
		for end := 1; end < m.window; end++ {
			pair := binary.LittleEndian.Uint16(p.bytes[end-1:])
			m.jump[pair] = min(m.jump[pair], uint8(m.window-1-end))
		}
		last := binary.LittleEndian.Uint16(p.bytes[m.window-2:])
		m.ending[last] = append(m.ending[last], p)
	}
	return m
}

// search visits every pattern that stands in text, until visit returns false.
func (m *matcher) search(text []byte, visit func(needle, at int) bool) {
	if len(m.patterns) == 0 {
		return
	}
	jump := &m.jump
	for at := m.window - 2; at+1 < len(text); {
		pair := binary.LittleEndian.Uint16(text[at:])
		if by := jump[pair]; by > 0 {
			at += int(by)
			continue
		}
		start := at + 2 - m.window
		for _, p := range m.ending[pair] {
			if begin, ok := p.stands(text, start); ok && !visit(p.needle, begin) {
				return
			}
		}
		at++
	}
}

// stands tells whether any needle stands in a short text.
func (m *matcher) stands(text string) bool {
	found := false
	m.search([]byte(text), func(int, int) bool { found = true; return false })
	return found
}

var plain = lazy.Regexp{Pattern: `^(?:[A-Za-z]+|[0-9]+|[a-z]+(?:[ ._-][a-z]+)+)$`}

// unique tells whether a value can stand in a file for one reason only. A short
// word, a number or a repeated character stands in many files of other people.
func unique(value string) bool {
	kinds := map[rune]bool{}
	for _, r := range value {
		kinds[r] = true
	}
	return len(value) >= shortest && len(kinds) > 3 && (len(value) >= 16 || !plain.Get().MatchString(value))
}

// spellings are the ways a value stands in files: as it is, in a URL, in JSON,
// in base64 wherever it lies within a longer text, and as Windows PowerShell
// writes text to a file.
func spellings(value string) []pattern {
	var all []pattern
	add := func(spelling, before, after string) {
		known := slices.ContainsFunc(all, func(p pattern) bool { return string(p.bytes) == spelling && p.before == before && !p.wrapped })
		if len(spelling) >= shortest && !known {
			all = append(all, pattern{bytes: []byte(spelling), before: before, after: after})
		}
	}
	add(value, "", "")
	if strings.Trim(value, common+"-._") != "" { // the rest stands everywhere as it is
		for _, escaped := range append(escapedForURL(value), escapedForJSON(value)...) {
			add(escaped, "", "")
		}
	}
	for neighbours := range 3 {
		bits := neighbours * 8 // of the neighbours in front
		encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("\x00", neighbours) + value + "\x00"))
		first, last := (bits+5)/6, (bits+len(value)*8)/6
		before, after := "", ""
		if own := uint(first*6 - bits); own > 0 {
			before = sixBits(func(n byte) bool { return n&(1<<own-1) == value[0]>>(8-own) })
		}
		if own := uint(bits + len(value)*8 - last*6); own > 0 {
			after = sixBits(func(n byte) bool { return n>>(6-own) == value[len(value)-1]&(1<<own-1) })
		}
		core := encoded[first:last]
		all = append(all, inLines(core, before, after)...)
		add(core, before, after)
		add(strings.ReplaceAll(strings.ReplaceAll(core, "+", "-"), "/", "_"), before, after)
	}
	var wide []byte
	for _, unit := range utf16.Encode([]rune(value)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	add(string(wide), "", "")
	return all
}

// common are the characters of both alphabets of base64.
const common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// sixBits lists the characters of base64, both alphabets, whose bits are fit.
func sixBits(fit func(byte) bool) string {
	var all []byte
	for _, alphabet := range []string{common + "+/", common + "-_"} {
		for n := range 64 {
			if fit(byte(n)) {
				all = append(all, alphabet[n])
			}
		}
	}
	return string(all)
}

var percent = lazy.Regexp{Pattern: `%[0-9A-F]{2}`}

// escapedForURL spells value as Go, Python, JavaScript and RFC 3986 do.
func escapedForURL(value string) []string {
	form := url.QueryEscape(value)
	strict := strings.ReplaceAll(form, "+", "%20")
	var all []string
	for _, escaped := range []string{
		form, strict, url.PathEscape(value),
		strings.ReplaceAll(strict, "%2F", "/"), // Python's quote
		quote.URIComponent(value),
		strings.ReplaceAll(form, "~", "%7E"), // HTML forms
	} {
		all = append(all, escaped)
		if strings.Contains(escaped, "%") {
			all = append(all, percent.Get().ReplaceAllStringFunc(escaped, strings.ToLower))
		}
	}
	return all
}

// escapedForJSON spells value as Go, JavaScript, Python and PHP do.
func escapedForJSON(value string) []string {
	var all []string
	var text bytes.Buffer
	for _, forHTML := range []bool{true, false} {
		text.Reset()
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(forHTML)
		if encoder.Encode(value) != nil {
			continue
		}
		quoted := text.String()
		quoted = quoted[1 : len(quoted)-2] // without the quotes and the line end
		var ascii strings.Builder
		for _, r := range quoted {
			if r < 0x80 {
				ascii.WriteRune(r)
				continue
			}
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&ascii, `\u%04x`, unit)
			}
		}
		all = append(all, quoted, ascii.String(), strings.ReplaceAll(ascii.String(), "/", `\/`))
	}
	return all
}
