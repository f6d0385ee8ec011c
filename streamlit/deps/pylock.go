package deps

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// readPylock reads a pylock.toml (PEP 751). A package whose marker asks for an
// extra or a group is not installed with the project itself.
func readPylock(data []byte, _ string) (map[string][]locked, error) {
	packages := map[string][]locked{}
	version := ""
	for part := range lockParts(data, "[[packages]]") {
		if len(packages) > maxPackages {
			return nil, errManyPackages
		}
		var file struct {
			Version  string `toml:"lock-version"`
			Packages []struct {
				Name    string `toml:"name"`
				Version string `toml:"version"`
				Marker  string `toml:"marker"`
			} `toml:"packages"`
		}
		if err := boundedtoml.Unmarshal(part.text, &file); err != nil {
			return nil, notLock(err)
		}
		version += file.Version
		for _, p := range file.Packages {
			l := part.locked(p.Name)
			l.optional = strings.Contains(p.Marker, "extras") || strings.Contains(p.Marker, "dependency_groups")
			l.version, _ = ParseVersion(p.Version)
			packages[normalName(p.Name)] = append(packages[normalName(p.Name)], l)
		}
	}
	if !strings.HasPrefix(version, "1.") {
		return nil, errLock
	}
	return packages, nil
}
