//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// What the app's code calls is there, or is not, in the project's own release of
// Streamlit: verify has to say what Python says when it runs the line.
func TestAppAPI(t *testing.T) {
	agreed, asked := 0, 0
	var releases []string
	for _, p := range pairs(t, readPairTable(t)) {
		if slices.Contains(releases, p.streamlit) {
			continue
		}
		releases = append(releases, p.streamlit)
		program := installed(t, p)
		for _, call := range []string{"st.user", "st.experimental_user", "st.login", "st.logout", "(me := st.user)"} {
			asked++
			dir := t.TempDir()
			script := filepath.Join(dir, "app.py")
			for file, text := range map[string]string{script: "import streamlit as st\n" + call + "\n", filepath.Join(dir, "requirements.txt"): "streamlit==" + p.streamlit + "\n"} {
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			python := exec.Command(filepath.Join(filepath.Dir(program), "python"), script)
			python.Env = environment(t)
			out, err := python.CombinedOutput()
			code, told := run(t, dir, environment(t), "verify", "--offline", "--only", "app-api")
			if (err == nil) != (code == 0) {
				t.Errorf("%s with Streamlit %s: %v\n%s\nverify: exit %d\n%s", call, p.streamlit, err, out, code, told)
				continue
			}
			agreed++
		}
	}
	t.Logf("figures: calls of an app: verify agrees with %d of %d that Python ran, in %d releases of Streamlit", agreed, asked, len(releases))
}
