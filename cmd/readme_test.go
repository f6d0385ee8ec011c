package cmd

import (
	"bytes"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

var update = flag.Bool("update", false, "write the README's capture anew")

// countOK is how many checks had nothing to say. A new check changes it, and
// the README is no worse for a number that is one behind.
var countOK = regexp.MustCompile(`\d+ ok`)

// What the README shows is what a person gets whose client secret has
// expired, to the letter but for the number of checks that are ok:
// go test ./cmd -run TestReadmeCapture -update
func TestReadmeCapture(t *testing.T) {
	t.Parallel()
	options := sandbox.Default()
	options.Logf, options.Faults = func(string, ...any) {}, []string{"secret-expired"}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()

	var out bytes.Buffer
	dir := t.TempDir()
	env := canaryEnv(dir, &out, "", func() {})
	if code := run(t.Context(), env, []string{"init", "--sandbox", "--sandbox-url", provider.URL, "--yes"}); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, out.String())
	}
	out.Reset()
	if code := run(t.Context(), env, []string{"verify", "--no-login"}); code != 1 {
		t.Errorf("exit %d, want 1", code)
	}

	const open, end = "```console\n$ authkit verify --no-login\n", "```\n"
	file := filepath.Join("..", "README.md")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(strings.ReplaceAll(string(content), "\r\n", "\n"), open)
	shown, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("README.md has no capture that begins with\n%s", open)
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+open+out.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		shown = out.String()
	}
	if countOK.ReplaceAllString(shown, "N ok") != countOK.ReplaceAllString(out.String(), "N ok") {
		t.Errorf("README.md does not show what verify prints; run go test ./cmd -run TestReadmeCapture -update\n%s", out.String())
	}
}
