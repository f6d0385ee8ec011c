package deps

import (
	"bytes"
	"unicode/utf8"
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
	python       Version // the minor version the project names
	frozen       string  // why lines must not be written by hand; empty: they may
	data         map[string][]byte
}

// lock is what a tool resolved the manifest to.
type lock struct {
	file     string
	command  string // writes it again
	add      string // the command that adds a requirement and locks it; requirements follow
	packages map[string][]locked
	err      error
}

type locked struct {
	version Version
	line    int
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
