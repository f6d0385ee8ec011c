package menu

import (
	"strings"
	"testing"
)

// Names of files as st.navigation takes them for the address: by page_icon_and_name of Streamlit 1.67.0.
func TestURLPaths(t *testing.T) {
	for file, want := range map[string]string{
		"home.py": "home", "views/1_home.py": "home", "10 - My  Page.py": "My_Page", "12.py": "12", "_home.py": "home", "a.b.py": "a.b", "1_2_x.py": "2_x",
	} {
		if got, known := (Page{Source: File, Name: file}).urlPath(); !known || got != want {
			t.Errorf("%s is %q, want %q", file, got, want)
		}
	}
	for _, unclear := range []Page{
		{Source: File, Name: "🏠_home.py"}, {Source: File, Name: "home"}, {Source: File, Name: "https://example.org", Title: Text{true, true, "A"}},
		{Source: Function}, {Source: Unclear}, {Source: Function, Name: "home", Open: true},
		{Source: Function, Name: "home", Path: Text{Given: true}}, {Source: Function, Name: "home", Path: Text{true, true, " a"}},
	} {
		if got, known := unclear.urlPath(); known {
			t.Errorf("%+v is taken for %q", unclear, got)
		}
	}
}

// What nobody can know is no refusal.
func TestMenusThatAreNotKnown(t *testing.T) {
	home, other := Page{Source: Function, Name: "home", Default: No}, Page{Source: Function, Name: "other", Default: No}
	for _, menu := range []Menu{
		{}, {Pages: []Page{home}}, {Pages: []Page{home, other}, Whole: true}, {Pages: []Page{home, {Source: Unclear}}, Whole: true},
		{Pages: []Page{{Source: Function, Name: "a", Default: Yes}, {Source: Function, Name: "b", Default: Perhaps}}, Whole: true},
	} {
		if message, _ := menu.Refused(); message != "" {
			t.Errorf("%+v: %s", menu, message)
		}
	}
	if first := (Menu{Pages: []Page{home, {Source: Function, Default: Perhaps}}, Whole: true}).First(); first >= 0 {
		t.Errorf("page %d is taken for the first", first)
	}
	if message, fix := (Page{Source: File, Name: "abuot.py", Missing: true, Near: "about.py"}).Refused(); !strings.Contains(message, `"abuot.py"`) || fix != `write "about.py"` {
		t.Errorf("%s: %s", message, fix)
	}
}
