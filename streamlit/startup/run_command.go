package startup

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// RunCommand is a `streamlit run` that some file of the project holds.
type RunCommand struct {
	File   string
	Line   int
	Folder string              // where it is typed, by a cd before it: a slash path; empty: the project's top
	Script string              // a slash path from there
	Flags  map[string][]string // "server.port" → "8080"; a flag may be repeated

	shell string            // the text for a shell that it stands in
	given map[string]string // what the container that runs it sets
	image bool              // given is all that a container sets
}

// Path is the script's path in the project.
func (c RunCommand) Path() string { return path.Join(c.Folder, c.Script) }

// startFiles are where people write down how the app is started, the most telling first.
var startFiles = []string{
	"Procfile", "Dockerfile", "Containerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml",
	".devcontainer/devcontainer.json", ".devcontainer.json", "entrypoint.sh", "start.sh", "run.sh", "startup.sh", "scripts/start.sh", "scripts/run.sh",
	"docker/Dockerfile", "deploy/Dockerfile", "render.yaml", "railway.json", "railway.toml", "nixpacks.toml", "fly.toml", "app.yaml",
	"Makefile", "justfile", "Taskfile.yml", "package.json", "pyproject.toml", "README.md", "README.rst", "README.txt", "README",
}

// StartFiles are the files in which RunCommands looks.
func StartFiles() []string { return slices.Clone(startFiles) }

// startPatterns are further files in which a command may stand: scripts of the
// project, what is told to people and to machines that work on it, workflows.
var startPatterns = []string{
	"*.sh", "scripts/*.sh", "bin/*.sh", "docker/*.sh", "compose*.y*ml", "docker-compose*.y*ml", "AGENTS.md", "CLAUDE.md", "GEMINI.md", "CONTRIBUTING.md", ".github/*.md", "supervisor*.conf", "*.service",
	".github/workflows/*.y*ml",
}

// commandFiles are all files in which RunCommands looks. past: of which pattern
// there are more; empty: of none.
func commandFiles(fsys fs.FS) (files []string, past string) {
	files = StartFiles()
	for _, pattern := range startPatterns {
		matches, _ := checkout.Glob(fsys, pattern)
		if len(matches) > manyStarts {
			matches, past = matches[:manyStarts], cmp.Or(past, pattern)
		}
		for _, match := range matches {
			if !slices.Contains(files, match) {
				files = append(files, match)
			}
		}
	}
	return files, past
}

var runs = lazy.Regexp{Pattern: `\bstreamlit["']?\s*,?\s*["']?run\b["']?`}

// RunCommands lists the commands that start the app, most telling first. The error
// says that there may be more of them.
func RunCommands(fsys fs.FS) (commands []RunCommand, more error) {
	files, past := commandFiles(fsys)
	if past != "" {
		more = tooMany(fmt.Sprintf("%s are more than %d files", past, manyStarts))
	}
	size := 0
	for _, file := range files {
		text, ok := read(fsys, file)
		if !ok {
			continue
		}
		if size += len(text); size > startBytes {
			return commands, tooMany(fmt.Sprintf("the files that may start the app are larger than %d MiB together", startBytes>>20))
		}
		readme := strings.HasPrefix(file, "README") || path.Ext(file) == ".md"
		lines, given := commandLines(text), map[string]string(nil)
		if isDockerfile(file) {
			lines, given = imageCommands(text), ReadImage(text, "").Variables
		}
		folder := "" // of a README's last line that only goes there
		for number, line := range lines {
			if strings.HasPrefix(strings.TrimSpace(line), "#") && !readme {
				continue
			}
			if cd := goesToFolder.Get().FindStringSubmatch(line); cd != nil && readme {
				folder = path.Clean(cd[1])
			}
			c, ok := commandIn(fsys, line, readme)
			if !ok {
				continue
			}
			if c.Script != "" && !checkout.Exists(fsys, c.Path()) && checkout.Exists(fsys, path.Join(folder, c.Script)) {
				c.Folder = folder
			}
			c.File, c.Line, c.shell, c.given, c.image = file, number, line, given, given != nil
			if path.Ext(file) == ".sh" {
				c.shell = text
			}
			commands = append(commands, c)
		}
	}
	return commands, more
}

// commandIn reads the command in a line.
func commandIn(fsys fs.FS, line string, readme bool) (RunCommand, bool) {
	at := runs.Get().FindStringIndex(line)
	if at == nil {
		return RunCommand{}, false
	}
	c, ok := readCommand(line[at[1]:])
	if !ok {
		return c, false
	}
	// A README's cd goes into the fresh clone as often as below it.
	if cd := changesFolder.Get().FindStringSubmatch(line[:at[0]]); cd != nil && (!readme || !checkout.Exists(fsys, c.Path())) {
		c.Folder = insideImage(cd[1])
	}
	if c.Folder != "" && !checkout.Exists(fsys, c.Path()) {
		c.Folder = ""
	}
	return c, true
}

// Command reads the command that a container starts, as a line for a shell; false: it is
// none of Streamlit's. given is what the container sets.
func Command(fsys fs.FS, file string, line int, script string, given map[string]string) (RunCommand, bool) {
	c, ok := commandIn(fsys, script, false)
	c.File, c.Line, c.shell, c.given, c.image = file, line, script, given, true
	return c, ok
}

// Shell is the line for a shell that a container runs.
func (c RunCommand) Shell() string { return c.shell }

// Within is a command of a script that a container runs, with what the container sets.
func (c RunCommand) Within(script string, given map[string]string) RunCommand {
	c.shell, c.given, c.image = script, given, true
	return c
}

func isDockerfile(file string) bool {
	base := path.Base(file)
	return base == "Dockerfile" || base == "Containerfile"
}

// imageCommands are the lines of a Dockerfile that may start the app: what its last stage
// ends in, then what its other instructions hold. What a stage that is not shipped, or a
// CMD that a later one replaces, says counts only where nothing else does.
func imageCommands(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		script, line := ReadImage(text, "").Start()
		if script != "" && !yield(line, script) {
			return
		}
		for one := range dockerfile.Instructions(text) {
			starts := one.Name == "CMD" || one.Name == "ENTRYPOINT"
			if one.Name != "ENV" && (!starts || script == "") && !yield(one.Line, one.Text) {
				return
			}
		}
	}
}

var goesToFolder = lazy.Regexp{Pattern: `^\s*(?:\$ )?cd\s+["']?([\w./-]+)["']?\s*$`}

var changesFolder = lazy.Regexp{Pattern: `\bcd\s+["']?([\w./-]+)["']?\s*(?:&&|;)[^;&|]*$`}

// insideImage is a path as the project has it: most images hold the project at /app.
func insideImage(name string) string {
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if name == "/app" {
		return "."
	}
	return strings.TrimPrefix(name, "/app/")
}

var (
	listItem  = lazy.Regexp{Pattern: `^\s*-\s+(\S.*?)\s*$`}
	startItem = lazy.Regexp{Pattern: `^\s*-\s+["']?streamlit["']?\s*$`}
)

// commandLines are a file's lines with their numbers: a line that ends in a
// backslash goes on in the next, and so does a YAML list that begins with streamlit.
func commandLines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
		for i := 0; i < len(lines); i++ {
			number := i + 1
			var joined strings.Builder
			for ; strings.HasSuffix(lines[i], "\\") && i+1 < len(lines); i++ {
				joined.WriteString(strings.TrimSuffix(lines[i], "\\") + " ")
			}
			joined.WriteString(lines[i])
			if startItem.Get().MatchString(joined.String()) {
				for ; i+1 < len(lines); i++ {
					item := listItem.Get().FindStringSubmatch(lines[i+1])
					if item == nil {
						break
					}
					joined.WriteString(" " + item[1])
				}
			}
			line := joined.String()
			if !yield(number, line) {
				return
			}
		}
	}
}

var words = lazy.Regexp{Pattern: `"[^"]*"|'[^']*'|[^\s,"'\]\[)]+`}

// readCommand takes the words behind `streamlit run` apart, in the shell's form
// or in the JSON form of a Dockerfile.
func readCommand(rest string) (RunCommand, bool) {
	c := RunCommand{Flags: map[string][]string{}}
	// Only the quote that ends "run" goes: the others come in pairs.
	if rest != "" && strings.ContainsAny(rest[:1], `"'`) {
		rest = rest[1:]
	}
	rest = strings.TrimLeft(rest, " ,")
	if cut := strings.IndexAny(rest, "`#;&|\n"); cut >= 0 {
		rest = rest[:cut]
	}
	parts := words.Get().FindAllString(rest, -1)
	for i := 0; i < len(parts); i++ {
		word := strings.Trim(parts[i], `"'`)
		if word == "--" {
			break // the script's own arguments
		}
		if flag, isFlag := strings.CutPrefix(word, "--"); isFlag {
			key, value, has := strings.Cut(flag, "=")
			if !has && i+1 < len(parts) && !strings.HasPrefix(strings.Trim(parts[i+1], `"'`), "-") && !strings.HasSuffix(parts[i+1], ".py") {
				i++
				value = strings.Trim(parts[i], `"'`)
			}
			if has && value == "" && !strings.ContainsAny(parts[i][:1], `"'`) && i+1 < len(parts) && strings.ContainsAny(parts[i+1][:1], `"'`) {
				i++
				value = parts[i]
			}
			c.Flags[key] = append(c.Flags[key], strings.Trim(value, `"'`))
			continue
		}
		if c.Script == "" && strings.HasSuffix(word, ".py") {
			c.Script = insideImage(word)
		}
	}
	return c, c.Script != "" || len(c.Flags) > 0
}
