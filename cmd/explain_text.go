package cmd

import (
	"cmp"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// maxPages bounds what one text can bring up.
const maxPages = 10

// recognised is a page with its place in the text.
type recognised struct {
	page   page
	rank   rank
	offset int
}

// recognise returns the pages on what is known in a text, in the order in which
// it stands there. Only the most telling kind is returned: see rank.
func recognise(text string) []page {
	var found []recognised
	add := func(r recognised) {
		if !slices.ContainsFunc(found, func(f recognised) bool { return f.page.title == r.page.title }) {
			found = append(found, r)
		}
	}
	plain := strings.ReplaceAll(text, "\x00", "") // UTF-16 becomes readable
	views := []string{entra.Plain(plain), entra.Plain(decode(plain))}
	for i, view := range views {
		for _, mention := range entra.Mentions(view) {
			entry, ok := entra.Explain(mention.Code, mention.Text)
			result := unknownCodePage(mention.Code)
			if ok {
				result = codePage(entry)
			}
			if i == 1 && slices.ContainsFunc(found, func(f recognised) bool { return strings.HasPrefix(f.page.title, mention.Code+":") }) {
				continue // seen before decoding, perhaps with less text around it
			}
			add(recognised{result, rankCause, mention.Offset})
		}
	}
	if answer, ok := entra.ParseErrorPage([]byte(plain)); ok {
		if entry, ok := answer.Entry(); ok {
			add(recognised{codePage(entry), rankCause, 0})
		}
	}
	stack := haystack(views)
	for _, m := range messages() {
		if offset := m.find(stack); offset >= 0 {
			add(recognised{messagePage(m), m.rank, offset})
		}
	}
	best := rankSymptom
	for _, f := range found {
		best = min(best, f.rank)
	}
	found = slices.DeleteFunc(found, func(f recognised) bool { return f.rank != best })
	slices.SortStableFunc(found, func(a, b recognised) int { return cmp.Compare(a.offset, b.offset) })
	var pages []page
	for _, f := range found[:min(len(found), maxPages)] {
		pages = append(pages, f.page)
	}
	return pages
}

// find returns where the message stands in the text, or -1.
func (m message) find(stack string) int {
	first := -1
	for _, phrase := range m.phrases {
		if m.whole {
			if strings.TrimSpace(strings.SplitN(stack, "\n", 2)[0]) == phrase {
				return 0
			}
			continue
		}
		if at := strings.Index(stack, phrase); at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	if first >= 0 && len(m.with) > 0 && !slices.ContainsFunc(m.with, func(w string) bool { return strings.Contains(stack, w) }) {
		return -1
	}
	return first
}

// haystack is the text the phrases of messages are looked for in: lower case,
// every quote the same, the views on lines of their own.
func haystack(views []string) string {
	same := strings.NewReplacer(`\"`, "'", `\'`, "'", `"`, "'", "`", "'", "‘", "'", "’", "'", "“", "'", "”", "'")
	return strings.ToLower(same.Replace(strings.Join(views, "\n")))
}

// decode undoes what a text may have been wrapped in: percent-encoding (a
// pasted callback address), JSON escapes and HTML entities (a page's source).
func decode(text string) string {
	if strings.Contains(text, "%") {
		encoded := regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
		text = encoded.ReplaceAllStringFunc(text, func(s string) string {
			plain, err := url.PathUnescape(s)
			if err != nil {
				return s
			}
			return plain
		})
		text = strings.ReplaceAll(text, "+", " ")
	}
	if strings.Contains(text, `\u`) {
		escaped := regexp.MustCompile(`\\u[0-9A-Fa-f]{4}`)
		text = escaped.ReplaceAllStringFunc(text, func(s string) string {
			code, err := strconv.ParseUint(s[2:], 16, 16)
			if err != nil {
				return s
			}
			return string(rune(code))
		})
	}
	return html.UnescapeString(text)
}
