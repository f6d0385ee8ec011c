package deps

import (
	"io/fs"
	"strings"
)

// readSetupCfg reads install_requires of a setup.cfg; one without it has StyleNone.
func readSetupCfg(fsys fs.FS, file string) (manifest, error) {
	m := manifest{file: file}
	text, isText, err := m.text(fsys)
	if err != nil || !isText {
		return m, err
	}
	section, key, offset := "", "", 0
	for raw := range strings.Lines(text) {
		line := strings.TrimRight(raw, "\r\n")
		start := offset
		offset += len(raw)
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' || trimmed[0] == ';' {
			continue
		}
		value := line
		switch {
		case line[0] == '[':
			section, key = strings.Trim(trimmed, "[]"), ""
			continue
		case line[0] != ' ' && line[0] != '\t':
			at := strings.IndexAny(line, "=:")
			if at < 0 {
				continue
			}
			key = strings.TrimSpace(line[:at])
			value = line[at+1:]
			start += at + 1
		}
		group := ""
		switch {
		case section == "options" && key == "install_requires":
			m.style = StyleSetupCfg
		case section == "options.extras_require":
			group = key
		default:
			continue
		}
		if strings.TrimSpace(value) == "" || m.full() {
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(value), "file:") {
			m.opaque = file + " takes its dependencies from another file"
			continue
		}
		req, at, err := parseRequirement(withoutComment(value))
		if err != nil {
			m.opaque = file + " has a dependency that cannot be read"
			continue
		}
		req.File, req.Group = file, group
		req.Line, req.Column = m.place(file, start+at.start)
		m.requirements = append(m.requirements, req)
	}
	return m, nil
}
