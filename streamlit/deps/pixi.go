package deps

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// pixi's own file and its tables in pyproject.toml are alike: dependencies are
// conda's, pypi-dependencies are pip's, and a feature has both for itself
// (https://pixi.sh/latest/reference/pixi_manifest/).

var pixi = tool{"pixi.lock", "pixi add", readPixiLock}

// readPixi reads what a pixi.toml asks for.
func readPixi(fsys fs.FS, file string) (manifest, error) {
	m := manifest{style: StylePixi, file: file}
	doc, err := m.toml(fsys)
	if err != nil {
		return m, err
	}
	p := pixiReader{m: &m, known: map[string]*pixiPackage{}}
	for _, e := range doc.entries {
		p.entry(e, e.path)
	}
	p.end()
	return m, nil
}

// pixiReader collects the packages of pixi's tables.
type pixiReader struct {
	m        *manifest
	packages []*pixiPackage
	known    map[string]*pixiPackage
	usual    []string // features of the environment that is installed where none is named
}

type pixiPackage struct {
	tableRequirement
	kind     string // the table
	platform bool   // it is asked for on some systems only
}

// entry takes one value; at is its path inside of pixi's tables.
func (p *pixiReader) entry(e entry, at []string) {
	if starts(at, "environments", "default") {
		if len(at) == 2 || at[2] == "features" {
			p.usual = append(p.usual, e.text)
		}
		return
	}
	group, platform := "", false
	for len(at) > 2 && (at[0] == "feature" || at[0] == "target") {
		if at[0] == "feature" {
			group = at[1]
		}
		platform = platform || at[0] == "target"
		at = at[2:]
	}
	if len(at) < 2 || !slices.Contains([]string{"dependencies", "host-dependencies", "pypi-dependencies"}, at[0]) {
		return
	}
	key := strings.Join([]string{group, at[0], at[1], strconv.FormatBool(platform)}, "\x00")
	each := p.known[key]
	if each == nil {
		if len(p.packages) > maxRequirements {
			p.m.opaque = p.m.file + " asks for too many packages"
			return
		}
		each = &pixiPackage{tableRequirement{name: at[1], group: group}, at[0], platform}
		p.packages, p.known[key] = append(p.packages, each), each
	}
	if at[0] != "pypi-dependencies" && len(at) > 2 && at[2] != "version" {
		return // a channel or a build
	}
	each.add(at[2:], e)
}

// end puts the packages of all tables together.
func (p *pixiReader) end() {
	for _, each := range p.packages {
		if slices.Contains(p.usual, each.group) {
			each.group = ""
		}
		if len(each.entries) == 0 {
			continue
		}
		req, opaque := each.requirement(p.m)
		if each.kind != "pypi-dependencies" {
			s, err := parseCondaSpecifier(each.entries[0].text)
			req.form, req.Specifier, opaque = formConda, s, err != nil
		}
		if each.platform {
			req.Marker = "platform_machine == 'not known'"
		}
		req.text = span{} // pixi add writes it, and the lock file with it
		switch {
		case opaque:
			p.m.opaque = p.m.file + " has a dependency that cannot be read"
		case req.Name == "python" && p.m.python.IsZero() && req.Group == "":
			p.m.python = onlyMinor(each.entries[0].text)
		case req.Name != "python":
			p.m.requirements = append(p.m.requirements, req)
		}
	}
	p.m.addWith = "pixi add --pypi"
	if slices.ContainsFunc(p.m.requirements, func(r Requirement) bool { return r.Name == "streamlit" && r.form == formConda }) {
		p.m.addWith = "pixi add"
	}
}

// readPixiLock reads which files the environments of a pixi.lock hold, by the
// names of the files. What the default one has not is optional.
func readPixiLock(data []byte, _ string) (map[string][]locked, error) {
	packages := map[string][]locked{}
	inside, environment, isLock, number := false, "", false, 0
	for raw := range bytes.Lines(bytes.TrimPrefix(data, utf8BOM)) {
		number++
		line := strings.TrimRight(string(raw), "\r\n ")
		text := strings.TrimLeft(line, " ")
		depth := len(line) - len(text)
		switch {
		case strings.HasPrefix(line, "version:"):
			isLock = true
		case depth == 0 && text != "":
			inside = text == "environments:"
		case !inside || text == "":
		case depth == 2 && strings.HasSuffix(text, ":"):
			environment = strings.TrimSuffix(text, ":")
		default:
			kind, address, is := strings.Cut(strings.TrimPrefix(text, "- "), ": ")
			if !is || kind != "conda" && kind != "pypi" {
				continue
			}
			if len(packages) > maxPackages {
				return nil, errManyPackages
			}
			name, v := pixiFile(kind, address)
			l := locked{version: v, optional: environment != "default", line: number, column: depth + 1}
			if name != "" && !slices.ContainsFunc(packages[name], func(o locked) bool { return o.optional == l.optional && o.version.Compare(l.version) == 0 }) {
				packages[name] = append(packages[name], l)
			}
		}
	}
	if !isLock {
		return nil, errLock
	}
	return packages, nil
}

// pixiFile tells the package and version of a file that is installed:
// name-version-build.conda, name-version-tags.whl, name-version.tar.gz.
func pixiFile(kind, address string) (name string, v Version) {
	file, _, _ := strings.Cut(path.Base(address), "#")
	parts := strings.Split(file, "-")
	at := 1 // of the version
	switch {
	case kind == "conda":
		at = len(parts) - 2
	case strings.HasSuffix(file, ".tar.gz"):
		at = len(parts) - 1
		parts[at] = strings.TrimSuffix(parts[at], ".tar.gz")
	}
	if at < 1 || at >= len(parts) {
		return "", Version{}
	}
	v, _ = ParseVersion(parts[at])
	return normalName(strings.Join(parts[:at], "-")), v
}
