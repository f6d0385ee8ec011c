package project_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify/project"
)

// Several projects read in one run are what each is when it is read alone: what git
// says of the secrets file, and where the secrets stand.
func TestLoadAllIsLoad(t *testing.T) {
	root := t.TempDir()
	secrets := func(client string) string {
		return "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\nclient_id = \"a\"\nclient_secret = \"" + client + "\"\n"
	}
	const leaked, other = "Zq8Q~3rTvWxYz0123456789abcdefGHIJKLMnop", "Xq8Q~9rTvWxYz9876543210abcdefGHIJKLMnop"
	files := map[string]string{
		".gitignore":                      "ignored/**/secrets.toml\n",
		"ignored/app/app.py":              "import streamlit as st\nst.login()\n",
		"ignored/app/s/secrets.toml":      "",
		"open/app.py":                     "import streamlit as st\nst.login()\n",
		"open/config.py":                  "SECRET = '" + leaked + "'\n",
		"own/.gitignore":                  ".streamlit/secrets.toml\n",
		"own/app.py":                      "import streamlit as st\nst.login()\n",
		"tracked/.streamlit/secrets.toml": secrets(leaked),
		"module/app.py":                   "import streamlit as st\nst.login()\n",
		"short/app.py":                    "import streamlit as st\nst.login()\n",
	}
	for name, text := range map[string]string{
		"ignored/app/.streamlit/secrets.toml": secrets(other), "open/.streamlit/secrets.toml": secrets(leaked), "own/.streamlit/secrets.toml": secrets(leaked),
		"module/.streamlit/secrets.toml": secrets(other), "short/.streamlit/secrets.toml": secrets("passwordpassword"), "none/app.py": "",
	} {
		files[name] = text
	}
	for name, text := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(full), 0o755)
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(dir string, args ...string) {
		t.Helper()
		command := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@b.c"}, args...)...)
		command.Dir = filepath.Join(root, dir)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
	}
	run("module", "init", "-q")
	run(".", "init", "-q")
	run(".", "add", ".gitignore", "open/config.py", "open/app.py", "own/app.py", "tracked")
	run(".", "commit", "-qm", "x")
	dirs := []string{"ignored/app", "open", "own", "tracked", "module", "short", "none", "."}
	if runtime.GOOS != "windows" {
		if err := os.Symlink("own", filepath.Join(root, "linked")); err != nil {
			t.Fatal(err)
		}
		dirs = append(dirs, "linked")
	}
	var options []project.LoadOptions
	for _, dir := range dirs {
		options = append(options, project.LoadOptions{Dir: filepath.Join(root, filepath.FromSlash(dir)), Leaks: true, Getenv: func(string) string { return "" }})
	}
	together := project.LoadAll(t.Context(), options)
	leaks := 0
	for i, o := range options {
		alone, err := project.Load(t.Context(), o)
		if err != nil || together[i].Err != nil {
			t.Fatal(err, together[i].Err)
		}
		p := together[i].Project
		a, b := alone.Git, p.Git
		if a.Ignored != b.Ignored || a.Tracked != b.Tracked || a.Root != b.Root || a.Below() != b.Below() || a.Available != b.Available || !reflect.DeepEqual(a.TrackedPaths, b.TrackedPaths) {
			t.Errorf("%s: alone git says %+v, together %+v", dirs[i], a, b)
		}
		x, y := alone.Leaks, p.Leaks
		leaks += len(x.Leaks)
		if !reflect.DeepEqual(x.Leaks, y.Leaks) || x.Complete != y.Complete || x.Incomplete != y.Incomplete || x.Not != y.Not || x.Done != y.Done {
			t.Errorf("%s: alone %+v %q, together %+v %q", dirs[i], x.Leaks, x.Incomplete+x.Not, y.Leaks, y.Incomplete+y.Not)
		}
		if strings.Contains(y.Incomplete, "\x00") {
			t.Errorf("%s: %q", dirs[i], y.Incomplete)
		}
	}
	if leaks < 3 {
		t.Errorf("only %d leaks were found alone: this proves little", leaks)
	}
}
