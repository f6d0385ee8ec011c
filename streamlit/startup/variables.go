package startup

import (
	"io/fs"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// A variable that Streamlit or its websocket reads, in a Dockerfile, a compose file, a dev container, a
// Procfile or a shell script: NAME=value, NAME: value, ENV NAME value.
var variable = lazy.Regexp{Pattern: `(ENV\s+)?\b(STREAMLIT_[A-Z]+_[A-Z_]+|WEBSOCKETS_MAX_LINE_LENGTH)["']?(\s*[=:]\s*|\s+)(?:"([^"]*)"|'([^']*)'|([^\s"',;]+))`}

// Variables are those of Streamlit and its websocket that the files which start the app
// set, the most telling file first. A value made of other variables says nothing.
func Variables(fsys fs.FS) map[string]string {
	found := map[string]string{}
	for _, file := range startFiles {
		if strings.HasPrefix(file, "README") {
			continue
		}
		text, ok := read(fsys, file)
		if !ok {
			continue
		}
		for _, line := range commandLines(text) {
			if strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for _, m := range variable.Get().FindAllStringSubmatch(line, -1) {
				if strings.TrimSpace(m[3]) == "" && m[1] == "" {
					continue // a name in a sentence
				}
				value := m[4] + m[5] + m[6]
				if _, told := found[m[2]]; !told && !strings.Contains(value, "$") {
					found[m[2]] = value
				}
			}
		}
	}
	return found
}
