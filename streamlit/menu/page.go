// Package menu knows which pages st.Page refuses, and which lists of them st.navigation
// does, in every release that has st.login (docs/facts/streamlit.md, section 8).
package menu

import (
	"fmt"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
)

// Source is what a page is made of.
type Source uint8

// What a page may be made of, as far as it shows.
const (
	Unclear  Source = iota
	File            // or a web address
	Function        // or a class: something with a name that can be called
	Nameless        // something without a name that can be called: functools.partial(…)
	Nothing         // None, a number, a list: it cannot be called
)

// Text is an argument that is a text.
type Text struct {
	Given, Known bool
	Value        string
}

// Answer is what an argument comes to that is true or false.
type Answer uint8

// The answers.
const (
	Perhaps Answer = iota
	No
	Yes
)

// Page is one page, as its arguments are written.
type Page struct {
	Source  Source
	Name    string // of the file or the function; empty: it is not known
	Called  string // the function whose answer was given in place of the function itself
	Near    string // a file that there is, of nearly the same name as one that there is not
	Missing bool   // the file is surely not there
	Bare    bool   // st.navigation makes a page of it, without st.Page
	Open    bool   // it has arguments that are not written out
	Title   Text
	Path    Text // url_path
	Default Answer
}

const ends = ", so the page ends here with an error"

// Refused says why st.Page refuses a page, and what to do; empty: it takes it, as far as it shows.
func (p Page) Refused() (message, fix string) {
	untitled := !p.Open && !p.Title.Given
	blank := p.Title.Known && p.Title.Value != "" && strings.TrimSpace(p.Title.Value) == ""
	switch {
	case p.isAddress() && (untitled || p.Title.Known && strings.TrimSpace(p.Title.Value) == ""):
		return "st.Page needs a title for a web address" + ends, "add title= to the call"
	case p.isAddress() && p.Default == Yes:
		return "a web address cannot be the default page" + ends, "take default=True out of the call, and give it to a page of the app"
	case p.isAddress():
		return "", ""
	case p.Missing && p.Near != "":
		return fmt.Sprintf("there is no file %q, counted from the main script's folder", p.Name) + ends, fmt.Sprintf("write %q", p.Near)
	case p.Missing:
		return fmt.Sprintf("there is no file %q, counted from the main script's folder", p.Name) + ends, "put the file there, or write its path from the main script's folder"
	case p.Source == Nothing && p.Called != "" && (untitled || p.Bare):
		return fmt.Sprintf("a page is made of what %s() gives back, which is nothing", p.Called) + ends, fmt.Sprintf("write %s without brackets", p.Called)
	case p.Source == Nothing && p.Bare:
		return "st.navigation is given something that is no page" + ends, "give it files, functions and what st.Page gives, and nothing else: in one list, or in one list for each section of a dictionary"
	case p.Source == Nothing && untitled:
		return "st.Page is given something that is no page" + ends, "give it a file or a function"
	case p.Source == Nameless && untitled:
		return "st.Page finds no title in what it is given" + ends, "add title= and url_path= to the call"
	case blank && p.Source != Unclear:
		return "the title of this page is blank" + ends, "write a title that can be seen, or take title= out of the call"
	case p.Path.Known && strings.TrimSpace(p.Path.Value) == "" && p.Default == No && !p.Open:
		return "only the default page may have an empty url_path" + ends, "give it a url_path, or default=True"
	}
	return "", ""
}

// isAddress tells of a web address, which the browser opens and no script shows.
func (p Page) isAddress() bool {
	return p.Source == File && (strings.HasPrefix(p.Name, "http://") || strings.HasPrefix(p.Name, "https://"))
}

// fileName is how Streamlit takes a page's name out of that of its file.
var fileName = lazy.Regexp{Pattern: `^([0-9]*)[_ -]*(.*)\.py`}

var blanks = lazy.Regexp{Pattern: `[_ ]+`}

// urlPath is what a page is called in the address, by which no two pages may be called.
func (p Page) urlPath() (text string, known bool) {
	switch {
	case p.Open || p.isAddress() && !p.Path.Given:
		return "", false
	case p.Path.Given:
		return strings.Trim(p.Path.Value, "/"), p.Path.Known && p.Path.Value == strings.TrimSpace(p.Path.Value)
	case p.Source == File:
		return inferred(path.Base(strings.ReplaceAll(p.Name, `\`, "/")))
	case p.Source == Function:
		return p.Name, p.Name != ""
	}
	return "", p.Source == Nameless
}

// inferred is the name that Streamlit takes from a file; an emoji in front of it is left to Streamlit.
func inferred(file string) (text string, known bool) {
	parts := fileName.Get().FindStringSubmatch(file)
	if parts == nil || strings.ContainsFunc(file, func(r rune) bool { return r > 127 }) {
		return "", false
	}
	if text = strings.TrimSpace(blanks.Get().ReplaceAllString(parts[2], "_")); text == "" {
		text = parts[1]
	}
	return text, true
}

// Nearest is the file of an app that may be meant by a path from its main script's folder; empty:
// none is like it, or several are.
func Nearest(name, script string, files []string) string {
	var all, same []string
	for _, file := range files {
		if inside, is := strings.CutPrefix(file, strings.TrimPrefix(path.Dir(script)+"/", "./")); is && file != script {
			if all = append(all, inside); path.Base(inside) == path.Base(name) {
				same = append(same, inside)
			}
		}
	}
	if len(same) == 1 {
		return same[0]
	}
	return spelling.Nearest(name, all)
}
