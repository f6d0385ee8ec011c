//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Docker's own library reads the patterns of .dockerignore. What is left of our
// own is to read the file that counts, to ask for the path of the secrets, and
// to call a file that Docker refuses neither sound nor broken.
func TestDockerignoreIsReadAsDockerReadsIt(t *testing.T) {
	dir := t.TempDir()
	authkitRun(t, dir, 0, "init", "--sandbox", "--yes")
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM python\nCOPY . /app\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]int{}
	for _, text := range []string{
		"", ".streamlit", "/.streamlit/", "secrets.toml", "**/secrets.toml", "*", ".*", "*\n!.streamlit", "*\n!.streamlit/config.toml", "**\n!**/*.toml",
		"!.streamlit\n.streamlit", "# .streamlit", "\ufeff.streamlit", "\t.streamlit\r", "*\n! .streamlit", "a/../.streamlit", ".STREAMLIT", "!", "a\n[", ".streamlit\n[]a]",
	} {
		want := "unproven"
		if patterns, err := ignorefile.ReadAll(strings.NewReader(text)); err == nil {
			if excluded, err := patternmatcher.MatchesOrParentMatches(".streamlit/secrets.toml", patterns); err == nil {
				want = map[bool]string{true: "ok", false: "failed"}[excluded]
			}
		}
		if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var report struct{ Results []struct{ Status string } }
		if err := json.Unmarshal(authkitRun(t, dir, -1, "verify", "--offline", "--only", "secrets-image", "--format", "json"), &report); err != nil {
			t.Fatal(err)
		}
		if got := report.Results[0].Status; got != want {
			t.Errorf("%q: Docker says %s, secrets-image says %s", text, want, got)
		}
		verdicts[want]++
	}
	if verdicts["ok"] < 5 || verdicts["failed"] < 5 || verdicts["unproven"] < 2 {
		t.Errorf("too few of a kind: %v", verdicts)
	}
	t.Logf("figures: .dockerignore files and what keeps the secrets out of the image: %v", verdicts)
}
