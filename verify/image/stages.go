package image

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
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
	copy   dockerfile.Copied
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

// readStages follows a Dockerfile; nil: there is too much of it, or it is for Windows.
func readStages(text string) (all []*stage) {
	var s *stage
	layers := 0
	for one := range dockerfile.Instructions(text) {
		if one.Name == "FROM" {
			s = beginStage(all, one.Arguments)
			all = append(all, s)
			layers += len(s.layers)
		}
		if layers++; layers > maxLayers {
			return nil
		}
		if s == nil {
			continue
		}
		switch one.Name {
		case "WORKDIR":
			s.workdir = s.inside(strings.Trim(one.Arguments, `"'`))
		case "USER":
			user, _, _ := strings.Cut(one.Arguments, ":")
			s.user = user != "root" && user != "0"
		case "ENV":
			s.setEnv(one.Arguments)
		case "SHELL":
			s.open = s.open || !strings.Contains(one.Arguments, "sh\"") || strings.Contains(one.Arguments, "conda")
		case "COPY", "ADD":
			s.addCopy(all, one)
		case "RUN":
			s.run(one.Line, one.Arguments)
		case "CMD":
			s.command = readStart(one)
		case "ENTRYPOINT":
			s.entry, s.command = readStart(one), start{}
		}
	}
	return all
}

func beginStage(all []*stage, arguments string) *stage {
	from, name := dockerfile.From(arguments)
	s := &stage{env: map[string]string{}}
	if base := stageNamed(all, from); base != nil {
		*s = *base
		s.layers, s.places, s.venvs, s.env = slices.Clone(base.layers), slices.Clone(base.places), slices.Clone(base.venvs), maps.Clone(base.env)
	} else if dockerfile.IsPlain(from) {
		s.plain, s.workdir = true, "/"
	}
	s.name = name
	return s
}

// stageNamed is an earlier stage, by its name or number.
func stageNamed(all []*stage, named string) *stage {
	return dockerfile.Named(all, func(s *stage) string { return s.name }, named)
}

var envName = lazy.Regexp{Pattern: `\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))`}

func (s *stage) setEnv(arguments string) {
	before := *s
	before.env = maps.Clone(s.env)
	for _, one := range dockerfile.Env(arguments) {
		value := before.expand(one.Value)
		if len(value) > maxImagePath {
			value = "$"
		}
		s.env[one.Name] = value
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

func (s *stage) addCopy(all []*stage, one dockerfile.Instruction) {
	c := dockerfile.Copy(one.Arguments)
	l := layer{line: one.Line, copy: c}
	for i, source := range c.Sources {
		l.copy.Sources[i] = s.expand(source)
		archive := strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || one.Name == "ADD" && strings.Contains(path.Base(source), ".tar") || strings.HasSuffix(source, "gz")
		l.any = l.any || archive || strings.Contains(l.copy.Sources[i], "$")
	}
	l.target = s.inside(c.Target)
	l.folder = len(c.Sources) > 1 || strings.HasSuffix(c.Target, "/") || path.Base(c.Target) == "." || path.Base(c.Target) == ".." || l.target == s.workdir
	l.any = l.any || l.target == "" || len(c.Sources) == 0
	if c.From != "" {
		if l.from = stageNamed(all[:len(all)-1], c.From); l.from == nil {
			if strings.Contains(c.From, "astral-sh/uv") {
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
	for _, source := range l.copy.Sources {
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
func readStart(one dockerfile.Instruction) start {
	arguments, _, _ := strings.Cut(one.Arguments, "\n")
	s := start{line: one.Line}
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
