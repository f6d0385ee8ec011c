package cmd

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// What the README shows is what a person gets whose client secret has
// expired, to the letter.
func TestReadmeCapture(t *testing.T) {
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

	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "```console\n$ authkit verify --no-login\n" + out.String() + "```\n"; !strings.Contains(strings.ReplaceAll(string(readme), "\r\n", "\n"), want) {
		t.Errorf("README.md does not show\n%s", want)
	}
}
