package project

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

// A file that a container gets as its secrets is read like every file of a checkout:
// no link leads out of the project, and none that is too large is read.
func TestMountedSecretsStayInside(t *testing.T) {
	const compose = "services:\n  app:\n    build: .\n    volumes:\n      - ./conf/secrets.toml:/app/.streamlit/secrets.toml:ro\n"
	const auth = "[auth]\nclient_id = \"x\"\n"
	for what, c := range map[string]struct {
		put  func(t *testing.T, dir string)
		read bool
	}{
		"a file": {func(t *testing.T, dir string) { write(t, filepath.Join(dir, "conf/secrets.toml"), auth) }, true},
		"a large": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "conf/secrets.toml"), auth+numbered(someKey, 1<<18))
		}, false},
		"a link":    {func(t *testing.T, dir string) { link(t, dir, "conf/secrets.toml") }, false},
		"a folder":  {func(t *testing.T, dir string) { os.MkdirAll(filepath.Join(dir, "conf/secrets.toml"), 0o755) }, false},
		"its above": {func(t *testing.T, dir string) { link(t, dir, "conf") }, false},
	} {
		if runtime.GOOS == "windows" && (what == "a link" || what == "its above") {
			continue // which only some people may make there
		}
		dir := files(t, map[string]string{"app.py": plain, "Dockerfile": "FROM python:3.12\nWORKDIR /app\nCOPY . .\n", "compose.yaml": compose})
		c.put(t, dir)
		p := load(t, dir, time.Minute)
		if p.Auth.Found != c.read || c.read && !slices.ContainsFunc(p.SecretsOnDisk, func(k SecretsOnDisk) bool { return k.Path == "conf/secrets.toml" }) {
			t.Errorf("%s: read %t, want %t: %v", what, p.Auth.Found, c.read, p.Unseen)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// link puts a link there that leads to secrets of somebody else.
func link(t *testing.T, dir, name string) {
	t.Helper()
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secrets.toml"), "[auth]\nclient_id = \"theirs\"\n")
	target := outside
	if filepath.Ext(name) != "" {
		target = filepath.Join(outside, "secrets.toml")
	}
	os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
	if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}
