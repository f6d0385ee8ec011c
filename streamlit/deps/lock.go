package deps

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/deps/folder"
	"github.com/pelletier/go-toml/v2/unstable"
)

var errLock = errors.New("read lock file: it is not in its tool's format")

// tool is a program that writes lock files.
type tool struct {
	file    string
	command string // brings the lock up to date with the manifest
	add     string // adds requirements, which follow in PEP 508 form
	read    func([]byte) (map[string][]locked, error)
}

var (
	uv     = tool{"uv.lock", "uv lock", "uv add", readTOMLLock}
	poetry = tool{"poetry.lock", "poetry lock", "poetry add", readTOMLLock}
	pdm    = tool{"pdm.lock", "pdm lock", "pdm add", readTOMLLock}
	pipenv = tool{"Pipfile.lock", "pipenv lock", "pipenv install", readPipfileLock}
)

// readLock reads the lock file of one tool in a folder; nil when there is none.
// A lock that cannot be read is returned with its error.
func readLock(fsys fs.FS, dir string, t tool) *lock {
	file := path.Join(dir, t.file)
	data, err := folder.Read(fsys, file, maxLock)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	l := &lock{file: file, command: t.command, add: t.add, err: err}
	if err == nil {
		l.packages, l.err = t.read(data)
	}
	return l
}

// readTOMLLock reads the [[package]] tables that uv, Poetry and pdm share.
// Syntax only is checked: these files are written by tools, and large.
func readTOMLLock(data []byte) (map[string][]locked, error) {
	data = bytes.TrimPrefix(data, utf8BOM)
	packages := map[string][]locked{}
	var parser unstable.Parser
	parser.Reset(data)
	inPackage, sound := false, false
	var name string
	var now locked
	finish := func() {
		if inPackage && name != "" {
			packages[name] = append(packages[name], now)
		}
		name, now = "", locked{}
	}
	for parser.NextExpression() {
		node := parser.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			keys := node.Key()
			keys.Next()
			first, deeper := string(keys.Node().Data), keys.Next()
			if first == "package" && deeper {
				continue // a table inside the package that is being read
			}
			finish()
			inPackage = node.Kind == unstable.ArrayTable && first == "package"
			if first == "metadata" {
				inPackage, sound = false, true
			}
		case unstable.KeyValue:
			value := node.Value()
			keys := node.Key()
			keys.Next()
			key := string(keys.Node().Data)
			if !inPackage {
				sound = sound || key == "lock-version" || key == "version" || key == "revision"
				continue
			}
			if value.Kind != unstable.String || keys.Next() {
				continue
			}
			switch {
			case key == "name" && name == "":
				name = normalName(string(value.Data))
				now.line, _ = place(data, int(value.Raw.Offset))
			case key == "version" && now.version.IsZero():
				now.version, _ = ParseVersion(string(value.Data))
			}
		}
	}
	finish()
	if parser.Error() != nil || !sound && len(packages) == 0 {
		return nil, errLock
	}
	return packages, nil
}

// readPipfileLock reads the "default" packages of a Pipfile.lock; "develop" ones are not installed with the app.
func readPipfileLock(data []byte) (map[string][]locked, error) {
	var file struct {
		Meta    map[string]any `json:"_meta"`
		Default map[string]struct {
			Version string `json:"version"`
		} `json:"default"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, utf8BOM), &file); err != nil || file.Meta == nil {
		return nil, errLock
	}
	packages := map[string][]locked{}
	for name, p := range file.Default {
		v, _ := ParseVersion(strings.TrimLeft(p.Version, "="))
		line := 0
		if at := bytes.Index(data, []byte(`"`+name+`": {`)); at >= 0 {
			line, _ = place(data, at)
		}
		packages[normalName(name)] = append(packages[normalName(name)], locked{v, line})
	}
	return packages, nil
}
