package streamlit

import "path/filepath"

// SecretsPaths lists where Streamlit looks for secrets, in reading order: later
// files override earlier ones (docs/facts/streamlit.md, section 2.1). A folder that is
// not known, or does not count, is empty.
func SecretsPaths(home, workingDir, scriptDir string) []string {
	return paths("secrets.toml", home, workingDir, scriptDir)
}

// ConfigPaths lists the settings files that Streamlit reads, in the same order.
func ConfigPaths(home, workingDir, scriptDir string) []string {
	return paths("config.toml", home, workingDir, scriptDir)
}

func paths(name string, folders ...string) []string {
	var all []string
	for _, dir := range folders {
		if dir == "" {
			continue
		}
		path := filepath.Join(dir, ".streamlit", name)
		seen := false
		for _, other := range all {
			seen = seen || other == path
		}
		if !seen {
			all = append(all, path)
		}
	}
	return all
}
