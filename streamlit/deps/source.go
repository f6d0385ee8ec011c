package deps

import (
	"bytes"
	"fmt"
	"io/fs"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkout"
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
	unsure       string  // why no package of it can be told; empty: they can
	compiled     bool    // a tool wrote the whole list, with all that comes along
	problems     []Problem
	data         map[string][]byte // the files as read, for edits
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
	m.data = map[string][]byte{m.file: data}
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
	m.data = map[string][]byte{m.file: data}
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

// place turns a byte offset into line and column, both from 1, the column in
// characters; a byte order mark counts for nothing.
func place(data []byte, offset int) (line, column int) {
	before := data[:min(offset, len(data))]
	line = bytes.Count(before, []byte("\n")) + 1
	start := bytes.LastIndexByte(before, '\n') + 1
	text := bytes.TrimPrefix(before[start:], utf8BOM)
	return line, utf8.RuneCount(text) + 1
}
