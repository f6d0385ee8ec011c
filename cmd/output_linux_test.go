package cmd

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A command whose stdout is full has not done its work, whatever it is.
func TestFullStdout(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	commands := []string{
		"", "--help", "-h", "help verify", "verify --help", "init --help", "version", "completion bash", "completion zsh", "completion fish", "completion powershell", "__complete explain r",
		"explain redirect-uri-path", "explain --list", "explain -", "sandbox --list-faults", "sandbox --port 0", "demo --dir demo",
		"init --sandbox --dry-run --port 9000", "init --sandbox --dry-run", "init --sandbox --yes",
		"deploy-secrets --url https://app.example.com", "deploy-secrets --url https://app.example.com --dry-run", "deploy-secrets --url https://app.example.com --target kubernetes",
		"verify --offline", "verify --offline --verbose", "verify --offline --format json", "verify --offline --format sarif", "verify --no-login",
	}
	for _, line := range commands {
		t.Run(line, func(t *testing.T) {
			dir := t.TempDir()
			var said bytes.Buffer
			env := canaryEnv(dir, &said, "AADSTS50011", func() {})
			if code := run(context.Background(), env, []string{"init", "--sandbox", "--yes"}); code != exitSound {
				t.Fatal(said.String())
			}
			os.Remove(filepath.Join(dir, "app.py")) // something is left to do
			said.Reset()
			env = canaryEnv(dir, &said, "AADSTS50011", func() {})
			env.Stdout = full
			if code := run(context.Background(), env, strings.Fields(line)); code != exitUndecided || !strings.Contains(said.String(), "no space left on device") {
				t.Errorf("it ends with %d and says:\n%s", code, said.String())
			}
		})
	}
	t.Logf("figures: %d commands with a full stdout, each ends with 3", len(commands))
}
