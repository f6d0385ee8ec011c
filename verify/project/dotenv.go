package project

import (
	"io/fs"
	"strings"
)

// readDotenv is what a file like .env gives the names in it, as compose and python-dotenv
// read it, line by line; nil: there is no such file. A name in another's value is not looked up.
func readDotenv(files fs.FS, file string) map[string]string {
	text, err := readSmall(files, file)
	if err != nil {
		return nil
	}
	found := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if name = strings.TrimSpace(name); !ok || strings.HasPrefix(name, "#") {
			continue
		}
		value = strings.TrimSpace(value)
		if len(value) > 1 && (value[0] == '"' || value[0] == '\'') && strings.IndexByte(value[1:], value[0]) >= 0 {
			value, _, _ = strings.Cut(value[1:], value[:1])
		} else if value, _, _ = strings.Cut(value, " #"); strings.HasPrefix(value, "#") {
			value = ""
		}
		found[name] = strings.TrimSpace(value)
	}
	return found
}
