package startup

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
)

var (
	atTopLevel  = lazy.Regexp{Pattern: `(?m)^(?:\w+\s*=\s*)?(?:st|streamlit)\.(?:set_page_config|navigation)\(`}
	inMain      = lazy.Regexp{Pattern: `\b(?:st|streamlit)\.(?:set_page_config|navigation)\(`}
	runsItself  = lazy.Regexp{Pattern: `(?m)^if\s+__name__\s*==\s*["']__main__["']`}
	shows       = lazy.Regexp{Pattern: `(?m)^(?:if\s+(?:not\s+)?)?(?:st|streamlit)\.(?:login|user|experimental_user|title|header|write|markdown)\b`}
	usesAtTop   = lazy.Regexp{Pattern: `(?m)^(?:if\b.*|with\s+|\w+\s*=\s*)?\b(?:st|streamlit)\.\w+`}
	pageFolders = []string{"pages", "page", "app_pages", "views"}
)

// maxProject bounds how many Python files are read in search of the only script of a
// project, maxProjectBytes what stands in them.
const (
	maxProject      = 400
	maxProjectBytes = 2 << 20
)

// ofProject are files and folders of which a project has one at its top.
var ofProject = []string{".streamlit/secrets.toml", ".streamlit/config.toml", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml", "requirements.txt", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "environment.yml", "uv.lock", "poetry.lock", "Dockerfile"}

func isProject(fsys fs.FS) bool {
	return slices.ContainsFunc(ofProject, func(name string) bool { return checkout.Exists(fsys, name) })
}

// onlyScripts are the files below a project's folders that are made to be started: they
// settle the page or the navigation, or lie beside a folder of pages, and no other file
// imports them or names them as a page. Where none does, it is the only one that shows something,
// or asks who is signed in, outside of its functions.
func onlyScripts(fsys fs.FS) (found []string) {
	if !isProject(fsys) {
		return nil // the projects are below
	}
	all, _, whole := sources(fsys)
	if !whole {
		return nil
	}
	var less []string
	var ends []string // of the files that others import, and of the pages that they name
	for _, one := range all {
		ends = append(ends, one.modules()...)
		for _, page := range one.Scripts {
			ends = append(ends, strings.TrimLeft(page, "./"))
		}
		file := one.file
		switch {
		case !one.ImportsStreamlit || slices.Contains(pageFolders, path.Base(path.Dir(file))) || path.Base(file) == "__init__.py" || path.Base(file) == "conftest.py":
		case madeToStart(fsys, file, one.text):
			found = append(found, file)
		case shows.Get().MatchString(one.text):
			less = append(less, file)
		}
	}
	named := func(file string) bool {
		return slices.ContainsFunc(ends, func(end string) bool {
			return end == file || strings.HasSuffix(file, "/"+end)
		})
	}
	found = slices.DeleteFunc(found, named)
	if less = slices.DeleteFunc(less, named); len(found) == 0 && len(less) == 1 {
		return less
	}
	return found
}

func madeToStart(fsys fs.FS, file, text string) bool {
	folder := path.Dir(file)
	beside := func(name string) bool { return isFolder(fsys, path.Join(folder, name)) }
	return atTopLevel.Get().MatchString(text) || runsItself.Get().MatchString(text) && inMain.Get().MatchString(text) || beside("pages") || beside("page")
}
