package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// alsoPages are files of the repository that are pages too.
var alsoPages = map[string]string{
	"docs/first-contact.md": "project/first-contact.md",
	"docs/live.md":          "project/live.md",
	"docs/releasing.md":     "project/releasing.md",
	"SECURITY.md":           "project/security.md",
	"CONTRIBUTING.md":       "project/contributing.md",
	"CHANGELOG.md":          "project/changelog.md",
}

// written collects what people wrote: docs/site as it is, the pages on facts, and
// the documents of the repository.
func written() (pages, error) {
	all := pages{}
	err := filepath.WalkDir("docs/site", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if name, ok := strings.CutPrefix(filepath.ToSlash(file), "docs/site/"); ok {
			all[name] = string(text)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	// The end-to-end tests make the pictures: those of the last run go first.
	for name := range all {
		if picture, ok := strings.CutPrefix(name, "pictures/"); ok {
			if newer, err := os.ReadFile(filepath.Join("e2e", "artifacts", picture)); err == nil {
				all[name] = string(newer)
			}
		}
	}
	facts, err := filepath.Glob("docs/facts/*.md")
	if err != nil {
		return nil, err
	}
	places := map[string]string{}
	for file, place := range alsoPages {
		places[file] = place
	}
	for _, file := range facts {
		name := strings.Replace(filepath.Base(file), "README.md", "index.md", 1)
		places[filepath.ToSlash(file)] = "facts/" + name
	}
	for file, place := range places {
		text, err := os.ReadFile(filepath.FromSlash(file))
		switch {
		case os.IsNotExist(err):
			continue
		case err != nil:
			return nil, err
		}
		all[place] = relinked(string(text), file, places)
	}
	return all, nil
}

var link = regexp.MustCompile(`\]\(([^()#\s]+)(#[^()\s]*)?\)`)

// relinked makes the links of a document, which are relative to its file in the
// repository, lead to the site's pages, or to the repository where there is none.
func relinked(text, file string, places map[string]string) string {
	return link.ReplaceAllStringFunc(text, func(found string) string {
		parts := link.FindStringSubmatch(found)
		target, anchor := parts[1], parts[2]
		if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
			return found
		}
		full := path.Join(path.Dir(file), target)
		if full == "CHECKS.md" {
			return "](" + up(places[file]) + "checks/index.md)"
		}
		if place, ok := places[full]; ok {
			return "](" + up(places[file]) + place + anchor + ")"
		}
		return "](" + repository + full + anchor + ")"
	})
}

// up leads from a page to the top of the site.
func up(place string) string { return strings.Repeat("../", strings.Count(place, "/")) }
