// Package startup finds how an app is started: its main script, and the commands
// that the files of a project hold.
package startup

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
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

// ErrTooMany says that not all that may tell the main script was looked at.
var ErrTooMany = errors.New("not all that may tell which script is the app was looked at")

// ErrSeveral says that more than one script may be the app.
var ErrSeveral = errors.New("several scripts here may be the app")

// maxRead bounds every file that is looked at, in bytes.
const maxRead = 1 << 20

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

// manyStarts bounds how many files of each pattern are read for a command,
// startBytes the size of all; manyFiles how many folders, and scripts in each, are
// looked at where no usual name is there.
const (
	manyStarts = 300
	startBytes = 8 << 20
	manyFiles  = 50
)

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

// tooMany is an ErrTooMany that says what there is too much of.
type tooMany string

func (e tooMany) Error() string        { return string(e) + ", and " + ErrTooMany.Error() }
func (e tooMany) Is(target error) bool { return target == ErrTooMany }

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

// usualNames are tried when nothing says how the app is started.
var usualNames = []string{"streamlit_app.py", "app.py", "main.py", "Home.py", "home.py", "src/app.py", "app/app.py", "src/streamlit_app.py", "app/main.py", "src/main.py"}

// MainScript finds the app's main script: what one of its RunCommands names, else one of
// the usual names that imports streamlit, else the only script that does, but for
// those that it imports, else what a launcher starts or the only script below that is
// made to be started. Empty
// when there is none; ErrSeveral or ErrTooMany when it cannot be told. A script of a usual name
// that may not be read is returned with that error, where there is no other. by is what
// told of it, behind the word found; empty: its name or a command.
func MainScript(fsys fs.FS, commands []RunCommand, more error) (script, by string, err error) {
	for _, c := range commands {
		if c.Script != "" && checkout.Exists(fsys, c.Path()) {
			return c.Path(), "", nil
		}
	}
	if more != nil {
		return "", "", more
	}
	for _, file := range usualNames {
		if importsStreamlit(fsys, file) {
			if started := startedBy(fsys, file); started != "" {
				return started, byLauncher(file), nil
			}
			return file, "", nil
		}
	}
	found, err := candidates(fsys)
	if err != nil {
		return "", "", err
	}
	if len(found) != 1 || startedBy(fsys, found[0]) != "" {
		switch started, launcher := launched(fsys); {
		case len(started) == 1:
			return started[0], byLauncher(launcher), nil
		case len(started) > 1 && len(found) == 0:
			return "", "", severalError(started)
		}
	}
	if file, err := usualAround(fsys, found); file != "" || err != nil {
		return file, "", err
	}
	if len(found) == 0 {
		if found = onlyScripts(fsys); len(found) == 1 {
			by = "as the only script here that is made to be started and that no other file imports or names"
		}
	}
	switch len(found) {
	case 0:
		for _, file := range usualNames {
			if err := checkout.Refused(fsys, file); err != nil {
				return file, "", err
			}
		}
		return "", "", nil
	case 1:
		return found[0], by, nil
	}
	if signs := signing(fsys, found); len(signs) == 1 {
		return signs[0], "as the only one of several scripts here that calls st.login", nil
	}
	return "", "", severalError(found)
}

// signing are those of some scripts that call st.login themselves; none: one of them may, or there are too many.
func signing(fsys fs.FS, scripts []string) (found []string) {
	for _, file := range scripts[:min(len(scripts), manyFiles)] {
		text, err := checkout.Read(fsys, file, maxRead)
		scan, wrong := pyfile.Read(text)
		if err != nil || wrong != nil || len(scripts) > manyFiles {
			return nil
		}
		if len(scan.LoginCalls) > 0 {
			found = append(found, file)
		}
	}
	return found
}

func byLauncher(file string) string { return "by " + file + ", which starts it" }

// candidates are scripts that import streamlit: at the project's top, else in its folders.
func candidates(fsys fs.FS) (found []string, err error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if !entry.IsDir() && path.Ext(entry.Name()) == ".py" && !slices.Contains([]string{"setup.py", "conftest.py"}, entry.Name()) && importsStreamlit(fsys, entry.Name()) {
			found = append(found, entry.Name())
		}
	}
	if len(found) == 0 {
		if found, err = belowScripts(fsys, entries); err != nil {
			return nil, err
		}
	}
	if main := importers(fsys, found); len(main) == 1 {
		found = main
	}
	return found, nil
}

// importers are the scripts that no other of them imports or names as a page, nor a page beside them: a module is not started.
func importers(fsys fs.FS, scripts []string) []string {
	if len(scripts) < 2 || len(scripts) > manyFiles {
		return scripts
	}
	imported := map[string]bool{}
	note := func(file, folder string) {
		text, err := checkout.Read(fsys, file, maxRead)
		if err != nil {
			return
		}
		scan, _ := pyfile.Read(text)
		for _, module := range scan.Imports {
			imported[path.Join(folder, module)+".py"] = true
		}
		for _, page := range scan.Scripts {
			if named := path.Join(folder, page); named != file {
				imported[named] = true
			}
		}
	}
	for _, file := range scripts {
		note(file, path.Dir(file))
	}
	for _, folder := range pageFolders {
		pages, _ := checkout.Glob(fsys, path.Join(path.Dir(scripts[0]), folder, "*.py"))
		for _, page := range pages[:min(len(pages), manyFiles)] {
			note(page, path.Dir(scripts[0]))
		}
	}
	return slices.DeleteFunc(slices.Clone(scripts), func(file string) bool { return imported[file] })
}

// otherFolders hold code beside the app.
var otherFolders = []string{"examples", "example", "samples", "sample", "demo", "demos", "docs", "doc", "tests", "test", "scripts", "tools", "notebooks", "node_modules", "venv", "env", "build", "dist", "site-packages"}

// belowScripts are scripts in the folders of a project whose top holds none: of
// a usual name, or the only one beside a folder of pages.
func belowScripts(fsys fs.FS, entries []fs.DirEntry) (found []string, err error) {
	folders := 0
	for _, entry := range entries {
		folder := entry.Name()
		if !entry.IsDir() || folder[0] == '.' || slices.Contains(otherFolders, folder) {
			continue
		}
		scripts, _ := checkout.Glob(fsys, folder+"/*.py")
		if len(scripts) == 0 {
			continue
		}
		if folders++; folders > manyFiles {
			return nil, tooMany(fmt.Sprintf("more than %d folders here hold scripts", manyFiles))
		}
		if len(scripts) > manyFiles {
			return nil, tooMany(fmt.Sprintf("%s holds more than %d scripts", folder, manyFiles))
		}
		scripts = slices.DeleteFunc(scripts, func(file string) bool {
			text, err := checkout.Read(fsys, file, maxRead)
			return err != nil || !importLine.Get().Match(text)
		})
		usual := slices.IndexFunc(scripts, func(file string) bool { return slices.Contains(usualNames, path.Base(file)) })
		switch {
		case usual >= 0:
			found = append(found, scripts[usual])
		case len(scripts) == 1 && isFolder(fsys, folder+"/pages"):
			found = append(found, scripts[0])
		}
	}
	return found, nil
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

type severalError []string

func (e severalError) Error() string {
	shown := []string(e)
	if len(shown) > 4 {
		shown = append(shown[:4:4], "and "+strconv.Itoa(len(e)-4)+" more")
	}
	return ErrSeveral.Error() + ": " + strings.Join(shown, ", ")
}
func (e severalError) Is(target error) bool { return target == ErrSeveral }

// importsStreamlit tells whether a file imports streamlit. One that is too large
// to be looked at may.
func importsStreamlit(fsys fs.FS, file string) bool {
	text, err := checkout.Read(fsys, file, maxRead)
	if err != nil || !bytes.Contains(text, []byte("streamlit")) {
		return checkout.Bound(err)
	}
	found, err := pyscan.ImportsStreamlit(text)
	if err != nil {
		return importLine.Get().Match(text) // it is the app, and does not start
	}
	return found
}

// usualAround is the script of a usual name that shows nothing itself and has all of the
// scripts that do brought in by its imports; empty: there is none.
func usualAround(fsys fs.FS, scripts []string) (string, error) {
	for _, file := range usualNames {
		if !checkout.Exists(fsys, file) {
			continue
		}
		scans, err := Beside(fsys, file)
		if scans == nil && bringsByLine(fsys, file) {
			return file, nil // it is the app, and does not start
		}
		if scans == nil || !slices.ContainsFunc(slices.Collect(maps.Values(scans)), func(scan pyfile.Scan) bool { return scan.ImportsStreamlit }) {
			continue
		}
		if !slices.ContainsFunc(scripts, func(script string) bool { _, brought := scans[script]; return !brought }) {
			return file, nil
		}
		if err != nil {
			return "", tooMany(file + " brings in more than is read here")
		}
	}
	return "", nil
}

var fromLine = lazy.Regexp{Pattern: `(?m)^(?:from|import)[ \t]+([A-Za-z_]\w*)`}

// bringsByLine tells whether a file that is no Python imports one beside it that imports
// streamlit.
func bringsByLine(fsys fs.FS, file string) bool {
	text, err := checkout.Read(fsys, file, maxRead)
	if err != nil {
		return false
	}
	modules := fromLine.Get().FindAllSubmatch(text, manyFiles)
	return slices.ContainsFunc(modules, func(found [][]byte) bool {
		return importsStreamlit(fsys, path.Join(path.Dir(file), string(found[1])+".py"))
	})
}

var importLine = lazy.Regexp{Pattern: `(?m)^\s*(?:import|from)\s+streamlit\b`}

// read returns an ordinary file's text.
func read(fsys fs.FS, file string) (string, bool) {
	data, err := checkout.Read(fsys, file, maxRead)
	return string(data), err == nil
}
