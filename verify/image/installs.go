package image

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// quietCommands bring no file of the app: those that install are looked at one by one.
var quietCommands = []string{
	"apt-get", "apt", "apk", "pip", "pip3", "uv", "useradd", "adduser", "groupadd", "addgroup", "usermod", "chmod", "chown", "mkdir", "rm", "true", "echo", "printf", "set", "cd",
	"export", "ldconfig", "locale-gen", "update-ca-certificates", "find", "sed", "dos2unix", "test", "which", "ls", "cat", "sleep", "env", "playwright",
}

var (
	writesFile   = lazy.Regexp{Pattern: `\d?>>?\s*(/dev/null|&\d)?`}
	pythonModule = lazy.Regexp{Pattern: `^(?:/\S*/)?python[\d.]*\s+(?:-[A-Za-z]+\s+)*-m\s+(\w+)`}
	pipLine      = lazy.Regexp{Pattern: `^(?:(/\S*)/bin/)?(?:pip[\d.]*|python[\d.]*\s+(?:-[A-Z]\s+)?-m\s+pip)\s+(?:-\S+\s+)*install\s+(.*)$`}
	makesVenv    = lazy.Regexp{Pattern: `^(?:(?:/\S*/)?python[\d.]*\s+-m\s+venv|virtualenv|uv\s+venv)(.*)$`}
	prefixFlag   = lazy.Regexp{Pattern: `(?:--prefix|--root|--target|-t)[= ](\S+)`}
	tools        = []string{"pip", "setuptools", "wheel", "uv", "poetry", "pipenv", "pdm", "virtualenv", "hatch", "pip-tools"}
)

// run follows RUN: what it installs, and whether it may bring files of the app.
func (s *stage) run(number int, command string) {
	for strings.HasPrefix(command, "--") {
		_, rest, _ := strings.Cut(command, " ")
		command = strings.TrimSpace(rest)
	}
	loud := strings.HasPrefix(command, "[") || strings.Contains(command, "<<") || strings.Contains(command, "$(") || strings.Contains(command, "`")
	for _, found := range writesFile.Get().FindAllStringSubmatch(command, -1) {
		loud = loud || found[1] == ""
	}
	for _, part := range strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(";&|\n", r) }) {
		words := strings.Fields(part)
		for len(words) > 0 && (strings.Contains(words[0], "=") || words[0] == "sudo" || words[0] == "exec") {
			words = words[1:]
		}
		if len(words) == 0 || loud && len(part) > maxImagePath {
			continue
		}
		line := s.expand(strings.Join(words, " "))
		name := path.Base(words[0])
		module := pythonModule.Get().FindStringSubmatch(line)
		quiet := slices.Contains(quietCommands, name) || strings.HasPrefix(name, "pip3.") || name == "virtualenv" || module != nil && slices.Contains([]string{"pip", "venv", "compileall", "ensurepip", "nltk", "spacy", "playwright"}, module[1])
		loud = loud || !quiet
		switch venv, pip := makesVenv.Get().FindStringSubmatch(line), pipLine.Get().FindStringSubmatch(line); {
		case venv != nil:
			s.venv(venv[1])
		case pip != nil:
			s.pip(pip[1], pip[2])
		case name == "uv":
			s.uv(words[1:])
		case name == "apt-get" || name == "apt" || name == "apk":
			s.open = s.open || strings.Contains(line, "streamlit")
		}
	}
	if loud {
		s.open = true
		s.layers = append(s.layers, layer{line: number, any: true})
	}
}

// venv notes an environment, which counts once something is installed to it.
func (s *stage) venv(arguments string) {
	place := ".venv"
	for _, word := range strings.Fields(arguments) {
		if !strings.HasPrefix(word, "-") {
			place = word
		}
	}
	if place = s.inside(place); place == "" {
		s.open = true
		return
	}
	s.addVenv(place)
}

func (s *stage) addVenv(place string) {
	if len(s.venvs) < maxLayers && !slices.Contains(s.venvs, place) {
		s.venvs = append(s.venvs, place)
	}
}

// pip notes where packages go, by the folder that pip itself lies in.
func (s *stage) pip(own, arguments string) {
	wanted := false
	words := strings.Fields(arguments)
	for i, word := range words {
		word = strings.Trim(word, `"'`)
		name := strings.ToLower(packageName(word))
		after := i > 0 && slices.Contains([]string{"-i", "--index-url", "--extra-index-url", "-t", "--target", "--prefix", "--root", "-f", "--find-links", "-c", "--trusted-host"}, words[i-1])
		switch {
		case after:
		case word == "-r" || strings.HasPrefix(word, "-r") || strings.HasPrefix(word, "--requirement"):
			wanted = true
		case word == "-e" || word == "." || strings.HasPrefix(word, ".[") || strings.HasPrefix(word, "./") || strings.HasPrefix(word, "/"):
			wanted, s.path = true, true
		case !strings.HasPrefix(word, "-") && !slices.Contains(tools, name):
			wanted = true
		}
	}
	if !wanted {
		return
	}
	prefix := prefixFlag.Get().FindStringSubmatch(arguments)
	venvs := append(slices.Clone(s.venvs), strings.Fields(s.env["VIRTUAL_ENV"])...)
	switch {
	case prefix != nil && s.inside(prefix[1]) != "":
		s.addPlace(s.inside(prefix[1]))
	case prefix != nil || strings.Contains(s.env["PATH"]+own, "conda"):
		s.open = true
	case own != "" && own != "/usr" && own != "/usr/local":
		s.addPlace(path.Clean(own))
	case slices.Contains(words, "--user") && !s.user:
		s.addPlace("/root/.local")
	case s.user || slices.Contains(words, "--user"):
		s.open = true // at home, or in the system: the user's rights tell
	default:
		s.addPlace("/usr/local")
		for _, venv := range venvs {
			if strings.Contains(s.env["PATH"], venv+"/bin") {
				s.addPlace(venv)
			}
		}
	}
}

// uv notes what uv installs, and where.
func (s *stage) uv(words []string) {
	switch {
	case len(words) == 0:
	case words[0] == "sync":
		place := s.env["UV_PROJECT_ENVIRONMENT"]
		if place == "" {
			place = ".venv"
		}
		s.path = s.path || !slices.Contains(words, "--no-install-project")
		if place = s.inside(place); place == "" || slices.Contains(words, "--active") || slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "--project") || w == "--directory" }) {
			s.open = true
		} else {
			s.addPlace(place)
			s.addVenv(place)
		}
	case words[0] == "pip" && (slices.Contains(words, "--system") || s.env["UV_SYSTEM_PYTHON"] != ""):
		s.pip("", strings.TrimPrefix(strings.Join(words[1:], " "), "install "))
	case words[0] == "venv" || words[0] == "python" || words[0] == "lock" || words[0] == "cache" || words[0] == "--version":
	default:
		s.open = true
	}
}

// mayRun tells whether a program of the packages is found: streamlit itself, or the
// python that has it. where is a place that has it and is not looked into.
func (s *stage) mayRun(program string) (found bool, where string) {
	if s.open || !s.plain {
		return true, ""
	}
	for _, place := range s.places {
		onPath := place == "/usr/local" || place == "/usr" || slices.Contains(strings.Split(s.env["PATH"], ":"), place+"/bin")
		switch {
		case onPath, strings.HasPrefix(program, "/"), strings.HasSuffix(place, "/.local") && strings.HasPrefix(program, "python"):
			return true, ""
		case s.env["PYTHONPATH"] != "" && strings.HasPrefix(program, "python"):
			return true, ""
		}
		where = place
	}
	return false, where
}

// packageName is the name in front of a requirement's extras and versions.
func packageName(word string) string {
	if end := strings.IndexAny(word, "[=<>~! ;"); end >= 0 {
		return word[:end]
	}
	return word
}

// isWhole tells whether a place holds its programs and finds its packages by itself.
func (s *stage) isWhole(place string) bool {
	return slices.Contains(s.venvs, place) || strings.HasSuffix(place, "/.local")
}
