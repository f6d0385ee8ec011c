package image

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/verify/project"
)

// stage is a part of a Dockerfile with all that its base has, as far as the app's start
// depends on it. What only a build would tell is open.
type stage struct {
	name    string
	plain   bool   // its base is a known image of a system or of Python, and holds no app
	workdir string // empty: not known
	env     map[string]string
	user    bool // somebody else than root runs it
	layers  []layer
	venvs   []string // environments that were made
	places  []string // folders that packages were installed to
	open    bool     // packages may have come in some other way
	path    bool     // the app's own modules may be found elsewhere: PYTHONPATH, an installed project
	command start
	entry   start
}

// layer is an instruction that brings files.
type layer struct {
	line   int
	any    bool // whatever it brings
	copy   copyArguments
	from   *stage
	target string
	folder bool // the target is one
}

// start is what CMD or ENTRYPOINT says.
type start struct {
	line  int
	words []string // in brackets, which no shell reads
	shell string   // a line for the shell
	list  string   // a list that Docker does not read as one
}

// maxLayers bounds the instructions of all stages that are followed.
const maxLayers = 500

// plainBase finds images without an app, by the end of their names.
var plainBase = lazy.Regexp{Pattern: `^(?:(?:docker\.io/|index\.docker\.io/|public\.ecr\.aws/docker/|mirror\.gcr\.io/)?(?:library/)?(?:python|debian|ubuntu|alpine)|ghcr\.io/astral-sh/uv|mcr\.microsoft\.com/devcontainers/python)(?:[:@].*)?$`}

// readStages follows a Dockerfile; nil: there is too much of it, or it is for Windows.
func readStages(text string) (all []*stage) {
	var s *stage
	layers := 0
	for number, line := range project.DockerLines(text) {
		instruction, arguments, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(line), "\t", " "), " ")
		arguments = strings.TrimSpace(arguments)
		if instruction = strings.ToUpper(instruction); instruction == "FROM" {
			s = beginStage(all, arguments)
			all = append(all, s)
			layers += len(s.layers)
		}
		if layers++; layers > maxLayers {
			return nil
		}
		if s == nil {
			continue
		}
		switch instruction {
		case "WORKDIR":
			s.workdir = s.inside(strings.Trim(arguments, `"'`))
		case "USER":
			user, _, _ := strings.Cut(arguments, ":")
			s.user = user != "root" && user != "0"
		case "ENV":
			s.setEnv(arguments)
		case "SHELL":
			s.open = s.open || !strings.Contains(arguments, "sh\"") || strings.Contains(arguments, "conda")
		case "COPY", "ADD":
			s.addCopy(all, number, instruction, arguments)
		case "RUN":
			s.run(number, arguments)
		case "CMD":
			s.command = readStart(number, arguments)
		case "ENTRYPOINT":
			s.entry, s.command = readStart(number, arguments), start{}
		}
	}
	return all
}

func beginStage(all []*stage, arguments string) *stage {
	words := slices.DeleteFunc(strings.Fields(arguments), func(word string) bool { return strings.HasPrefix(word, "--") })
	s := &stage{env: map[string]string{}}
	if len(words) == 0 {
		return s
	}
	if base := stageNamed(all, words[0]); base != nil {
		*s = *base
		s.layers, s.places, s.venvs = slices.Clone(base.layers), slices.Clone(base.places), slices.Clone(base.venvs)
		s.env = map[string]string{}
		for name, value := range base.env {
			s.env[name] = value
		}
	} else if image, _, _ := strings.Cut(strings.ToLower(words[0]), "$"); plainBase.Get().MatchString(image) {
		s.plain, s.workdir = true, "/"
	}
	s.name = ""
	if len(words) == 3 && strings.EqualFold(words[1], "AS") {
		s.name = words[2]
	}
	return s
}

// stageNamed is an earlier stage, by its name or number.
func stageNamed(all []*stage, name string) *stage {
	for i, s := range all {
		if s.name != "" && strings.EqualFold(s.name, name) || name == itoa(i) {
			return s
		}
	}
	return nil
}

func itoa(i int) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return itoa(i/10) + itoa(i%10)
}

var (
	envPair = lazy.Regexp{Pattern: `([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)`}
	envName = lazy.Regexp{Pattern: `\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))`}
)

func (s *stage) setEnv(arguments string) {
	pairs := envPair.Get().FindAllStringSubmatch(arguments, -1)
	if name, value, ok := strings.Cut(arguments, " "); ok && !strings.Contains(name, "=") {
		pairs = [][]string{{"", name, strings.TrimSpace(value)}}
	}
	for _, pair := range pairs {
		value := s.expand(strings.Trim(pair[2], `"'`))
		if len(value) > maxImagePath {
			value = "$"
		}
		s.env[pair[1]] = value
	}
	s.path = s.path || s.env["PYTHONPATH"] != ""
}

// expand puts the values of ENV in; those of ARG are another one's to give.
func (s *stage) expand(text string) string {
	if len(text) > 4*maxImagePath {
		return "$"
	}
	return envName.Get().ReplaceAllStringFunc(text, func(found string) string {
		if value, known := s.env[strings.Trim(found, "${}")]; known {
			return value
		}
		return found
	})
}

// inside is a path of the image; empty: it is not known.
func (s *stage) inside(name string) string {
	name = s.expand(name)
	switch {
	case strings.Contains(name, "$") || len(name) > maxImagePath:
		return ""
	case strings.HasPrefix(name, "/"):
		return path.Clean(name)
	case s.workdir == "" || len(s.workdir) > maxImagePath:
		return ""
	}
	return path.Join(s.workdir, name)
}

func (s *stage) addCopy(all []*stage, number int, instruction, arguments string) {
	c := parseCopy(arguments)
	l := layer{line: number, copy: c}
	for i, source := range c.sources {
		l.copy.sources[i] = s.expand(source)
		archive := strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || instruction == "ADD" && strings.Contains(path.Base(source), ".tar") || strings.HasSuffix(source, "gz")
		l.any = l.any || archive || strings.Contains(l.copy.sources[i], "$")
	}
	l.target = s.inside(c.target)
	l.folder = len(c.sources) > 1 || strings.HasSuffix(c.target, "/") || path.Base(c.target) == "." || path.Base(c.target) == ".." || l.target == s.workdir
	l.any = l.any || l.target == "" || len(c.sources) == 0
	if c.from != "" {
		if l.from = stageNamed(all[:len(all)-1], c.from); l.from == nil {
			if strings.Contains(c.from, "astral-sh/uv") {
				return // the program, and nothing else
			}
			l.any, s.open = true, true
		} else {
			s.takePlaces(l)
		}
	}
	s.layers = append(s.layers, l)
}

// takePlaces notes where packages lie that another stage has installed.
func (s *stage) takePlaces(l layer) {
	s.open = s.open || l.any
	for _, source := range l.copy.sources {
		source = path.Join("/", source)
		if path.Ext(source) == ".py" {
			continue
		}
		s.open = s.open || l.from.open
		for _, place := range l.from.places {
			inside, above := strings.HasPrefix(place+"/", strings.TrimSuffix(source, "/")+"/"), strings.HasPrefix(source, place+"/")
			switch {
			case strings.ContainsAny(source, "*?["):
				s.open = true
			case inside:
				at := path.Join(l.target, strings.TrimPrefix(place, source))
				if s.addPlace(at); slices.Contains(l.from.venvs, place) {
					s.addVenv(at)
				}
			case above && strings.Contains(source, "site-packages"):
				s.open = true // the modules, perhaps without their programs
			}
		}
	}
}

func (s *stage) addPlace(place string) {
	if len(s.places) < maxLayers && !slices.Contains(s.places, place) {
		s.places = append(s.places, place)
	}
}

// readStart reads CMD or ENTRYPOINT. What Docker cannot read as a list it hands to the
// shell as it stands.
func readStart(number int, arguments string) start {
	arguments, _, _ = strings.Cut(arguments, "\n")
	s := start{line: number}
	switch {
	case !strings.HasPrefix(arguments, "["):
		s.shell = arguments
	case json.Unmarshal([]byte(arguments), &s.words) == nil:
	case strings.HasSuffix(arguments, "]") && !strings.ContainsAny(arguments, ";&|") && !json.Valid([]byte(arguments)):
		s.words, s.list = nil, arguments
	default:
		s.words, s.shell = nil, "$" // not known
	}
	return s
}
