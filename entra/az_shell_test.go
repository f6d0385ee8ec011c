//go:build !windows

package entra

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The line, run by real shells with a stand-in for az: what was registered
// stays, and nothing is written when the list could not be read.
func TestAzLineKeepsTheList(t *testing.T) {
	const added = "https://app.example.com/oauth2callback"
	line, _ := AzAddRedirectURI(sampleApp, added)
	for _, shell := range []string{"sh", "bash", "zsh"} {
		path, err := exec.LookPath(shell)
		if err != nil && shell != "sh" {
			continue
		}
		for name, story := range map[string]struct {
			list string
			exit string
			want []string
		}{
			"two there":     {"http://localhost:8501/oauth2callback\r\nhttps://*.contoso.com/a\r\n", "0", []string{"http://localhost:8501/oauth2callback", "https://*.contoso.com/a", added}},
			"already there": {added + "\n", "0", []string{added}},
			"none there":    {"", "0", []string{added}},
			"cannot read":   {"", "1", nil},
		} {
			dir := t.TempDir()
			log := filepath.Join(dir, "written")
			fake := "#!/bin/sh\nif [ \"$3\" = show ]; then cat \"$LIST\"; exit " + story.exit + "; fi\n[ $# -gt 6 ] || exit 2\nshift 6\nprintf '%s\\n' \"$@\" >>\"$WRITTEN\"\n"
			write(t, filepath.Join(dir, "az"), fake, 0o755)
			write(t, filepath.Join(dir, "list"), story.list, 0o644)
			command := exec.Command(path, "-c", line)
			command.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "LIST="+filepath.Join(dir, "list"), "WRITTEN="+log)
			output, _ := command.CombinedOutput()
			data, err := os.ReadFile(log)
			if story.want == nil {
				if err == nil {
					t.Errorf("%s, %s: wrote %q", shell, name, data)
				}
				continue
			}
			got := strings.Fields(string(data))
			if !slices.Equal(got, story.want) {
				t.Errorf("%s, %s: wrote %q, want %q\n%s", shell, name, got, story.want, output)
			}
		}
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
