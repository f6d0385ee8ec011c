package project

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/startup"
)

// How the app is started, where several files say so: a service of a compose file
// replaces what the Dockerfile says that it is built from. One place decides which
// command and which variables hold at the end; what Streamlit makes of them is in
// readServer.

// composeFiles are those that docker compose reads by itself, the first one that is
// there, and what it lays over each.
var composeFiles = []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"}

// commandOfApp is the command that starts a script, the most telling one of all. The error
// is more, where there is none: that not all were looked at.
func commandOfApp(root fs.FS, script string, commands []startup.RunCommand, more error) (startup.RunCommand, error) {
	composed := composedStarts(root, commands)
	for _, c := range commands {
		if c.File == "Procfile" && c.Path() == script {
			return c, nil
		}
	}
	of := func(c startup.RunCommand) bool { return c.Path() == script }
	if at := slices.IndexFunc(composed, of); at >= 0 && !slices.ContainsFunc(composed[at+1:], of) {
		return composed[at], nil
	}
	if at := slices.IndexFunc(commands, of); at >= 0 {
		return commands[at], nil
	}
	return startup.RunCommand{}, more
}

// composedScript is the script that the only service which starts Streamlit names.
func composedScript(root fs.FS, commands []startup.RunCommand) string {
	if checkout.Exists(root, "Procfile") {
		return ""
	}
	composed := composedStarts(root, commands)
	if len(composed) != 1 || composed[0].Script == "" || !checkout.Exists(root, composed[0].Path()) {
		return ""
	}
	return composed[0].Path()
}

// composedStarts are the commands of Streamlit that the services of the compose file come
// to, with what their containers find.
func composedStarts(root fs.FS, commands []startup.RunCommand) (all []startup.RunCommand) {
	at := slices.IndexFunc(composeFiles, func(file string) bool { return checkout.Exists(root, file) })
	if at < 0 {
		return nil
	}
	file := composeFiles[at]
	text, err := readSmall(root, file)
	if err != nil {
		return nil
	}
	dotenv := readDotenv(root, ".env")
	top, over := readYAML(text), &node{}
	for _, end := range []string{".yaml", ".yml"} {
		if text, err := readSmall(root, strings.TrimSuffix(file, path.Ext(file))+".override"+end); err == nil {
			over = readYAML(text)
			break
		}
	}
	for name, service := range top.at("services").keys {
		if c, ok := composedStart(root, commands, file, readService(file, name, service, top), service, over.at("services", name), dotenv); ok {
			all = append(all, c)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Line < all[j].Line })
	return all
}

// composedStart is the command of one service.
func composedStart(root fs.FS, commands []startup.RunCommand, file string, s Service, n, over *node, dotenv map[string]string) (startup.RunCommand, bool) {
	var image startup.Image
	if text, err := readSmall(root, s.Dockerfile); s.Dockerfile != "" && err == nil {
		target := n.at("build", "target")
		image = startup.ReadImage(text, target.text)
	}
	line := s.Line
	for _, n := range []*node{n, over} {
		entrypoint, command := n.keys["entrypoint"], n.keys["command"]
		if entrypoint != nil && (entrypoint.is() || entrypoint.empty) {
			image.Entrypoint, image.Command = composeWords(entrypoint, dotenv), startup.Words{}
			line = entrypoint.line
		}
		if command != nil && (command.is() || command.empty) {
			image.Command = composeWords(command, dotenv)
			line = command.line
		}
		if entrypoint != nil && entrypoint.odd || command != nil && command.odd {
			return startup.RunCommand{}, false
		}
	}
	if image.Entrypoint.Line+image.Command.Line == 0 {
		return startup.RunCommand{}, false
	}
	given := map[string]string{}
	for name, value := range image.Variables {
		given[name] = value
		if s.Open {
			given[name] = "$"
		}
	}
	for _, n := range []*node{n, over} {
		for name, value := range composeEnvironment(root, file, n, dotenv) {
			given[name] = value
		}
		if n.at("environment").odd || n.odd {
			for name := range given {
				given[name] = "$"
			}
		}
	}
	script, _ := image.Start()
	if c, ok := startup.Command(root, file, line, script, given); ok {
		return inContext(root, c, s.Context), true
	}
	at := slices.IndexFunc(commands, func(c startup.RunCommand) bool {
		return path.Ext(c.File) == ".sh" && strings.Contains(script, path.Base(c.File))
	})
	if at < 0 {
		return startup.RunCommand{}, false
	}
	return commands[at].Within(script, given), true
}

// inContext is a command whose script lies in the folder that its image is built from, and not in the
// project's top. It is typed there where that folder has secrets of its own.
func inContext(root fs.FS, c startup.RunCommand, context string) startup.RunCommand {
	switch {
	case c.Script == "" || context == "" || context == "." || checkout.Exists(root, c.Path()) || !checkout.Exists(root, path.Join(context, c.Path())):
	case checkout.Exists(root, path.Join(context, ".streamlit", secretsBase)):
		c.Folder = path.Join(context, c.Folder)
	default:
		c.Script = path.Join(context, c.Path())
		c.Folder = ""
	}
	return c
}

// composeWords are the words of command and entrypoint, which no shell reads.
func composeWords(n *node, dotenv map[string]string) startup.Words {
	w := startup.Words{Line: max(n.line, 1)}
	for _, word := range commandOf(n).Words {
		w.Words = append(w.Words, interpolate(word, dotenv))
	}
	return w
}

// composeEnvironment is what env_file and environment set, the latter before the former.
func composeEnvironment(root fs.FS, file string, n *node, dotenv map[string]string) map[string]string {
	found := map[string]string{}
	named := n.at("env_file")
	for _, item := range append([]*node{named}, named.items...) {
		name := item.text + item.at("path").text
		if name == "" {
			continue
		}
		maps.Copy(found, readDotenv(root, path.Join(path.Dir(file), name)))
	}
	environment := n.at("environment")
	for name, value := range environment.keys {
		switch {
		case value.odd:
			found[name] = "$"
		case value.is() || value.empty:
			found[name] = interpolate(value.text, dotenv)
		default:
			found[name] = passedOn(name, dotenv)
		}
	}
	for _, item := range environment.items {
		name, value, set := strings.Cut(item.text, "=")
		if found[name] = interpolate(value, dotenv); !set {
			found[name] = passedOn(name, dotenv)
		}
	}
	return found
}

// given are the variables that some service of the compose file has a value for.
func (p *Project) given() map[string]bool {
	if len(p.Writers) == 0 {
		return nil
	}
	given, dotenv := p.assigned(), readDotenv(p.files, ".env")
	at := slices.IndexFunc(composeFiles, func(file string) bool { return checkout.Exists(p.files, file) })
	if at < 0 {
		return given
	}
	text, err := readSmall(p.files, composeFiles[at])
	if err != nil {
		return given
	}
	for _, service := range readYAML(text).at("services").keys {
		for name, value := range composeEnvironment(p.files, composeFiles[at], service, dotenv) {
			given[name] = given[name] || value != "" && !strings.Contains(value, "$")
		}
	}
	return given
}

var assignment = lazy.Regexp{Pattern: `(?m)^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)=["']?[^\s"'#]`}

// assigned are the variables that other scripts set, beside one that writes the secrets or at the top.
func (p *Project) assigned() map[string]bool {
	given := map[string]bool{}
	for _, w := range p.Writers {
		for _, folder := range []string{".", path.Dir(w.Path)} {
			scripts, _ := checkout.Glob(p.files, path.Join(folder, "*.sh")) // what cannot be listed sets none
			for _, script := range scripts {
				text, err := readSmall(p.files, script)
				if err != nil || script == w.Path {
					continue
				}
				for _, found := range assignment.Get().FindAllStringSubmatch(text, maxRecipes) {
					given[found[1]] = true
				}
			}
		}
	}
	return given
}

// passedOn is a variable without a value: the one of whoever starts the container.
func passedOn(name string, dotenv map[string]string) string {
	if value, known := dotenv[name]; known {
		return value
	}
	return "$"
}

var composeVariable = lazy.Regexp{Pattern: `\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?-)([^{}$]*))?\})`}

// interpolate puts in what compose would, of .env and of the defaults; what neither has
// is not known.
func interpolate(text string, dotenv map[string]string) string {
	return composeVariable.Get().ReplaceAllStringFunc(text, func(found string) string {
		m := composeVariable.Get().FindStringSubmatch(found)
		value, known := dotenv[m[1]+m[2]]
		switch {
		case known && (value != "" || m[3] != ":-"):
			return value
		case m[3] != "":
			return m[4]
		}
		return found
	})
}
