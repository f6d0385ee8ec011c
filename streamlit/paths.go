package streamlit

import "path/filepath"

// SecretsPaths lists where Streamlit looks for secrets, in reading order: later
// files override earlier ones (facts: streamlit, section 2.1). The script's own
// folder counts since 1.46. An empty home is left out.
func SecretsPaths(home, workingDir, scriptDir string) []string {
	var paths []string
	for _, dir := range []string{home, workingDir, scriptDir} {
		if dir == "" {
			continue
		}
		path := filepath.Join(dir, ".streamlit", "secrets.toml")
		seen := false
		for _, other := range paths {
			seen = seen || other == path
		}
		if !seen {
			paths = append(paths, path)
		}
	}
	return paths
}
