package explain

import (
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
)

// maxChoices bounds how many pages are offered for one question.
const maxChoices = 6

// Find returns the pages on what somebody asked for: the name of a check, a
// code or a message, else what a text says, else the names among its words.
// Where the words are a person's own, near come the pages that are close to it;
// only near, when several may be meant, the likeliest first. Neither: nothing is
// known.
func Find(what string) (pages, near []Page) {
	if found, ok := pageOn(what, strings.EqualFold); ok {
		return []Page{found}, nil
	}
	pages, near, how := pagesOnSymptom(what)
	if how < surely {
		if pages := Recognise(what); len(pages) > 0 {
			return pages, nil
		}
		if found, ok := pageOn(what, sameName); ok {
			return []Page{found}, nil
		}
		if pages := pagesOnWords(what); len(pages) > 0 {
			return pages, nil
		}
	}
	if len(pages)+len(near) == 0 {
		pages = Told(what)
	}
	return pages, near
}

// Symptom is Find for nothing but what people see, in their own words.
func Symptom(told string) (pages, near []Page) {
	pages, near, _ = pagesOnSymptom(told)
	return pages, near
}

// surely is how like a question has to be to go before what its text says.
const surely = 0.95

// pagesOnSymptom finds what people mean who tell what they see, and how like
// their words are to the likeliest symptom.
func pagesOnSymptom(what string) (pages, near []Page, how float64) {
	lower := strings.ToLower(what)
	if slices.ContainsFunc(slices.Concat(otherServices, machines), func(s string) bool { return strings.Contains(lower, s) }) {
		return nil, nil, 0
	}
	found := symptomsLike(what)
	for _, f := range found {
		for _, name := range f.pages {
			page, ok := knownPage(name, strings.EqualFold)
			if ok && len(near) < maxChoices && !slices.ContainsFunc(near, page.same) {
				near = append(near, page)
			}
		}
	}
	switch {
	case len(found) == 0:
		return nil, nil, 0
	case len(near) == 1 || len(found) == 1 && !found[0].open:
		return near[:1], near[1:], found[0].likeness
	}
	return nil, near, found[0].likeness
}

// likelySymptom is a symptom with how like a question is to it.
type likelySymptom struct {
	symptom
	likeness float64
}

// symptomsLike finds the symptoms that a question may mean, the likeliest
// first: one that is meant surely, or all that come close to the first.
func symptomsLike(what string) []likelySymptom {
	asked, same, enough := wordsOf(what), sameWord, likeEnough
	if !strings.Contains(strings.TrimSpace(what), " ") {
		same = func(a, b string) bool { return a == b } // a name, and a slip in it is nearly another name
		enough = surely
	}
	var found []likelySymptom
	for _, s := range symptoms {
		best := 0.0
		for _, way := range s.says {
			best = max(best, likeness(asked, wordsOf(way), same))
		}
		if best >= enough {
			found = append(found, likelySymptom{s, best})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].likeness > found[j].likeness })
	if len(found) > 0 && found[0].likeness >= surely {
		return found[:1]
	}
	return slices.DeleteFunc(found, func(f likelySymptom) bool { return f.likeness < found[0].likeness-0.1 })
}

// pagesOnWords finds the names among several words: "50011 7000215", "error
// code 50011", "client-secret redirect-uri-path".
func pagesOnWords(what string) []Page {
	var pages []Page
	for _, word := range strings.FieldsFunc(what, func(r rune) bool { return strings.ContainsRune(" \t\n,;()\"'", r) }) {
		if found, ok := knownPage(strings.TrimRight(word, ".:!?"), strings.EqualFold); ok && len(pages) < maxPages {
			pages = append(pages, found)
		}
	}
	return pages
}

// pageOn finds the page of a name, and the link for a code that has none.
func pageOn(what string, same func(a, b string) bool) (Page, bool) {
	if found, ok := knownPage(what, same); ok {
		return found, true
	}
	if looksLikeCode(what) {
		return unknownCodePage(entra.Canonical(what)), true
	}
	return Page{}, false
}

// sameName takes blanks, hyphens and underscores for the same.
func sameName(a, b string) bool {
	plain := strings.NewReplacer(" ", "-", "_", "-")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}

// knownPage finds the page of a name: a check, a code, or a known message.
func knownPage(what string, same func(a, b string) bool) (Page, bool) {
	for _, check := range verify.Checks() {
		if same(check.ID, what) {
			return checkPage(check), true
		}
	}
	if entry, ok := entra.Lookup(what); ok {
		return codePage(entry), true
	}
	for _, m := range messages() {
		if same(m.id, what) {
			return messagePage(m), true
		}
	}
	return Page{}, false
}
