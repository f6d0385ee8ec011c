package deps

import (
	"io/fs"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var (
	listItem  = lazy.Regexp{Pattern: `^(\s*)-(\s+)(.*?)\s*$`}
	condaSpec = lazy.Regexp{Pattern: `^(?:[A-Za-z0-9_./-]+::)?([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)$`}
)

// readConda reads the dependencies of an environment.yml: the conda list and
// the pip list inside it, in YAML's block style, which is what conda writes.
// Any other style is not read and makes the list incomplete.
func readConda(fsys fs.FS, file string) (manifest, error) {
	m := manifest{style: StyleConda, file: file}
	text, isText, err := m.text(fsys)
	if err != nil || !isText {
		return m, err
	}
	r := condaReader{m: &m, file: file, pipReader: requirementsReader{fsys: fsys, m: &m, seen: map[string]bool{}}}
	offset := 0
	for raw := range strings.Lines(text) {
		r.line(strings.TrimRight(raw, "\r\n"), offset)
		offset += len(raw)
	}
	return m, nil
}

type condaReader struct {
	m       *manifest
	file    string
	inside  bool // the dependencies list
	pip     bool // the pip list inside it
	indent  int  // of the items of the dependencies list
	pipCols int  // of the "- pip:" item

	pipReader requirementsReader // of lines that are options
}

func (r *condaReader) line(line string, offset int) {
	code := withoutComment(line)
	if strings.TrimSpace(code) == "" {
		return
	}
	if code[0] != ' ' && code[0] != '-' && code[0] != '\t' {
		key, value, _ := strings.Cut(code, ":")
		r.inside, r.pip, r.indent = strings.TrimSpace(key) == "dependencies", false, -1
		if r.inside && strings.TrimSpace(value) != "" {
			r.m.opaque = r.file + " writes its dependencies in a form that is not read"
		}
		return
	}
	if !r.inside || r.m.full() {
		return
	}
	m := listItem.Get().FindStringSubmatchIndex(code)
	if m == nil {
		r.m.opaque = r.file + " writes its dependencies in a form that is not read"
		return
	}
	depth := m[3] - m[2]
	item := code[m[6]:m[7]]
	if r.indent < 0 {
		r.indent = depth
	}
	if depth <= r.indent {
		r.pip = false
	}
	if depth == r.indent && strings.TrimSpace(strings.TrimSuffix(item, ":")) == "pip" && strings.HasSuffix(item, ":") {
		r.pip, r.pipCols = true, depth
		return
	}
	start := offset + m[6]
	if n := len(item); n > 1 && (item[0] == '"' || item[0] == '\'') && item[n-1] == item[0] {
		item, start = item[1:n-1], start+1
	}
	if r.pip {
		r.pipItem(item, start)
		return
	}
	r.condaItem(item, start)
}

func (r *condaReader) pipItem(item string, start int) {
	if strings.HasPrefix(item, "-") || isAddressOrPath(item) {
		r.pipReader.line(r.file, logicalLine{text: item, offset: start, joined: true}, true, false)
		return
	}
	req, at, err := parseRequirement(item)
	if err != nil {
		r.m.opaque = r.file + " has a dependency that cannot be read"
		return
	}
	req.File = r.file
	req.Line, req.Column = r.m.place(r.file, start+at.start)
	req.text = span{start + at.start, start + at.end}
	r.m.requirements = append(r.m.requirements, req)
}

func (r *condaReader) condaItem(item string, start int) {
	m := condaSpec.Get().FindStringSubmatch(item)
	if m == nil {
		r.m.opaque = r.file + " has a dependency that cannot be read"
		return
	}
	s, err := parseCondaSpecifier(m[2])
	if err != nil {
		r.m.opaque = r.file + " has a dependency that cannot be read"
		return
	}
	if m[1] == "python" {
		r.m.python = onlyMinor(strings.TrimLeft(m[2], "= "))
		return
	}
	req := Requirement{Name: normalName(m[1]), Specifier: s, File: r.file, form: formConda, text: span{start, start + len(item)}}
	req.Line, req.Column = r.m.place(r.file, start)
	r.m.requirements = append(r.m.requirements, req)
}
