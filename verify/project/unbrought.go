package project

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyopens"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// unbrought adds the modules that the app imports and that no package brings which it asks for. Where
// the app has a file of that name, or a text of the project speaks of installing the package, it may be there.
func (p *Project) unbrought(scans map[string]pyfile.Scan, faults map[string]reached.Fault) {
	if p.DepsErr != nil {
		return
	}
	asked := map[string][]string{} // what is imported of a module, by its name
	eachImport(scans, func(module, top string) {
		if !names.Python(top) && top != "streamlit" {
			asked[top] = append(asked[top], module)
		}
	})
	lacking, unsure := p.Deps.Unbrought(slices.Collect(maps.Keys(asked)))
	if len(lacking) == 0 || !pyopens.Signs(scans) {
		return // whoever signs people in otherwise is asked for nothing
	}
	said := p.saidToInstall()
	for top, name := range lacking {
		if said == nil || said[name] || p.hasModule(top, scans) {
			continue
		}
		message, fix := p.Deps.NotBrought(top, name)
		fault := reached.Fault{Code: true, Message: message, Fix: fix}
		if unsure != "" {
			fault = reached.PerhapsBrought(top, name, p.Deps.File, unsure)
		}
		for _, module := range asked[top] {
			if _, is := faults[module]; !is {
				faults[module] = fault
			}
		}
	}
}

// standsAlone notes that no other text of the project speaks of installing what the list should ask for.
func (p *Project) standsAlone(scans map[string]pyfile.Scan) {
	if p.DepsErr == nil && p.Deps.AsksForNeither() && pyopens.Signs(scans) {
		said := p.saidToInstall()
		p.Deps.Alone = said != nil && !said["streamlit"] && !said["authlib"]
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

// saidToInstall are the words of the project's texts that may install something, but for the file of
// requirements itself; nil: they cannot all be read.
func (p *Project) saidToInstall() map[string]bool {
	said, elsewhere := map[string]bool{}, false
	whole := p.eachText(func(name, base string) bool {
		return path.Ext(base) != ".py" && name != p.Deps.File && name != p.Deps.Lock && (mayNameFolders(base) || path.Ext(base) == ".ipynb")
	}, func(name, text string) {
		speaks := path.Ext(name) == ".md" || path.Ext(name) == ".rst" // most of what they say is of something else
		for line := range strings.Lines(text) {
			elsewhere = elsewhere || fromElsewhere.Get().MatchString(line)
			if !speaks || strings.Contains(line, "install") || strings.Contains(line, " add ") {
				for _, name := range deps.NamesIn(line) {
					said[name] = true
				}
			}
		}
	})
	if !whole || elsewhere {
		return nil
	}
	return said
}
