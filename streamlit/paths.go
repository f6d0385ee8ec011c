package streamlit

// SecretsPaths lists where Streamlit looks for secrets, in reading order.
func SecretsPaths(home, workingDir, scriptDir string) []string { return nil }
