package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// outside are pointers to what is not in this repository. An issue of somebody
// else's project has its name in front.
var outside = regexp.MustCompile(`(?i)\bfacts:|\bfacts section|\bfact sheets?\b|\b(interface|design|house)\.md\b|\bshared/|\(issues? #?[0-9]|\b(in|of|see) issues? #?[0-9]`)

var (
	sections     = `,? sections? ([0-9][0-9.]*(?:(?:, | and )[0-9][0-9.]*)*)`
	factsPointer = regexp.MustCompile(`docs/facts/([\w.-]+\.md)(?:` + sections + `)?`)
	factsLink    = regexp.MustCompile(`\]\(([\w.-]+\.md)\)` + sections) // between pages of docs/facts
	sectionTitle = regexp.MustCompile(`(?m)^##+ ([0-9]+(?:\.[0-9]+)*)\.? `)
	number       = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)*`)
	link         = regexp.MustCompile(`\]\(([^)#:\s]+)\)`)
	testNamed    = regexp.MustCompile(`\bTest[A-Z]\w*`)
	testThere    = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
)

// Nothing that is written here points outside the repository; every section of
// docs/facts that is cited exists, and so does every file and every test that a
// document names.
func TestPointersStayInside(t *testing.T) {
	known := map[string]map[string]bool{}
	pages, err := filepath.Glob(filepath.Join("docs", "facts", "*.md"))
	if err != nil || len(pages) < 5 {
		t.Fatalf("%d pages of facts: %v", len(pages), err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]bool{}
		for _, title := range sectionTitle.FindAllStringSubmatch(string(text), -1) {
			if all[title[1]] {
				t.Errorf("%s has two sections %s", page, title[1])
			}
			all[title[1]] = true
		}
		known[filepath.Base(page)] = all
	}
	cited := 0
	cites := func(place, page, list string) {
		if known[page] == nil {
			t.Errorf("%s: there is no docs/facts/%s", place, page)
			return
		}
		for _, section := range number.FindAllString(list, -1) {
			if cited++; !known[page][section] {
				t.Errorf("%s: docs/facts/%s has no section %s", place, page, section)
			}
		}
	}
	comments, strays, tests := 0, 0, testNames(t)
	for place, text := range written(t) {
		if strings.Contains(place, ".go:") {
			comments++
		}
		for _, found := range outside.FindAllString(text, -1) {
			strays++
			t.Errorf("%s points outside the repository: %q", place, found)
		}
		for _, found := range factsPointer.FindAllStringSubmatch(text, -1) {
			cites(place, found[1], found[2])
		}
		if path.Dir(place) == "docs/facts" {
			for _, found := range factsLink.FindAllStringSubmatch(text, -1) {
				cites(place, found[1], found[2])
			}
		}
		if strings.HasSuffix(place, ".md") {
			for _, found := range link.FindAllStringSubmatch(text, -1) {
				if strings.HasPrefix(place, "docs/site/") { // some of its pages are made by docs/build, which follows them
					continue
				}
				if _, err := os.Stat(filepath.Join(filepath.Dir(place), found[1])); err != nil {
					t.Errorf("%s links to %s: %v", place, found[1], err)
				}
			}
			for _, name := range testNamed.FindAllString(text, -1) {
				if !tests[name] {
					t.Errorf("%s names %s, and there is no such test", place, name)
				}
			}
		}
	}
	t.Logf("figures: pointers that lead outside the repository: %d, in %d comments and all documents; sections of docs/facts cited: %d", strays, comments, cited)
	if comments < 1000 || cited < 20 {
		t.Errorf("only %d comments and %d cited sections were found: this proves nothing", comments, cited)
	}
}

// written is every comment of the code, by file and line, and every page of
// documents, each on one line.
func written(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return ours(name, entry)
		}
		slashed := filepath.ToSlash(name)
		switch filepath.Ext(name) {
		case ".md":
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			texts[slashed] = oneLine(string(text))
		case ".go":
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			for _, group := range file.Comments {
				var text strings.Builder
				for _, comment := range group.List {
					text.WriteString(strings.TrimPrefix(comment.Text, "//") + "\n")
				}
				place := files.Position(group.Pos())
				place.Filename, place.Column = slashed, 0
				texts[place.String()] = oneLine(text.String())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// testNames are the tests of all packages, those of e2e too.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return ours(name, entry)
		case !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(name)
		for _, found := range testThere.FindAllStringSubmatch(string(text), -1) {
			names[found[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// ours leaves out folders that hold what others wrote, or what tests read.
func ours(name string, folder fs.DirEntry) error {
	if name != "." && (strings.HasPrefix(folder.Name(), ".") || folder.Name() == "testdata" || folder.Name() == "node_modules") {
		return fs.SkipDir
	}
	return nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
