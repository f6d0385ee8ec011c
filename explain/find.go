package explain

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
)

// Find returns the pages on what somebody asked for: the name of a check, a
// code or a message, else what a text says, else the names among its words.
// None: nothing is known.
func Find(what string) []Page {
	if found, ok := pageOn(what); ok {
		return []Page{found}
	}
	if pages := Recognise(what); len(pages) > 0 {
		return pages
	}
	return pagesOnWords(what)
}

// pagesOnWords finds the names among several words: "50011 7000215", "error
// code 50011", "client-secret redirect-uri-path".
func pagesOnWords(what string) []Page {
	var pages []Page
	for _, word := range strings.FieldsFunc(what, func(r rune) bool { return strings.ContainsRune(" \t\n,;()\"'", r) }) {
		if found, ok := knownPage(strings.TrimRight(word, ".:!?")); ok && len(pages) < maxPages {
			pages = append(pages, found)
		}
	}
	return pages
}

// pageOn finds the page of a name, and the link for a code that has none.
func pageOn(what string) (Page, bool) {
	if found, ok := knownPage(what); ok {
		return found, true
	}
	if looksLikeCode(what) {
		return unknownCodePage(entra.Canonical(what)), true
	}
	return Page{}, false
}

// knownPage finds the page of a name: a check, a code, or a known message.
func knownPage(what string) (Page, bool) {
	for _, check := range verify.Checks() {
		if strings.EqualFold(check.ID, what) {
			return checkPage(check), true
		}
	}
	if entry, ok := entra.Lookup(what); ok {
		return codePage(entry), true
	}
	for _, m := range messages() {
		if strings.EqualFold(m.id, what) {
			return messagePage(m), true
		}
	}
	return Page{}, false
}
