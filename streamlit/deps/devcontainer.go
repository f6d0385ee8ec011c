package deps

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// harmless are commands of a development container that install no Python package but by pip.
var harmless = lazy.Regexp{Pattern: `^(?:sudo\s+)?(?:\[.*\]|test\s.*|(?:xargs\s+)?apt(?:-get)?\s.*|echo\s.*|true|git\s+config\s.*|(?:python3?\s+-m\s+)?(?:uv\s+)?pip3?\s+install\s.*|(?:python3?\s+-m\s+)?streamlit\s+run\s.*)?$`}

// readDevcontainer reads the packages that pip is told by name in the commands of a development
// container, as Streamlit's own template has them. Where the project has no file of requirements
// Community Cloud installs Streamlit alone as well. What else may install something leaves it open.
func readDevcontainer(fsys fs.FS, file string) (manifest, error) {
	m := manifest{file: file}
	text, isText, err := m.text(fsys)
	if err != nil || !isText {
		return m, err
	}
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines = append(lines, line)
		}
	}
	var said map[string]any
	if err := json.Unmarshal([]byte(strings.Join(lines, "")), &said); err != nil {
		return m, nil //nolint:nilerr // what it installs is not known
	}
	for _, key := range []string{"build", "dockerFile", "dockerfile", "dockerComposeFile", "features"} {
		if said[key] != nil {
			m.opaque = file + " builds on more than its commands"
		}
	}
	if image, is := said["image"].(string); is && !dockerfile.IsPlain(image) {
		m.opaque = file + " builds on an image of its own"
	}
	for _, key := range []string{"onCreateCommand", "updateContentCommand", "postCreateCommand", "postStartCommand", "postAttachCommand"} {
		for _, command := range commandsOf(said[key]) {
			m.runs(fsys, text, command)
		}
	}
	if _, asks := m.asked("streamlit"); asks {
		m.style = StyleImage
	}
	return m, nil
}

// commandsOf are those of one key: a text for a shell, its words, or several of both by name.
func commandsOf(said any) (all []string) {
	switch said := said.(type) {
	case string:
		return []string{said}
	case []any:
		words := make([]string, len(said))
		for i, word := range said {
			words[i] = fmt.Sprint(word)
		}
		return []string{strings.Join(words, " ")}
	case map[string]any:
		for _, one := range said {
			all = append(all, commandsOf(one)...)
		}
		slices.Sort(all)
	}
	return all
}

// runs takes in what one command installs.
func (m *manifest) runs(fsys fs.FS, text, command string) {
	for one := range strings.FieldsFuncSeq(command, func(r rune) bool { return strings.ContainsRune(";&|\n", r) }) {
		if !harmless.Get().MatchString(strings.TrimSpace(one)) {
			m.opaque = m.file + " runs more that may install something"
		}
	}
	for _, at := range pipInstall.Get().FindAllStringSubmatch(command, -1) {
		offset := max(0, strings.Index(text, at[1])) // a list of words stands nowhere as one text
		m.pip(at[1], offset, func(name string) bool { return checkout.Exists(fsys, path.Clean(name)) })
	}
}
