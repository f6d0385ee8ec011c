package deps

import (
	"bytes"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// readPylock reads a pylock.toml (PEP 751). A package whose marker asks for an
// extra or a group is not installed with the project itself.
func readPylock(data []byte, _ string) (map[string][]locked, error) {
	data = bytes.TrimPrefix(data, utf8BOM)
	var file struct {
		Version  string `toml:"lock-version"`
		Packages []struct {
			Name    string `toml:"name"`
			Version string `toml:"version"`
			Marker  string `toml:"marker"`
		} `toml:"packages"`
	}
	if err := toml.Unmarshal(data, &file); err != nil || !strings.HasPrefix(file.Version, "1.") {
		return nil, errLock
	}
	packages := map[string][]locked{}
	for _, p := range file.Packages {
		name := normalName(p.Name)
		l := locked{optional: strings.Contains(p.Marker, "extras") || strings.Contains(p.Marker, "dependency_groups")}
		l.version, _ = ParseVersion(p.Version)
		if at := bytes.Index(data, []byte("\nname = \""+p.Name+"\"")); at >= 0 {
			l.line, l.column = place(data, at+1)
		}
		packages[name] = append(packages[name], l)
	}
	return packages, nil
}
