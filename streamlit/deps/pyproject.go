package deps

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// readPyproject reads what a pyproject.toml asks for: [project] (PEP 621),
// [tool.poetry], [dependency-groups] (PEP 735) and uv's and pdm's own tables.
// A file that holds only settings of tools has StyleNone.
func readPyproject(fsys fs.FS, file string) (manifest, error) {
	m := manifest{file: file}
	doc, err := m.toml(fsys)
	if err != nil {
		return m, err
	}
	p := projectReader{fsys: fsys, m: &m, data: m.data[file], doc: doc}
	p.read()
	return m, nil
}

type projectReader struct {
	fsys fs.FS
	m    *manifest
	data []byte
	doc  tomlFile

	files []string // that setuptools takes the dependencies from
}

func (p *projectReader) read() {
	project, poetry, poetryNeeds, inPixi := false, false, false, false
	pixi := pixiReader{m: p.m, known: map[string]*pixiPackage{}}
	tables := map[string]*tableRequirement{}
	var order []string
	for _, e := range p.doc.entries {
		switch {
		case starts(e.path, "project"):
			project = true
			p.project(e)
		case starts(e.path, "dependency-groups") && len(e.path) == 2:
			p.requirement(e, e.path[1])
		case starts(e.path, "tool", "uv", "dev-dependencies") && len(e.path) == 3:
			p.requirement(e, "dev")
		case starts(e.path, "tool", "uv", "constraint-dependencies"), starts(e.path, "tool", "uv", "override-dependencies"):
			p.constraint(e)
		case starts(e.path, "tool", "pdm", "dev-dependencies") && len(e.path) == 4:
			p.requirement(e, e.path[3])
		case starts(e.path, "tool", "pixi"):
			pixi.entry(e, e.path[2:])
			inPixi = true
		case starts(e.path, "tool", "setuptools", "dynamic", "dependencies", "file"):
			p.files = append(p.files, e.text)
		case starts(e.path, "tool", "poetry"):
			poetry = true
			if name, group, rest, ok := poetryTable(e.path); ok {
				poetryNeeds = poetryNeeds || group == ""
				key := strings.Join(e.path[:len(e.path)-len(rest)], "\x00")
				if tables[key] == nil {
					tables[key] = &tableRequirement{name: name, group: group}
					order = append(order, key)
				}
				tables[key].add(rest, e)
			}
		}
	}
	switch {
	case poetry && (poetryNeeds || !project):
		p.m.style = StylePoetry
	case project:
		p.m.style = StyleProject
	}
	for _, key := range order {
		if !p.m.full() {
			p.tableRequirement(tables[key])
		}
	}
	if inPixi {
		pixi.end()
		p.m.style = max(p.m.style, StyleProject)
	}
	p.include()
}

func starts(path []string, names ...string) bool {
	return len(path) >= len(names) && slices.Equal(path[:len(names)], names)
}

func (p *projectReader) project(e entry) {
	switch {
	case starts(e.path, "project", "dependencies"):
		p.requirement(e, "")
	case starts(e.path, "project", "optional-dependencies") && len(e.path) == 3:
		p.requirement(e, e.path[2])
	case starts(e.path, "project", "requires-python"):
		p.m.python = onlyMinor(e.text)
	case starts(e.path, "project", "dynamic") && e.text == "dependencies":
		p.m.opaque = "the dependencies of " + p.m.file + " are worked out by its build tool"
	}
}

var minorForm = lazy.Regexp{Pattern: `^(?:==|=|~=)?\s*(3\.\d+)(?:\.\d+|\.\*)*$`}

// onlyMinor is the one minor version of Python that text allows, if it does.
func onlyMinor(text string) Version {
	if !strings.Contains(text, "3.") {
		return Version{}
	}
	if m := minorForm.Get().FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		v, _ := ParseVersion(m[1])
		return v
	}
	return Version{}
}

// requirement reads one string of PEP 508; in dependency groups a table {include-group = "x"} may stand in its place.
func (p *projectReader) requirement(e entry, group string) {
	if e.kind != unstable.String || e.array == 0 || p.m.full() {
		return
	}
	req, at, err := parseRequirement(e.text)
	if err != nil {
		p.m.opaque = p.m.file + " has a dependency that cannot be read"
		return
	}
	req.Group, req.File = group, p.m.file
	req.Line, req.Column = p.m.place(p.m.file, e.at.start)
	// Only a plain one-line string has its characters where the text says.
	if raw := string(p.data[e.at.start:e.at.end]); len(raw) == len(e.text)+2 && raw[1:len(raw)-1] == e.text {
		req.text = span{e.at.start + 1 + at.start, e.at.start + 1 + at.end}
	}
	p.m.requirements = append(p.m.requirements, req)
}

func (p *projectReader) constraint(e entry) {
	if p.m.full() {
		return
	}
	if req, err := ParseRequirement(e.text); err == nil {
		req.File = p.m.file
		req.Line, req.Column = p.m.place(p.m.file, e.at.start)
		p.m.constraints = append(p.m.constraints, req)
	}
}

// include reads the files that setuptools takes the dependencies from.
func (p *projectReader) include() {
	var included manifest
	r := requirementsReader{fsys: p.fsys, m: &included, seen: map[string]bool{}}
	for _, file := range p.files {
		if err := r.read(path.Join(path.Dir(p.m.file), file), false); err != nil {
			p.m.lacks(p.m.file+" takes its dependencies from "+file, err)
			return
		}
	}
	if included.opaque != "" {
		p.m.opaque, p.m.refused = included.opaque, included.refused
	}
	p.m.requirements = append(p.m.requirements, included.requirements...)
	p.m.constraints = append(p.m.constraints, included.constraints...)
	p.m.compiled = p.m.compiled || included.compiled
	p.m.problems = append(p.m.problems, included.problems...)
	for name, data := range included.data {
		p.m.keep(name, data)
	}
}

// poetryTable takes the path of a value under [tool.poetry] apart: the package,
// its group, and the key inside the package's own table.
func poetryTable(path []string) (name, group string, rest []string, ok bool) {
	switch {
	case starts(path, "tool", "poetry", "dependencies") && len(path) >= 4:
		return path[3], "", path[4:], true
	case starts(path, "tool", "poetry", "dev-dependencies") && len(path) >= 4:
		return path[3], "dev", path[4:], true
	case starts(path, "tool", "poetry", "group") && len(path) >= 6 && path[4] == "dependencies":
		return path[5], path[3], path[6:], true
	}
	return "", "", nil, false
}

// tableRequirement collects the keys of one package in Poetry's or Pipenv's form.
type tableRequirement struct {
	name, group string
	entries     []entry
	keys        []string
	multiple    bool // an array of tables, one per platform or Python
}

func (t *tableRequirement) add(rest []string, e entry) {
	key := strings.Join(rest, ".")
	if key == "" && e.array > 0 || key == "version" && slices.Contains(t.keys, key) {
		t.multiple = true
	}
	t.entries = append(t.entries, e)
	t.keys = append(t.keys, key)
}

// requirement puts the keys together. opaque: there is a part that cannot be told.
func (t *tableRequirement) requirement(m *manifest) (req Requirement, opaque bool) {
	req = Requirement{Name: normalName(t.name), Group: t.group, File: m.file, form: formPoetry}
	first := t.entries[0]
	req.Line, req.Column = m.place(m.file, first.owner.start)
	req.text = first.owner
	for i, e := range t.entries {
		switch key := t.keys[i]; key {
		case "", "version":
			s, err := parsePoetrySpecifier(e.text)
			if err != nil {
				opaque = true
			}
			req.Specifier = s
		case "extras":
			req.Extras = append(req.Extras, normalName(e.text))
		case "optional":
			if e.text == "true" && req.Group == "" {
				req.Group = "extras"
			}
		case "git", "path", "url", "file", "ref":
			req.Direct = true
		case "markers":
			req.Marker = e.text
		case "python", "platform", "sys_platform", "python_version", "os_name":
			req.Marker = "platform_machine == 'not known'" // decided elsewhere: leave it open
		}
		if e.owner != first.owner {
			req.text = span{} // a table with a header of its own
		}
	}
	if t.multiple {
		req.Marker, req.text = "platform_machine == 'not known'", span{}
	}
	return req, opaque
}

func (p *projectReader) tableRequirement(t *tableRequirement) {
	req, opaque := t.requirement(p.m)
	if req.Name == "python" {
		if p.m.python.IsZero() {
			p.m.python = onlyMinor(t.entries[0].text)
		}
		return
	}
	if opaque {
		p.m.opaque = p.m.file + " has a dependency that cannot be read"
		return
	}
	p.m.requirements = append(p.m.requirements, req)
}

// readPipfile reads [packages] and [dev-packages] of a Pipfile.
func readPipfile(fsys fs.FS, file string) (manifest, error) {
	m := manifest{style: StylePipfile, file: file}
	doc, err := m.toml(fsys)
	if err != nil {
		return m, err
	}
	tables := map[string]*tableRequirement{}
	var order []string
	for _, e := range doc.entries {
		switch {
		case len(e.path) >= 2 && (e.path[0] == "packages" || e.path[0] == "dev-packages"):
			key := e.path[0] + "\x00" + e.path[1]
			if tables[key] == nil {
				group := ""
				if e.path[0] == "dev-packages" {
					group = "dev-packages"
				}
				tables[key] = &tableRequirement{name: e.path[1], group: group}
				order = append(order, key)
			}
			tables[key].add(e.path[2:], e)
		case slices.Equal(e.path, []string{"requires", "python_version"}), slices.Equal(e.path, []string{"requires", "python_full_version"}):
			m.python = onlyMinor(e.text)
		}
	}
	for _, key := range order {
		if m.full() {
			break
		}
		req, opaque := tables[key].requirement(&m)
		if opaque {
			m.opaque = file + " has a dependency that cannot be read"
			continue
		}
		m.requirements = append(m.requirements, req)
	}
	return m, nil
}
