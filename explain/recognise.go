package explain

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// maxPages bounds what one text can bring up.
const maxPages = 10

// recognised is a page with its place in the text.
type recognised struct {
	page   Page
	rank   rank
	offset int
}

// Recognise returns the pages on what is known in a text, in the order in which
// it stands there, at most ten. Only the most telling kind is returned: where a
// text names a cause, the mere symptoms beside it are left out.
func Recognise(text string) []Page {
	var found []recognised
	add := func(r recognised) {
		for i, f := range found { // the same code, read again with its quotes decoded
			if f.page.Name == r.page.Name && f.page.Variant == entra.NoVariant {
				found[i].page = r.page
			}
		}
		if !slices.ContainsFunc(found, func(f recognised) bool { return f.page.same(r.page) }) {
			found = append(found, r)
		}
	}
	plain := straight.Replace(strings.ReplaceAll(text, "\x00", ""))                             // UTF-16 becomes readable
	views := []string{entra.Plain(plain), entra.Plain(straight.Replace(decode(decode(plain))))} // an address may stand in another's query
	for i, view := range views {
		for _, mention := range entra.Mentions(view) {
			entry, ok := entra.Explain(mention.Code, mention.Text)
			result := unknownCodePage(mention.Code)
			if ok {
				result = codePage(entry)
			}
			seen := slices.ContainsFunc(found, func(f recognised) bool { return f.page.Name == mention.Code })
			if i == 1 && seen && entry.Variant == entra.NoVariant {
				continue // seen before decoding, perhaps with less text around it
			}
			add(recognised{result, rankCause, mention.Offset})
		}
	}
	if answer, ok := entra.ParseErrorPage([]byte(plain)); ok {
		entry, ok := answer.Entry()
		seen := slices.ContainsFunc(found, func(f recognised) bool { return f.page.Name == entry.Code })
		if ok && (!seen || entry.Variant != entra.NoVariant) {
			add(recognised{codePage(entry), rankCause, 0})
		}
	}
	stack := haystack(views)
	if len(found) == 0 {
		for _, title := range entra.PageTitles() {
			if offset := firstOf(title.Phrases, stack); offset >= 0 {
				entry, _ := entra.Lookup(title.Code)
				add(recognised{codePage(entry), rankCause, offset})
			}
		}
	}
	for _, m := range messages() {
		if offset := m.find(stack); offset >= 0 {
			add(recognised{messagePage(m), m.rank, offset})
		}
	}
	found = nameSpeaker(found, stack)
	best := rankSymptom
	for _, f := range found {
		best = min(best, f.rank)
	}
	found = slices.DeleteFunc(found, func(f recognised) bool { return f.rank != best })
	sort.SliceStable(found, func(i, j int) bool { return found[i].offset < found[j].offset })
	var pages []Page
	for _, f := range found[:min(len(found), maxPages)] {
		pages = append(pages, f.page)
	}
	return pages
}

// straight writes every quote of word processors as keyboards do.
var straight = lazy.Replacer{Pairs: []string{"‘", "'", "’", "'", "“", `"`, "”", `"`, "„", `"`}}

// haystack is the text the phrases of messages are looked for in: lower case,
// every quote the same, the views on lines of their own.
func haystack(views []string) string {
	same := strings.NewReplacer(`"`, "'", "`", "'")
	plain := escapedQuote.Get().ReplaceAllString(same.Replace(strings.Join(views, "\n")), "'")
	return strings.ToLower(plain)
}

// escapedQuote is a quote in JSON, or in JSON within JSON.
var escapedQuote = lazy.Regexp{Pattern: `\\+'`}

// decode undoes what a text may have been wrapped in: percent-encoding (a
// pasted callback address), JSON escapes and HTML entities (a page's source).
func decode(text string) string {
	lower := strings.ToLower(text)
	if strings.Contains(text, "%") || strings.Contains(lower, "error=") || strings.Contains(lower, "error_description=") {
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
