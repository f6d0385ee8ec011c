package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// unbrought adds the modules that the app imports and that no package brings which it asks for. Where
// the app has a file of that name, or a text of the project speaks of installing the package, it may be there.
func (p *Project) unbrought(scans map[string]pyfile.Scan, faults map[string]reached.Fault) {
	if p.DepsErr != nil {
		return
	}
	asked := map[string]string{} // the package to ask for, by the module
	for _, scan := range scans {
		for _, module := range scan.Imports {
			top, _, _ := strings.Cut(module, "/")
			if _, known := asked[top]; !known && top != "" {
				asked[top] = p.Deps.Unbrought(top)
			}
		}
	}
	texts, read := []string(nil), false
	for _, scan := range scans {
		for _, module := range scan.Imports {
			top, _, _ := strings.Cut(module, "/")
			name := asked[top]
			if _, is := faults[module]; is || name == "" || p.hasModule(top, scans) {
				continue
			}
			if !read {
				texts, read = p.installTexts(), true
			}
			if texts == nil || slices.ContainsFunc(texts, func(text string) bool { return deps.Names(text, name) }) {
				continue
			}
			message, fix := p.Deps.NotBrought(top, name)
			faults[module] = reached.Fault{Code: true, Message: message, Fix: fix}
		}
	}
}

// hasModule tells whether the project has a file or a folder that an import of a name may find.
func (p *Project) hasModule(name string, scans map[string]pyfile.Scan) bool {
	for file := range scans {
		if slices.Contains(strings.Split(strings.TrimSuffix(file, ".py"), "/"), name) {
			return true
		}
		for folder := path.Dir(file); ; folder = path.Dir(folder) {
			if checkout.Exists(p.files, path.Join(folder, name+".py")) || !p.noneThere([]string{path.Join(folder, name), path.Join(folder, "src", name)}) {
				return true
			}
			if folder == "." {
				break
			}
		}
	}
	return false
}

// fromElsewhere is an image that may bring packages of its own.
var fromElsewhere = lazy.Regexp{Pattern: `^(?i:FROM)\s+(?:--platform=\S+\s+)?[^\s$]*(?:conda|jupyter|tensorflow|pytorch|nvidia|cuda|mcr\.microsoft|databricks|streamlit)`}

// installTexts are the lines of the project's texts that may install something, but for the file of
// requirements itself; nil: they cannot all be read.
func (p *Project) installTexts() []string {
	texts, count, size := []string{}, 0, 0
	err := fs.WalkDir(p.walked, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (IsOthers(base) || base == ".git"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(base) == ".py" || name == p.Deps.File || name == p.Deps.Lock || !mayNameFolders(base) && path.Ext(base) != ".ipynb":
			return nil
		}
		text, err := readSmall(p.files, name)
		size += len(text)
		if count++; err != nil || count > maxWays || size > maxWaysBytes {
			return fs.ErrInvalid
		}
		speaks := path.Ext(base) == ".md" || path.Ext(base) == ".rst" // most of what they say is of something else
		for line := range strings.Lines(text) {
			if fromElsewhere.Get().MatchString(line) {
				return fs.ErrInvalid
			}
			if !speaks || strings.Contains(line, "install") || strings.Contains(line, " add ") {
				texts = append(texts, line)
			}
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return texts
}
