//go:build e2e

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Docker's own reading of .dockerignore decides what goes into an image;
// secrets-image is to say the same.
func TestDockerignoreIsReadAsDockerReadsIt(t *testing.T) {
	dir := t.TempDir()
	authkitRun(t, dir, 0, "init", "--sandbox", "--yes")
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM python\nCOPY . /app\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	files := []string{
		"", ".streamlit", ".streamlit/", "/.streamlit", "./.streamlit/secrets.toml", "secrets.toml", "**/secrets.toml", "**/*.toml", "*.toml", "*", "**", ".*", "?streamlit",
		"[.]streamlit", "[!a]streamlit", "[^a]streamlit", "[a-z]streamlit", `\.streamlit`, "*\n!.streamlit", "*\n!.streamlit/config.toml", "*\n!.streamlit/*", "**\n!**/*.toml",
		"!.streamlit\n.streamlit", ".streamlit\n!.streamlit/secrets.toml", "# .streamlit", " # .streamlit", " .streamlit ", "\t.streamlit\r", "\ufeff.streamlit", "! .streamlit\n*", "*\n! .streamlit",
		".streamlit/**", ".streamlit/*/", ".streamlit//secrets.toml", "a/../.streamlit", "..", ".", "**/.streamlit/**", "**/.streamlit/*", ".stream**", "**lit", ".streamlit/secret*", ".STREAMLIT", "[^a-z]streamlit", "(.streamlit)", ".streamlit|x", "^.streamlit", ".s+treamlit", "{.streamlit,x}", ".streamlit$",
	}
	random := rand.New(rand.NewPCG(31, 32))
	pieces := []string{".streamlit", "secrets.toml", "*", "**", "/", ".", "?", "!", "\n", "\n", "s", ".toml", "[a-z.]", "config.toml", " ", "secrets"}
	for len(files) < 120 {
		var text strings.Builder
		for range 1 + random.IntN(7) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		files = append(files, text.String())
	}
	judged, excluded := 0, 0
	for _, text := range files {
		patterns, err := ignorefile.ReadAll(strings.NewReader(text))
		if err != nil {
			continue
		}
		matcher, err := patternmatcher.New(patterns)
		if err != nil {
			continue // Docker refuses the file
		}
		want, err := matcher.MatchesOrParentMatches(".streamlit/secrets.toml")
		if err != nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var report struct{ Results []struct{ Status string } }
		if err := json.Unmarshal(authkitRun(t, dir, -1, "verify", "--offline", "--only", "secrets-image", "--format", "json"), &report); err != nil {
			t.Fatal(err)
		}
		if got := report.Results[0].Status == "ok"; got != want {
			t.Errorf("%q: Docker leaves the secrets out: %t, secrets-image says %s", text, want, report.Results[0].Status)
		}
		judged++
		if want {
			excluded++
		}
	}
	if excluded < 20 || judged-excluded < 20 {
		t.Errorf("%d files, %d of them leave the secrets out: too few of a kind", judged, excluded)
	}
	t.Logf("%d files are read as Docker reads them, %d leave the secrets out", judged, excluded)
}
