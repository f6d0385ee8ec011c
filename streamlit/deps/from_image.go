package deps

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// The image of a project's only Dockerfile may get more than the file of requirements
// that tools look at, or another file. What it gets is then what the app runs with.

var (
	dockerStart  = lazy.Regexp{Pattern: `(?i)^(?:Dockerfile|Containerfile)(?:\..*)?$|\.dockerfile$`}
	byOtherTools = lazy.Regexp{Pattern: `\buv\s+(?:sync|add|tool|run|export)\b|\b(?:poetry|pipenv|pdm|conda|mamba|micromamba|pixi|pipx|easy_install|pip-sync)\b|setup\.py|\bapt(?:-get)?\b[^;&]*\bpython3-(?:streamlit|authlib|httpx)`}
	bindMount    = lazy.Regexp{Pattern: `--mount=(\S*type=bind\S*)`}
)

// imageStage is a stage of a Dockerfile, as far as pip depends on it.
type imageStage struct {
	name, base string
	takes      []string // stages that it copies from
	workdir    string
	copies     [][2]string // a source in the project, and where it goes
	installs   []pipCommand
	other      bool // something else installs, too
}

// pipCommand is one pip install of a stage.
type pipCommand struct {
	text    string
	offset  int
	workdir string
	files   [][2]string // what stands where, before it
}

// fromImage is what the only Dockerfile installs with pip from files of requirements, where
// that is not just the file that counts anyway. Else d stays.
func fromImage(fsys fs.FS, d Dependencies) Dependencies {
	file := onlyDockerfile(fsys)
	if file == "" || d.File == "" || d.File == file {
		return d
	}
	m := manifest{style: StyleRequirements, file: file, python: d.Python}
	text, isText, err := m.text(fsys)
	if err != nil || !isText {
		return d
	}
	installs, known := pipCommands(oneLiners(text))
	if !known {
		return d
	}
	r := requirementsReader{fsys: fsys, m: &m, seen: map[string]bool{}}
	var listed []string
	for _, one := range installs {
		before := len(m.requirements)
		more, ok := r.pip(file, one)
		if !ok {
			return d
		}
		listed = append(listed, more...)
		m.again(file, one.text, before)
	}
	named := slices.ContainsFunc(m.requirements, func(one Requirement) bool {
		return one.File == file && slices.Contains(judged, one.Name)
	})
	listed = slices.Compact(listed)
	if _, asks := m.asked("streamlit"); !asks || len(listed) == 0 || !named && len(listed) == 1 && listed[0] == d.File {
		return d
	}
	m.file, m.image = listed[0], file
	return settle(path.Dir(m.file), m, nil)
}

// judged are the packages that a sign-in depends on.
var judged = []string{"streamlit", "authlib", "httpx", "httpx2"}

func isDockerName(name string) bool {
	return strings.Contains(strings.ToLower(name), "file") && dockerStart.Get().MatchString(name)
}

// onlyDockerfile is the Dockerfile at the project's top, where there is no other.
func onlyDockerfile(fsys fs.FS) string {
	var found []string
	for _, folder := range []string{".", "docker", "deploy", "build"} {
		entries, _ := fs.ReadDir(fsys, folder) // what cannot be read holds none
		for _, e := range entries {
			if e.Type().IsRegular() && isDockerName(e.Name()) && path.Ext(e.Name()) != ".dockerignore" {
				found = append(found, path.Join(folder, e.Name()))
			}
		}
	}
	if len(found) != 1 || strings.Contains(found[0], "/") || !checkout.Exists(fsys, found[0]) {
		return ""
	}
	return found[0]
}

// oneLiners is a Dockerfile with each instruction on one line; every character stays where
// it is.
func oneLiners(text string) string {
	out := []byte(text)
	more := false
	at := 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimRight(line, " \t\r\n")
		comment := strings.HasPrefix(strings.TrimSpace(line), "#")
		if comment {
			for i := range strings.TrimRight(line, "\n") {
				out[at+i] = ' '
			}
		}
		if more = strings.HasSuffix(trimmed, `\`) && !comment || more && (comment || trimmed == ""); more {
			if !comment && trimmed != "" {
				out[at+len(trimmed)-1] = ' '
			}
			if out[at+len(line)-1] == '\n' {
				out[at+len(line)-1] = ' '
			}
		}
		at += len(line)
	}
	return string(out)
}

// maxImageStages bounds the stages that are followed.
const maxImageStages = 50

// pipCommands are the pip install of the last stage, of those that it is made of and of
// those that it copies from; false: something else installs as well.
func pipCommands(text string) (all []pipCommand, known bool) {
	var stages []*imageStage
	offset := 0
	for line := range strings.Lines(text) {
		instruction, arguments, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(line), "\t", " "), " ")
		instruction = strings.ToUpper(instruction)
		if instruction == "FROM" {
			s := &imageStage{workdir: "/"}
			s.base, s.name = dockerfile.From(arguments)
			if base := dockerfile.Named(stages, nameOfStage, s.base); base != nil {
				s.workdir, s.copies = base.workdir, slices.Clone(base.copies)
			}
			stages = append(stages, s)
		}
		if len(stages) > maxImageStages {
			return nil, false
		}
		if len(stages) > 0 {
			stages[len(stages)-1].follow(instruction, strings.TrimSpace(arguments), line, offset)
		}
		offset += len(line)
	}
	if len(stages) == 0 {
		return nil, false
	}
	counts := map[*imageStage]bool{stages[len(stages)-1]: true}
	for i := len(stages) - 1; i >= 0; i-- { // a stage names earlier ones only
		if s := stages[i]; counts[s] {
			for _, name := range append(s.takes, s.base) {
				if other := dockerfile.Named(stages[:i], nameOfStage, name); other != nil {
					counts[other] = true
				}
			}
		}
	}
	for _, s := range stages {
		if counts[s] {
			if s.other {
				return nil, false
			}
			all = append(all, s.installs...)
		}
	}
	return all, true
}

func nameOfStage(s *imageStage) string { return s.name }

// follow takes one instruction over.
func (s *imageStage) follow(instruction, arguments, line string, offset int) {
	switch instruction {
	case "WORKDIR":
		if arguments = strings.Trim(arguments, `"'`); !strings.HasPrefix(arguments, "/") {
			arguments = path.Join(s.workdir, arguments)
		}
		s.workdir = arguments
	case "COPY", "ADD":
		c := dockerfile.Copy(arguments)
		if c.From != "" {
			s.takes = append(s.takes, c.From)
			return
		}
		folder := len(c.Sources) > 1 || strings.HasSuffix(c.Target, "/") || strings.HasSuffix(c.Target, ".")
		for _, source := range c.Sources {
			at := path.Join("/", s.workdir, c.Target)
			if strings.HasPrefix(c.Target, "/") {
				at = path.Clean(c.Target)
			}
			if source = path.Clean(strings.TrimPrefix(source, "/")); folder {
				at += "/"
			}
			s.copies = append(s.copies, [2]string{source, at})
		}
	case "RUN":
		files := s.copies
		for _, m := range bindMount.Get().FindAllStringSubmatch(arguments, 20) {
			source, target := ".", ""
			for part := range strings.SplitSeq(m[1], ",") {
				name, value, _ := strings.Cut(part, "=")
				switch name {
				case "source", "src":
					source = value
				case "target", "dst", "destination":
					target = value
				case "from":
					target = ""
				}
			}
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/", s.workdir, target)
			}
			files = append(slices.Clone(files), [2]string{path.Clean(source), path.Clean(target)})
		}
		s.other = s.other || byOtherTools.Get().MatchString(arguments)
		for _, at := range pipInstall.Get().FindAllStringSubmatchIndex(line, -1) {
			s.installs = append(s.installs, pipCommand{line[at[2]:at[3]], offset + at[2], s.workdir, files})
		}
	}
}

// source is the file of the project that stands at a path of the image; empty: not known.
func (r *requirementsReader) source(one pipCommand, name string) string {
	if !strings.HasPrefix(name, "/") {
		name = path.Join("/", one.workdir, name)
	}
	name = path.Clean(name)
	for i := len(one.files) - 1; i >= 0; i-- {
		source, target := one.files[i][0], one.files[i][1]
		at, folder := path.Clean("/"+target), strings.HasSuffix(target, "/")
		below, inside := strings.CutPrefix(name, strings.TrimSuffix(at, "/")+"/")
		beside := path.Join(path.Dir(source), path.Base(name))
		matched, _ := path.Match(source, beside) // a pattern that is none matches nothing
		for _, found := range []struct {
			is   bool
			file string
		}{{!folder && name == at, source}, {inside && matched && below == path.Base(name), beside}, {inside, path.Join(source, below)}} {
			if found.is && checkout.Exists(r.fsys, found.file) {
				return found.file
			}
		}
	}
	return ""
}

// pip reads what one pip install asks for, and names the files of it; false: it cannot
// be told.
func (r *requirementsReader) pip(file string, one pipCommand) (listed []string, ok bool) {
	wanted := ""
	for _, at := range dockerWord.Get().FindAllStringIndex(one.text, -1) {
		text := strings.Trim(one.text[at[0]:at[1]], `"'`)
		for _, flag := range []string{"-r", "-c", "--requirement=", "--constraint="} {
			if value, is := strings.CutPrefix(text, flag); is && value != "" && wanted == "" {
				wanted, text = flag, value
			}
		}
		switch {
		case wanted == "skip":
			wanted = ""
		case wanted != "":
			name := r.source(one, text)
			if name == "" {
				return nil, false
			}
			constraint := strings.HasPrefix(wanted, "-c") || strings.HasPrefix(wanted, "--c")
			if wanted = ""; !constraint {
				listed = append(listed, name)
			}
			if err := r.read(name, constraint); err != nil {
				return nil, false
			}
		case slices.Contains([]string{"-r", "-c", "--requirement", "--constraint"}, text):
			wanted = text
		case slices.Contains([]string{"-i", "--index-url", "--extra-index-url", "-t", "--target", "--find-links", "-f", "--prefix", "--root", "--trusted-host", "--timeout", "--retries", "--python"}, text):
			wanted = "skip"
		case text == "-e" || text == "." || strings.HasPrefix(text, ".[") || strings.ContainsAny(text, "$/\\"):
			return nil, false
		case !strings.HasPrefix(text, "-"):
			r.m.add(file, text, one.offset+at[0])
		}
	}
	return listed, true
}

// again notes that a later command changes what an earlier one has installed.
func (m *manifest) again(file, text string, before int) {
	upgrades := slices.ContainsFunc(strings.Fields(text), func(w string) bool { return w == "-U" || w == "--upgrade" || w == "--force-reinstall" })
	for _, later := range m.requirements[before:] {
		if !slices.Contains(judged, later.Name) {
			continue
		}
		if slices.ContainsFunc(m.requirements[:before], func(earlier Requirement) bool {
			return earlier.Name == later.Name && (upgrades || len(later.Specifier.every) > 0)
		}) {
			m.unsure = file + " installs " + later.Name + " with several commands, of which a later one may change what an earlier one has installed"
		}
	}
}
