package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// isUnlisted tells whether a file, or a folder, is or lies in one that was not
// listed (Project.walk).
func (a *App) isUnlisted(name string) bool {
	return slices.ContainsFunc(a.unlisted, func(folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") })
}

// hiddenPages are the pages of a folder that was not listed: Streamlit finds them
// whatever git ignores.
func (a *App) hiddenPages(root fs.FS) (pages []string) {
	folder := path.Join(path.Dir(a.Script), "pages")
	if a.isUnlisted(folder) {
		pages, _ = checkout.Glob(root, folder+"/*.py") // what cannot be listed is told by list
	}
	return pages
}

// maxRounds is how often files are read that only those of the round before name.
const maxRounds = 50

// maxAbove is how many names of modules are looked for above the main script.
const maxAbove = 10_000

// notListed are the modules and scripts that the app names and that lie in folders
// that were not listed: beside the main script, beside the file that names them, or above the main
// script, where an app may have Python look as well. known are the files that were asked for before.
func (a *App) notListed(root fs.FS, known, belong map[string]bool, scans map[string]pyfile.Scan) (more []string) {
	top := path.Dir(a.Script)
	if len(a.unlisted) == 0 && top == "." {
		return nil
	}
	for file := range belong {
		var names []string
		for _, module := range scans[file].Imports {
			names = append(names, module+".py", module+"/__init__.py")
		}
		names = append(names, scans[file].Scripts...)
		for _, name := range names {
			for _, folder := range []string{top, path.Dir(file), path.Dir(top), "."} {
				at := path.Join(folder, name)
				hidden := a.isUnlisted(at)
				if known[at] || !hidden && (top == "." || strings.HasPrefix(at, top+"/") || a.above > maxAbove) {
					continue
				}
				if !hidden {
					a.above++
				}
				if known[at] = true; checkout.Exists(root, at) {
					more = append(more, at)
				}
			}
		}
	}
	slices.Sort(more)
	return more
}

// hidden are the folders that were not listed and that may hold a script which the
// app names when it runs (a star in its name).
func (a *App) hidden(belong map[string]bool, scans map[string]pyfile.Scan) (notRead []Unread) {
	for _, folder := range a.unlisted {
		for file := range belong {
			if slices.ContainsFunc(scans[file].Scripts, func(name string) bool { return a.mayLieIn(folder, name) }) {
				notRead = append(notRead, Unread{folder, "is ignored by git and was not looked into, and the app names a script when it runs", true})
				break
			}
		}
	}
	return notRead
}

// mayLieIn tells whether a name with a star may be one of a file in a folder: what
// stands in front of the star leads there, or on the way to it.
func (a *App) mayLieIn(folder, name string) bool {
	front, _, made := strings.Cut(strings.TrimLeft(name, "./"), "*")
	if top := path.Dir(a.Script); top != "." {
		front = top + "/" + front
	}
	return made && (strings.HasPrefix(folder+"/", front) || strings.HasPrefix(front, folder+"/"))
}
