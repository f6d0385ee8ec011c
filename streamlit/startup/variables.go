package startup

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// variable finds a variable that Streamlit or its websocket reads, in a file that lists
// what an app's container finds: NAME=value, NAME: value, NAME = "value".
var variable = lazy.Regexp{Pattern: `\b(STREAMLIT_[A-Z]+_[A-Z_]+|WEBSOCKETS_MAX_LINE_LENGTH)["']?(?:(=)|\s*:\s*|\s+=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"',;]*))`}

// IsVariable tells whether Streamlit or its websocket reads a variable of this name.
func IsVariable(name string) bool {
	return strings.HasPrefix(name, "STREAMLIT_") || name == "WEBSOCKETS_MAX_LINE_LENGTH"
}

// Variables are those of Streamlit and its websocket that a command finds, as the files
// which start the app set them. What the command's own way sets comes first: the image,
// the container, the shell's lines in front of it, each before what stands further out.
// Then comes what other files list for the app, the most telling one first. A value
// made of other variables says nothing, and neither does one that was set and is empty.
func Variables(fsys fs.FS, c RunCommand) map[string]string {
	found := map[string]string{}
	fill := func(more map[string]string) {
		for name, value := range more {
			if _, told := found[name]; !told && IsVariable(name) {
				found[name] = value
			}
		}
	}
	fill(c.finds(fsys))
	for _, file := range startFiles {
		text, ok := read(fsys, file)
		if !ok || path.Ext(file) == ".md" || strings.HasPrefix(file, "README") {
			continue
		}
		container := isDockerfile(file) || strings.Contains(file, "compose")
		switch {
		case c.image && container, c.File == "Procfile" && container, c.File != "" && typed(file) && (c.File != file || file != "Makefile"):
			// another way to start the app
		case isDockerfile(file):
			image := ReadImage(text, "")
			start, _ := image.Start()
			fill(environment(start, image.Variables, reader(fsys)))
		case path.Ext(file) == ".sh":
			if c.File != file {
				fill(environment(text, nil, reader(fsys)))
			}
		default:
			fill(listed(text, file == "Makefile"))
		}
	}
	maps.DeleteFunc(found, func(_, value string) bool { return value == "" || strings.Contains(value, "$") })
	return found
}

// typed tells of a file that its lines are commands for a person or a platform: what
// stands in front of one of them is not found by the others.
func typed(file string) bool {
	return path.Ext(file) == ".sh" || slices.Contains([]string{"Procfile", "Makefile", "justfile", "Taskfile.yml", "package.json", "pyproject.toml"}, file)
}

func reader(fsys fs.FS) func(string) (string, bool) {
	return func(name string) (string, bool) { return read(fsys, name) }
}

// finds is what a command finds by its own way.
func (c RunCommand) finds(fsys fs.FS) map[string]string {
	if path.Ext(c.File) == ".sh" && !c.image {
		for _, file := range startFiles {
			text, ok := read(fsys, file)
			if !ok || !isDockerfile(file) {
				continue
			}
			image := ReadImage(text, "")
			if start, _ := image.Start(); strings.Contains(start, path.Base(c.File)) {
				return environment(start, image.Variables, reader(fsys))
			}
		}
	}
	if c.image || path.Ext(c.File) == ".sh" {
		return environment(c.shell, c.given, reader(fsys))
	}
	if c.shell == "" {
		return environment("", nil, reader(fsys))
	}
	front := inFront.Get().FindString(c.shell)
	line := c.shell[len(front):]
	if quote := front[max(0, len(front)-1):]; quote == `"` || quote == "'" {
		line = line[:max(strings.LastIndex(line, quote), 0)]
	}
	return environment(line, nil, reader(fsys))
}

// inFront is what files write in front of a command: a name, the dash of a list, an @.
var inFront = lazy.Regexp{Pattern: `^\s*(?:(?:-\s+|@)?["']?[\w.-]+["']?\s*[:=]\s+["']?|-\s+["']?|@)`}

// listed are the variables that a file lists for the app; the first one of a name counts.
// What a Makefile does not export counts for one line only.
func listed(text string, makefile bool) map[string]string {
	found := map[string]string{}
	for _, line := range commandLines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") || runs.Get().MatchString(line) || makefile && !strings.HasPrefix(line, "export ") {
			continue
		}
		for _, m := range variable.Get().FindAllStringSubmatch(line, -1) {
			value := m[3] + m[4] + m[5]
			quotedValue := strings.ContainsAny(m[0][len(m[0])-1:], `"'`)
			if _, told := found[m[1]]; !told && (value != "" || m[2] != "" || quotedValue) {
				found[m[1]] = value
			}
		}
	}
	return found
}
