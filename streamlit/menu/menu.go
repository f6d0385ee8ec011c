package menu

import (
	"fmt"
	"slices"
)

// Menu is what st.navigation is called with.
type Menu struct {
	Pages []Page // that are surely in it
	Whole bool   // it has no others
	Wrong bool   // it is no list of pages, and no dictionary of such lists
}

// Refused says why st.navigation refuses a menu, and what to do; empty: it takes it, as far as it shows.
func (m Menu) Refused() (message, fix string) {
	if m.Wrong {
		return "st.navigation is given no list of pages" + ends, "give it one list, as in st.navigation([home, about]), or a dictionary with a list for each section"
	}
	for _, p := range m.Pages {
		if !p.Bare {
			continue // st.Page refused it before
		} else if message, fix = p.Refused(); message != "" {
			return message, fix
		}
	}
	switch {
	case !m.Whole || slices.ContainsFunc(m.Pages, func(p Page) bool { return !p.isAddress() }):
	case len(m.Pages) > 0:
		return "st.navigation is given web addresses only, of which none can be the default page" + ends, "add a page of the app"
	default:
		return "st.navigation is given no page here" + ends, "give it at least one, also for people who are not signed in: the page with the sign-in"
	}
	isDefault := func(p Page) bool { return p.Default == Yes }
	if first := slices.IndexFunc(m.Pages, isDefault); first >= 0 && slices.ContainsFunc(m.Pages[first+1:], isDefault) {
		return "st.navigation is given two pages with default=True" + ends, "leave default=True to one of them"
	}
	taken := map[string]bool{}
	for _, p := range m.Pages {
		text, known := p.urlPath()
		if known && taken[text] {
			return fmt.Sprintf("st.navigation is given two pages with the url path %q, which is taken from the name of the file or the function where none is given", text) + ends, "list each page once, and give one of the two a url_path of its own in st.Page"
		}
		taken[text] = taken[text] || known
	}
	return "", ""
}

// First is the page that is shown at first; -1: it cannot be told.
func (m Menu) First() int {
	first := -1
	for i, p := range m.Pages {
		switch {
		case p.Default == Perhaps || !m.Whole:
			return -1
		case p.Default == Yes:
			return i
		case first < 0 && !p.isAddress():
			first = i
		}
	}
	return first
}
