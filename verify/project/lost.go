package project

import (
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytaken"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// lost are the modules of the app's own that it imports and Python does not find, by their names in
// the imports. Where something in the project may have Python look elsewhere as well, there are none.
func (p *Project) lost(scans map[string]pyfile.Scan) map[string]reached.Fault {
	all, faults := pytaken.FindLost(p.files, p.App.Script, scans), p.gone(scans)
	p.standsAlone(scans)
	p.unbrought(scans, faults)
	p.outdated(scans, faults)
	p.removed(scans, faults)
	if len(all) == 0 {
		return faults
	}
	ways := p.waysToModules(scans)
	for _, lost := range all {
		if !ways.any && !(ways.top && lost.Folder == ".") {
			faults[lost.Module] = reached.NotFound(p.App.Script, lost.Module, lost.Folder, lost.Near, lost.Script)
		}
	}
	return faults
}

// outdated adds the modules that take from Streamlit, when they are imported, what the project's release has not.
func (p *Project) outdated(scans map[string]pyfile.Scan, faults map[string]reached.Fault) {
	gets := p.Deps.Streamlit
	eachImport(scans, func(module, top string) {
		name := names.TakenBy(top)
		if name == "" || !gets.Present() || p.hasModule(top, scans) {
			return
		}
		if _, _, wrong := names.Judge(names.Use{Name: name}, gets.Version); wrong {
			faults[module] = reached.Outdated(top, name, gets.Version.String())
		}
	})
}

// removed adds the modules and names that newer releases of their packages have not any more, and modules that Authlib never had.
func (p *Project) removed(scans map[string]pyfile.Scan, faults map[string]reached.Fault) {
	if p.DepsErr != nil {
		return
	}
	eachImport(scans, func(module, top string) {
		if deps.AuthlibLacks(module) && !p.hasModule(top, scans) {
			faults[module] = reached.NoneOfAuthlib(module)
		}
		if since, is := p.Deps.Removed(module); is && !p.hasModule(top, scans) {
			faults[module] = reached.Removed(module, since)
		}
		from, name := path.Split(module)
		if since, is := p.Deps.RemovedName(strings.TrimSuffix(from, "/"), name); is && !p.hasModule(top, scans) {
			faults[reached.NameFrom(strings.TrimSuffix(from, "/"), name)] = reached.Removed(module, since)
		}
	})
}

// eachImport visits what the files of the app import, with the name that Python looks for first.
func eachImport(scans map[string]pyfile.Scan, visit func(module, top string)) {
	for _, scan := range scans {
		for _, module := range scan.Imports {
			top, _, _ := strings.Cut(module, "/")
			visit(module, top)
		}
	}
}

// gone are the modules that the app imports and that nothing brings any more.
func (p *Project) gone(scans map[string]pyfile.Scan) map[string]reached.Fault {
	faults := map[string]reached.Fault{}
	version, by := p.python()
	if version.IsZero() || p.DepsErr != nil {
		return faults
	}
	eachImport(scans, func(module, top string) {
		if message, fix := p.Deps.Gone(top, version, by); message != "" && !checkout.Exists(p.files, path.Join(path.Dir(p.App.Script), top+".py")) {
			faults[module] = reached.Fault{Code: true, Message: message, Fix: fix}
		}
	})
	return faults
}

// ways are where Python may look for modules beside the folder of the main script.
type ways struct {
	top bool // in the top folder, where the app is started by python -m or at Heroku
	any bool // anywhere
}

var (
	startsAsModule = lazy.Regexp{Pattern: `-m["']?[\s,]+["']?streamlit\b|"module"\s*:\s*"streamlit`}
	namesFolders   = lazy.Regexp{Pattern: `PYTHONPATH|bootstrap\.run\(|cli\.main\(|\bpip3? +install\b.* (?:-e\b|--editable\b|\.(?:[\s"'\[;&]|/|$))|(?m:^\s*-?\s*(?:-e|--editable)\b)`}
	changesFolders = lazy.Regexp{Pattern: `\bsys\.path\b|\bfrom sys import\b|\bsite\.|addsitedir|spec_from_file_location|sys\.modules|__path__`}
	isBuilt        = lazy.Regexp{Pattern: `(?m)^\s*\[\s*(?:build-system|tool\.(?:poetry|pdm|hatch|flit|setuptools|uv\.(?:workspace|sources)))\b|^\s*package\s*=\s*true`}
	isAFolder      = lazy.Regexp{Pattern: `(?m)^\.{1,2}(?:[/\[]|\s*$)|^file:|@ file:`} // of requirements
)

// maxWays bounds the files that are looked at for them, maxWaysBytes their size in all.
const (
	maxWays      = 2000
	maxWaysBytes = 8 << 20
)

// waysToModules looks through the texts of the project for what has Python look elsewhere. What
// cannot be read may do so.
func (p *Project) waysToModules(scans map[string]pyfile.Scan) (found ways) {
	if checkout.Exists(p.files, ".gitmodules") {
		return ways{any: true}
	}
	found.top = checkout.Exists(p.files, "Procfile") // Heroku's buildpack has PYTHONPATH name the top folder
	isOwn := func(name string) bool { _, own := scans[name]; return own }
	whole := p.eachText(func(name, base string) bool { return isOwn(name) || mayNameFolders(base) }, func(name, text string) {
		base := path.Base(name)
		found.top = found.top || startsAsModule.Get().MatchString(text)
		found.any = found.any || namesFolders.Get().MatchString(text) || isOwn(name) && changesFolders.Get().MatchString(text) || installsItself(base, text) || movesFolders(base, text)
	})
	return ways{found.top, found.any || !whole}
}

// mayNameFolders tells of a file's name that what starts or installs an app may stand in it.
func mayNameFolders(base string) bool {
	switch path.Ext(base) {
	case ".md", ".rst", ".txt", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".json", ".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".py", ".tf", ".service", ".conf", ".mk", ".env", ".pth", ".nix", ".in", ".example", "":
		return !strings.HasSuffix(base, "-lock.json") && base != "uv.lock"
	}
	return strings.HasPrefix(base, ".env") || strings.HasPrefix(base, "Dockerfile") || strings.HasSuffix(strings.ToLower(base), ".dockerfile")
}

// installsItself tells of a file that says what is installed that folders of the project are.
func installsItself(base, text string) bool {
	switch path.Ext(base) {
	case ".toml":
		return base == "pyproject.toml" && isBuilt.Get().MatchString(text)
	case ".txt", ".in":
		return isAFolder.Get().MatchString(text)
	}
	return base == "setup.cfg" || base == "setup.py" || path.Ext(base) == ".pth"
}

// movesFolders tells of a Dockerfile that puts folders elsewhere than they lie in the project.
func movesFolders(base, text string) bool {
	if !strings.Contains(strings.ToLower(base), "dockerfile") && base != "Containerfile" {
		return false
	}
	for one := range dockerfile.Instructions(text) {
		if one.Name != "COPY" && one.Name != "ADD" {
			continue
		}
		copied := dockerfile.Copy(one.Arguments)
		for _, source := range copied.Sources {
			source = path.Clean(source)
			if source != "." && path.Ext(source) == "" && path.Base(source) != path.Base(copied.Target) {
				return true
			}
		}
	}
	return false
}
