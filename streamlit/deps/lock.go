package deps

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/internal/checkout"
)

var (
	errLock         = errors.New("read lock file: it is not in its tool's format")
	errManyPackages = errors.New("read lock file: it has more packages than are read")
)

// tool is a program that writes lock files.
type tool struct {
	file string
	add  string // adds requirements, which follow in PEP 508 form, and locks them
	read func(data []byte, member string) (map[string][]locked, error)
}

var (
	uv     = tool{"uv.lock", "uv add", readTOMLLock}
	poetry = tool{"poetry.lock", "poetry add", readTOMLLock}
	pdm    = tool{"pdm.lock", "pdm add", readTOMLLock}
	pipenv = tool{"Pipfile.lock", "pipenv install", readPipfileLock}
	pylock = tool{"pylock.toml", "", readPylock} // several tools write it
)

// readLock reads the lock file of one tool in a folder; nil when there is none.
// member is the project's path from there: "." unless the lock is a workspace's.
// A lock that cannot be read is returned with its error.
func readLock(fsys fs.FS, dir, member string, t tool) *lock {
	file := path.Join(dir, t.file)
	data, err := checkout.Read(fsys, file, maxLock)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	l := &lock{file: file, add: t.add, err: err}
	if err == nil {
		l.packages, l.err = t.read(data, member)
	}
	return l
}

// tomlLock is what uv.lock, poetry.lock and pdm.lock have in common, and what
// each says about groups.
type tomlLock struct {
	Version  any           `toml:"version"`  // uv
	Metadata any           `toml:"metadata"` // Poetry, pdm
	Packages []lockPackage `toml:"package"`
}

type lockPackage struct {
	Name         string         `toml:"name"`
	Version      any            `toml:"version"`
	Source       any            `toml:"source"`
	Dependencies any            `toml:"dependencies"`
	Extras       map[string]any `toml:"optional-dependencies"` // uv
	Groups       []string       `toml:"groups"`                // pdm, Poetry 2
	Optional     bool           `toml:"optional"`              // Poetry: comes with an extra only
	Category     string         `toml:"category"`              // Poetry before 1.5
}

// readTOMLLock reads the [[package]] tables that uv, Poetry and pdm share.
func readTOMLLock(data []byte, member string) (map[string][]locked, error) {
	var file tomlLock
	var all []locked
	known := false
	for part := range lockParts(data, "[[package]]") {
		if len(all) > maxPackages {
			return nil, errManyPackages
		}
		var some tomlLock
		if err := boundedtoml.Unmarshal(part.text, &some); err != nil {
			return nil, notLock(err)
		}
		known = known || some.Version != nil || some.Metadata != nil
		for _, p := range some.Packages {
			file.Packages = append(file.Packages, p)
			all = append(all, part.locked(p.Name))
		}
	}
	if !known {
		return nil, errLock
	}
	installed := reachable(file.Packages, member)
	packages := map[string][]locked{}
	for i, p := range file.Packages {
		name, l := normalName(p.Name), all[i]
		l.optional = p.isOptional() || installed != nil && !installed[name]
		if text, ok := p.Version.(string); ok {
			l.version, _ = ParseVersion(text)
		}
		packages[name] = append(packages[name], l)
	}
	return packages, nil
}

func (p lockPackage) isOptional() bool {
	group := len(p.Groups) > 0 && !slices.Contains(p.Groups, "main") && !slices.Contains(p.Groups, "default")
	return group || p.Optional || p.Category != "" && p.Category != "main"
}

// reachable names the packages of a uv.lock that the project itself needs,
// without its extras and groups; nil when the lock does not say which package
// is the project. Markers are passed over: what is needed somewhere counts.
func reachable(packages []lockPackage, member string) map[string]bool {
	byName := map[string][]lockPackage{}
	var open []edge
	for _, p := range packages {
		byName[normalName(p.Name)] = append(byName[normalName(p.Name)], p)
		source, _ := p.Source.(map[string]any)
		for _, kind := range []string{"virtual", "editable", "directory"} {
			if source[kind] == member {
				open = append(open, edge{name: normalName(p.Name)})
			}
		}
	}
	if len(open) == 0 {
		return nil
	}
	names, done := map[string]bool{}, map[edge]bool{}
	for len(open) > 0 {
		e := open[len(open)-1]
		open = open[:len(open)-1]
		if done[e] {
			continue
		}
		done[e], names[e.name] = true, true
		for _, p := range byName[e.name] {
			if e.extra == "" {
				open = append(open, edges(p.Dependencies)...)
			} else {
				open = append(open, edges(p.Extras[e.extra])...)
			}
		}
	}
	return names
}

// edge is a need for a package, or for one extra of it.
type edge struct{ name, extra string }

func edges(dependencies any) []edge {
	var all []edge
	list, _ := dependencies.([]any)
	for _, item := range list {
		table, _ := item.(map[string]any)
		name, _ := table["name"].(string)
		if name == "" {
			continue
		}
		all = append(all, edge{name: normalName(name)})
		extras, _ := table["extra"].([]any)
		for _, extra := range extras {
			if text, ok := extra.(string); ok {
				all = append(all, edge{normalName(name), text})
			}
		}
	}
	return all
}

// readPipfileLock reads a Pipfile.lock; its "develop" packages are not installed with the app.
func readPipfileLock(data []byte, _ string) (map[string][]locked, error) {
	type section map[string]struct {
		Version string `json:"version"`
	}
	var file struct {
		Meta    map[string]any `json:"_meta"`
		Default section        `json:"default"`
		Develop section        `json:"develop"`
	}
	if bytes.Count(data, []byte("{")) > 3*maxPackages { // each has one, and may name a repository and an index
		return nil, errManyPackages
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, utf8BOM), &file); err != nil || file.Meta == nil {
		return nil, errLock
	}
	lines := pipfileLines(data)
	packages := map[string][]locked{}
	add := func(from section, optional bool) {
		for name, p := range from {
			l := lines[name]
			l.optional = optional
			l.version, _ = ParseVersion(strings.TrimLeft(p.Version, "="))
			packages[normalName(name)] = append(packages[normalName(name)], l)
		}
	}
	add(file.Default, false)
	add(file.Develop, true)
	return packages, nil
}

// pipfileLines says where each package first stands, as Pipenv writes it: on a line of its own.
func pipfileLines(data []byte) map[string]locked {
	lines := map[string]locked{}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := bytes.TrimLeft(line, " \t")
		name, opens := bytes.CutSuffix(bytes.TrimRight(text, " \r\n"), []byte(`": {`))
		if name, quoted := bytes.CutPrefix(name, []byte(`"`)); opens && quoted && lines[string(name)].line == 0 {
			lines[string(name)] = locked{line: number, column: len(line) - len(text) + 1}
		}
	}
	return lines
}
