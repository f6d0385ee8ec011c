package deps

import (
	"bytes"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// Edit is what has to change in one dependency file so that sign-in works.
type Edit struct {
	File   string // slash path; empty together with After: nothing is edited here
	After  []byte // the whole file as it should be; empty: a person does what Advice says
	Advice string
}

// maxRounds bounds how often one line makes another necessary: Streamlit,
// Authlib, httpx, and once more to see that all is well.
const maxRounds = 4

// RequiredLines returns the smallest edits after which Judge finds no error,
// and none when there is none already and Streamlit is asked for. Files that a
// tool writes or locks, and forms other than requirements.txt and [project] of
// pyproject.toml, get advice in place of an edit. Without any dependency file
// the edit is a new requirements.txt.
func RequiredLines(d Dependencies) []Edit {
	if d.File == "" {
		file := path.Join(d.dir, "requirements.txt")
		return []Edit{{File: file, After: []byte(Recommended + "\n"), Advice: "run pip install -r " + file}}
	}
	if slices.ContainsFunc(d.manifest.problems, func(p Problem) bool { return p.Severity == Error }) {
		return []Edit{{Advice: Judge(d)[0].Fix}}
	}
	if d.LockErr != nil {
		return []Edit{{Advice: "make " + d.Lock + " again (it cannot be read), then run authkit init once more"}}
	}
	lines, solved := d.neededLines()
	switch {
	case len(lines) == 0 && solved:
		return nil
	case solved && d.lock == nil && !d.manifest.compiled && d.add == "":
		if edits, ok := d.edits(lines); ok {
			return edits
		}
	case len(lines) == 0:
		return []Edit{{Advice: d.adviceWithoutLines()}}
	}
	return []Edit{{Advice: d.fix(lines)}}
}

// adviceWithoutLines is for a project whose file is not known, or whose Python is too old.
func (d Dependencies) adviceWithoutLines() string {
	for _, p := range Judge(d) {
		if p.Severity == Error {
			return p.Fix
		}
	}
	return "write " + Recommended + " in the requirements file that the app is installed from"
}

// neededLines works out requirement lines until nothing is wrong with them in
// place. solved: that point was reached, as far as it can be seen.
func (d Dependencies) neededLines() (lines []string, solved bool) {
	if d.manifest.unsure != "" {
		return nil, false
	}
	for range maxRounds {
		now, stuck := d.missingLines()
		switch {
		case stuck:
			return nil, false
		case len(now) == 0:
			return lines, true
		case d.lock != nil:
			return now, false
		}
		m := d.manifest
		m.requirements = slices.Clone(m.requirements)
		for _, line := range now {
			lines = withLine(lines, line)
			m.put(line)
		}
		d = settle(d.dir, m, nil)
	}
	return lines, false
}

// missingLines are the lines of all fixes that are needed now. stuck: something
// is wrong that no line solves.
func (d Dependencies) missingLines() (lines []string, stuck bool) {
	if d.Streamlit.State == Unknown && d.Streamlit.Requirement.Name == "" {
		lines = d.forPython()
		return lines, len(lines) == 0
	}
	for _, id := range []string{checkid.DepsStreamlit, checkid.DepsAuthlib, checkid.DepsCompat, checkid.DepsHTTPX} {
		a := d.ask(id)
		if a.problem == nil || a.problem.Severity != Error && !takesUnsigned(d.Streamlit.Version, d.Authlib.Version) {
			continue
		}
		stuck = stuck || len(a.lines) == 0
		for _, line := range a.lines {
			lines = withLine(lines, line)
		}
	}
	return lines, stuck
}

// withLine adds a line, or puts it in place of the one about the same package.
func withLine(lines []string, line string) []string {
	name := lineName(line)
	for i, other := range lines {
		if lineName(other) == name {
			lines = slices.Clone(lines)
			lines[i] = line
			return lines
		}
	}
	return append(lines, line)
}

func lineName(line string) string {
	r, err := ParseRequirement(line)
	if err != nil {
		return ""
	}
	return r.Name
}

// put changes what the manifest asks for, as writing the line would.
func (m *manifest) put(line string) {
	wanted, err := ParseRequirement(line)
	if err != nil {
		return
	}
	for i, r := range m.requirements {
		if r.Name == wanted.Name && r.Group == "" && !r.Direct {
			m.requirements[i].Specifier, m.requirements[i].Extras = wanted.Specifier, wanted.Extras
			return
		}
	}
	wanted.File = m.file
	m.requirements = append(m.requirements, wanted)
}

// replacement is new text for a range of bytes of a file.
type replacement struct {
	span
	text string
}

// edits writes the lines into the project's files; false where that cannot be done by hand.
func (d Dependencies) edits(lines []string) ([]Edit, bool) {
	if d.Style != StyleRequirements && d.Style != StyleProject {
		return nil, false
	}
	var files []string
	changes := map[string][]replacement{}
	change := func(file string, r replacement) {
		if !slices.Contains(files, file) {
			files = append(files, file)
		}
		changes[file] = append(changes[file], r)
	}
	var added []string
	for _, line := range lines {
		r, found := d.manifest.asked(lineName(line))
		switch {
		case !found:
			added = append(added, line)
		case r.text.empty() || d.manifest.data[r.File] == nil:
			return nil, false
		default:
			change(r.File, replacement{r.text, line})
		}
	}
	if len(added) > 0 {
		data, known := d.manifest.data[d.File]
		if !known {
			return nil, false
		}
		r, ok := appended(data, d.Style, added)
		if !ok {
			return nil, false
		}
		change(d.File, r)
	}
	advice := "install the project's requirements again"
	if d.Style == StyleRequirements {
		advice = "run pip install -r " + d.File
	}
	var all []Edit
	for _, file := range files {
		all = append(all, Edit{File: file, After: applied(d.manifest.data[file], changes[file]), Advice: advice})
		advice = ""
	}
	return all, true
}

// asked is the requirement that put changes.
func (m manifest) asked(name string) (Requirement, bool) {
	for _, r := range m.requirements {
		if r.Name == name && r.Group == "" && !r.Direct {
			return r, true
		}
	}
	return Requirement{}, false
}

// applied keeps every other byte as it was.
func applied(data []byte, changes []replacement) []byte {
	sort.Slice(changes, func(i, j int) bool { return changes[i].start < changes[j].start })
	var after []byte
	at := 0
	for _, c := range changes {
		after = append(after, data[at:c.start]...)
		after = append(after, c.text...)
		at = c.end
	}
	return append(after, data[at:]...)
}

// appended puts new lines at the end of requirements.txt, or into the array of [project].
func appended(data []byte, style Style, lines []string) (replacement, bool) {
	newline := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		newline = "\r\n"
	}
	if style == StyleProject {
		return appendedToArray(data, newline, lines)
	}
	end := span{len(data), len(data)}
	text := strings.Join(lines, newline) + newline
	last := bytes.TrimRight(data, "\r\n")
	switch {
	case bytes.HasSuffix(last, []byte(`\`)):
		return replacement{}, false // the line that is added would be joined to it
	case len(data) > 0 && len(last) == len(data) && !bytes.Equal(data, utf8BOM):
		text = newline + text
	}
	return replacement{end, text}, true
}

func appendedToArray(data []byte, newline string, lines []string) (replacement, bool) {
	doc, err := parseTOML(data)
	if err != nil {
		return replacement{}, false
	}
	array, found := doc.arrays["project.dependencies"]
	if !found {
		return replacement{}, false
	}
	var quoted []string
	for _, line := range lines {
		quoted = append(quoted, `"`+line+`"`)
	}
	var last span
	for _, e := range doc.entries {
		if slices.Equal(e.path, []string{"project", "dependencies"}) && e.array > 0 {
			last = e.at
		}
	}
	if last.empty() {
		inside := span{array.start + 1, array.start + 1}
		return replacement{inside, strings.Join(quoted, ", ")}, len(bytes.TrimSpace(data[array.start+1:array.end-1])) == 0
	}
	separator := ", "
	if lineStart := bytes.LastIndexByte(data[:last.start], '\n') + 1; lineStart > array.start {
		before := data[lineStart:last.start]
		separator = "," + newline + string(before[:len(before)-len(bytes.TrimLeft(before, " \t"))])
	}
	return replacement{span{last.end, last.end}, separator + strings.Join(quoted, separator)}, true
}
