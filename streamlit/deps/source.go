package deps

import (
	"fmt"
	"io/fs"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/places"
)

// Style is the kind of dependency file a project has.
type Style uint8

const (
	StyleNone Style = iota
	StyleRequirements
	StyleProject // [project] of pyproject.toml (uv, pdm, hatch, setuptools)
	StylePoetry  // [tool.poetry] of pyproject.toml
	StylePipfile
	StyleConda
	StyleSetupCfg
	StylePixi  // pixi.toml
	StyleImage // pip install in a Dockerfile
)

// manifest is what a project asks for, as its people wrote it.
type manifest struct {
	style        Style
	file         string
	requirements []Requirement
	constraints  []Requirement
	opaque       string  // why the list may not be complete; empty: it is
	refused      bool    // a file of the list could not be looked at: opaque says which
	python       Version // the minor version the project names
	pythonBy     string  // the file that names it; empty: this one
	unsure       string  // why no package of it can be told; empty: they can
	image        string  // the Dockerfile that installs the list, and more
	addWith      string  // the command that adds requirements, of a tool whose lock file may be missing
	compiled     bool    // a tool wrote the whole list, with all that comes along
	problems     []Problem
	data         map[string][]byte // the files as read, for edits
	places       map[string]*places.Text
}

// keep remembers a file as it was read.
func (m *manifest) keep(file string, data []byte) {
	if m.data == nil {
		m.data, m.places = map[string][]byte{}, map[string]*places.Text{}
	}
	m.data[file], m.places[file] = data, places.Of(data)
}

// place is the line and column of an offset in a file that was kept.
func (m *manifest) place(file string, offset int) (line, column int) {
	return m.places[file].At(offset)
}

// text reads the file; false: it is not UTF-8, and the list not complete.
func (m *manifest) text(fsys fs.FS) (text string, isText bool, err error) {
	data, err := checkout.Read(fsys, m.file, maxManifest)
	if err != nil {
		return "", false, err
	}
	text, found := decode(data)
	if found != utf8Text {
		m.opaque = m.file + " is not UTF-8 text"
		return "", false, nil
	}
	m.keep(m.file, data)
	return text, true, nil
}

// toml reads the file as TOML.
func (m *manifest) toml(fsys fs.FS) (tomlFile, error) {
	data, err := checkout.Read(fsys, m.file, maxManifest)
	if err != nil {
		return tomlFile{}, err
	}
	doc, err := parseTOML(data)
	if err != nil {
		return tomlFile{}, fmt.Errorf("read %s: %w", m.file, err)
	}
	m.keep(m.file, data)
	return doc, nil
}

// maxRequirements is how many packages a list may hold; what follows is not read.
const maxRequirements = 2000

// full tells whether no more is read, and notes it.
func (m *manifest) full() bool {
	if len(m.requirements)+len(m.constraints) < maxRequirements {
		return false
	}
	m.opaque = m.file + " asks for too many packages"
	return true
}

// lacks notes that a file which the list takes requirements from was not read,
// and whether it could not be looked at. how says how the list names it.
func (m *manifest) lacks(how string, err error) {
	if reason := checkout.Reason(err); reason != "" && !checkout.Bound(err) {
		m.opaque, m.refused = how+", which "+reason, true
	} else if m.opaque == "" {
		m.opaque = how + ", which cannot be read"
	}
}

// lock is what a tool resolved the manifest to.
type lock struct {
	file     string
	add      string // the command that adds a requirement and locks it; requirements follow
	packages map[string][]locked
	err      error
}

// locked is one version of a package in a lock file.
type locked struct {
	version      Version
	optional     bool // not installed with the project itself, only with a group or an extra
	line, column int
}
