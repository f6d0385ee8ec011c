package deps

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// Where no file of requirements is, people write them into setup.py, or behind
// pip install in the Dockerfile.

var (
	installRequires = lazy.Regexp{Pattern: `(?s)install_requires\s*=\s*\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]`}
	pythonString    = lazy.Regexp{Pattern: `"([^"\\\n]*)"|'([^'\\\n]*)'`}
	pipInstall      = lazy.Regexp{Pattern: `(?:pip3?|uv\s+pip)\s+install\s+([^;&|\n]*)`}
	dockerWord      = lazy.Regexp{Pattern: `"[^"]*"|'[^']*'|[^\s"',\[\]]+(?:\[[A-Za-z0-9,._-]*\][^\s"',]*)?`}
)

// readFromCode reads install_requires of setup.py, else what the Dockerfile
// installs by name.
func readFromCode(fsys fs.FS, dir string) (Dependencies, error) {
	for _, r := range []struct {
		file string
		read func(fs.FS, string) (manifest, error)
	}{{"setup.py", readSetupPy}, {"Dockerfile", readDockerfile}, {"Containerfile", readDockerfile}, {".devcontainer/devcontainer.json", readDevcontainer}, {".devcontainer.json", readDevcontainer}} {
		file := path.Join(dir, r.file)
		if !checkout.Exists(fsys, file) {
			continue
		}
		m, err := r.read(fsys, file)
		if errors.Is(err, fs.ErrNotExist) || err == nil && m.style == StyleNone {
			continue
		}
		return resolve(fsys, dir, m, nil), err
	}
	return Dependencies{}, nil
}

// readSetupPy reads a list of strings; one that code puts together is not complete.
func readSetupPy(fsys fs.FS, file string) (manifest, error) {
	m := manifest{file: file}
	text, isText, err := m.text(fsys)
	if err != nil || !isText || !strings.Contains(text, "install_requires") {
		return m, err
	}
	m.style = StyleSetupCfg
	list := installRequires.Get().FindStringSubmatchIndex(text)
	if list == nil {
		m.opaque = file + " puts its dependencies together in code"
		return m, nil
	}
	items := text[list[2]:list[3]]
	for _, at := range pythonString.Get().FindAllStringSubmatchIndex(items, -1) {
		from, to := at[2], at[3]
		if from < 0 {
			from, to = at[4], at[5]
		}
		if line := items[strings.LastIndexByte(items[:from], '\n')+1 : from]; strings.Contains(line, "#") {
			continue // a comment
		}
		m.add(file, items[from:to], list[2]+from)
	}
	if rest := strings.Trim(withoutComment(pythonString.Get().ReplaceAllString(items, "")), ", \t\r\n"); rest != "" {
		m.opaque = file + " puts its dependencies together in code"
	}
	return m, nil
}

var otherInstall = lazy.Regexp{Pattern: `\buv\s+(?:sync|add|tool|run)\b|\b(?:poetry|pipenv|pdm|conda|mamba|micromamba|pixi|pipx|easy_install)\b|setup\.py|(?i)(?m)^\s*COPY\s+--from=`}

// ReadImage reads what a Dockerfile of one stage installs, where it installs all of it by
// name; else nothing, and File is empty.
func ReadImage(fsys fs.FS, file string) Dependencies {
	m, err := readDockerfile(fsys, file)
	if err != nil || m.style == StyleNone || m.opaque != "" {
		return Dependencies{}
	}
	text, _, err := m.text(fsys)
	if err != nil || otherInstall.Get().MatchString(text) || len(baseImage.Get().FindAllString(text, 3)) != 1 || !officialBase.Get().MatchString(text) {
		return Dependencies{}
	}
	return settle(path.Dir(file), m, nil)
}

var (
	baseImage    = lazy.Regexp{Pattern: `(?im)^\s*FROM\s`}
	officialBase = lazy.Regexp{Pattern: `(?im)^\s*FROM\s+(?:--platform=\S+\s+)?(?:docker\.io/)?(?:library/)?(?:python|debian|ubuntu|alpine)(?:[:@]\S*)?\s*$`}
)

// readDockerfile reads the packages that pip is told by name.
func readDockerfile(fsys fs.FS, file string) (manifest, error) {
	m := manifest{file: file}
	text, isText, err := m.text(fsys)
	if err != nil || !isText {
		return m, err
	}
	same := func(r rune) rune { // every character stays where it is
		if r == '\\' {
			return ' '
		}
		return r
	}
	joined := []byte(strings.Map(same, text))
	for i := range joined {
		if joined[i] == '\n' && i > 0 && strings.HasSuffix(strings.TrimRight(text[:i], " \t\r"), `\`) {
			joined[i] = ' '
		}
	}
	for _, at := range pipInstall.Get().FindAllSubmatchIndex(joined, -1) {
		line := string(joined[strings.LastIndexByte(string(joined[:at[0]]), '\n')+1 : at[0]])
		if strings.HasPrefix(strings.TrimSpace(line), "#") || !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(line)), "RUN") {
			continue
		}
		m.pip(string(joined[at[2]:at[3]]), at[2], func(string) bool { return true })
	}
	if _, asks := m.asked("streamlit"); asks { // else it is no list of what the app needs
		m.style = StyleImage
	}
	return m, nil
}

// pip notes what the arguments of pip install ask for by name, at an offset of the file. counts tells
// whether a file of requirements that they name is one.
func (m *manifest) pip(arguments string, offset int, counts func(file string) bool) {
	before := ""
	for _, word := range dockerWord.Get().FindAllStringIndex(arguments, -1) {
		text := strings.Trim(arguments[word[0]:word[1]], `"'`)
		option := before
		before = ""
		switch {
		case option == "other":
		case option == "file":
			if counts(text) {
				m.opaque = m.file + " installs from other files as well"
			}
		case text == "-r" || text == "-c" || text == "--requirement" || text == "-e":
			before = "file"
		case text == "-i" || text == "--index-url" || text == "--extra-index-url" || text == "-t" || text == "--target" || text == "--find-links" || text == "-f":
			before = "other"
		case strings.HasPrefix(text, "-"):
		case strings.Contains(text, "$") || strings.ContainsAny(text, "/") || text == ".":
			m.opaque = m.file + " installs from other places as well"
		default:
			m.add(m.file, text, offset+word[0])
		}
	}
}

// add notes a requirement at an offset of the file.
func (m *manifest) add(file, text string, offset int) {
	if m.full() {
		return
	}
	req, at, err := parseRequirement(text)
	if err != nil {
		m.opaque = file + " has a dependency that cannot be read"
		return
	}
	req.File = file
	req.Line, req.Column = m.place(file, offset+at.start)
	m.requirements = append(m.requirements, req)
}
