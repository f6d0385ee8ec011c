package fleet_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/fleet"
)

const (
	login = "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\n"
	auth  = "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\n"
)

// write makes files below a folder; a text that begins with "-> " makes a link.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		err := error(nil)
		if target, link := strings.CutPrefix(text, "-> "); link {
			err = os.Symlink(target, full)
		} else {
			err = os.WriteFile(full, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	command := exec.Command("git", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b.c", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b.c")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v %s", args, err, out)
	}
}

// What is an app, which folder it is started in, and what is passed over.
func TestFind(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("it makes links")
	}
	for _, c := range []struct {
		name    string
		files   map[string]string
		git     bool
		apps    []string // NAME, or NAME < FOLDER where it is started in another
		skipped []string // NAME: a part of the reason
	}{
		{"one at the root", map[string]string{"app.py": login, "pages/1.py": login}, false, []string{"."}, nil},
		{"secrets alone", map[string]string{"a/.streamlit/secrets.toml": auth, "a/tool.py": ""}, false, []string{"a"}, nil},
		{"secrets that are no TOML", map[string]string{"a/.streamlit/secrets.toml": "[auth\n"}, false, []string{"a"}, nil},
		{"secrets of something else", map[string]string{"a/.streamlit/secrets.toml": "[db]\nx = 1\n", "a/app.py": "import streamlit as st\nst.write(1)\n"}, false, nil, nil},
		{"settings alone", map[string]string{"a/.streamlit/authkit.toml": "secret_expires = 2027-01-01\n"}, false, []string{"a"}, nil},
		{"no sign-in", map[string]string{"a/app.py": "import streamlit as st\nst.write('login')\n"}, false, nil, nil},
		{"nested", map[string]string{"app.py": login, ".streamlit/secrets.toml": auth, "tools/admin/app.py": login, "tools/admin/.streamlit/secrets.toml": auth}, false, []string{".", "tools/admin"}, nil},
		{"one part of another", map[string]string{"app.py": "import streamlit as st\nimport views.gate\n", "views/gate.py": login, ".streamlit/secrets.toml": auth}, false, []string{"."}, nil},
		{"a gate in a module", map[string]string{"a/app.py": "import streamlit as st\nfrom lib import gate\n", "a/lib/gate.py": login, "b/app.py": login}, false, []string{"a", "b"}, nil},
		{"shared settings", map[string]string{".streamlit/secrets.toml": auth, "apps/a/app.py": login, "apps/b/streamlit_app.py": login}, false, []string{"apps/a < .", "apps/b < ."}, nil},
		{"shared and own settings", map[string]string{".streamlit/secrets.toml": auth, "apps/a/app.py": login, "apps/b/app.py": login, "apps/b/.streamlit/config.toml": ""}, false, []string{"apps/a < .", "apps/b"}, nil},
		{"below src", map[string]string{"a/src/app.py": login, "a/requirements.txt": "streamlit\n", "b/app.py": login}, false, []string{"a", "b"}, nil},
		{"started from above", map[string]string{"a/src/x/app.py": login, "a/Dockerfile": "CMD [\"streamlit\", \"run\", \"src/x/app.py\"]\n", "b/app.py": login}, false, []string{"a/src/x < a", "b"}, nil},
		{"started from the root", map[string]string{"a/app.py": login, "a/requirements.txt": "streamlit\n", "b/app.py": login, "Makefile": "a:\n\tstreamlit run a/app.py\n"}, false, []string{"a < .", "b"}, nil},
		{"requirements above", map[string]string{"requirements.txt": "streamlit\n", "a/app.py": login, "b/app.py": login, "b/requirements.txt": "streamlit\n"}, false, []string{"a < .", "b"}, nil},
		{"a library", map[string]string{"shared/auth.py": login, "a/app.py": login}, false, []string{"a"}, []string{"shared: cannot be told"}},
		{"a library that a command starts", map[string]string{"shared/auth.py": login, "Makefile": "run:\n\tstreamlit run shared/auth.py\n"}, false, []string{"shared < ."}, nil},
		{"several scripts", map[string]string{"a/one.py": login, "a/two.py": login}, false, nil, []string{"a: several scripts"}},
		{"several scripts with secrets", map[string]string{"a/one.py": login, "a/two.py": login, "a/.streamlit/secrets.toml": auth}, false, []string{"a"}, nil},
		{"environments", map[string]string{"a/app.py": login, "python/pyvenv.cfg": "", "python/lib/app.py": login, ".venv/app.py": login, "node_modules/x/app.py": login}, false, []string{"a"}, []string{"python: virtual", ".venv: hidden", "node_modules: by its name"}},
		{"links", map[string]string{"a/app.py": login, "b": "-> a", "out": "-> /usr", "up": "-> .."}, false, []string{"a"}, []string{"b: not followed", "out: leads out", "up: leads out"}},
		{"ignored", map[string]string{"a/app.py": login, "data/app.py": login, ".gitignore": "data/\nsecrets.toml\n", "a/.streamlit/secrets.toml": auth}, true, []string{"a"}, []string{"data: git ignores"}},
		{"ignored settings", map[string]string{"a/app.py": login, ".gitignore": ".streamlit/\n", "a/.streamlit/secrets.toml": auth}, true, []string{"a"}, nil},
		{"nothing", map[string]string{"README": ""}, false, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, c.files)
			if c.git {
				git(t, dir, "init", "-q")
			}
			found, err := fleet.Below(t.Context(), dir, []string{dir})
			if err != nil {
				t.Fatal(err)
			}
			var apps []string
			for _, a := range found.Apps {
				name := a.Name
				if at := fleet.Shown(dir, a.Dir); at != a.Name {
					name += " < " + at
				}
				apps = append(apps, name)
			}
			if !slices.Equal(apps, c.apps) {
				t.Errorf("found %q, want %q", apps, c.apps)
			}
			if len(found.Skipped) != len(c.skipped) || len(found.Unseen) > 0 {
				t.Errorf("skipped %q, unseen %q", found.Skipped, found.Unseen)
			}
			for _, want := range c.skipped {
				name, reason, _ := strings.Cut(want, ": ")
				if !slices.ContainsFunc(found.Skipped, func(p fleet.Passed) bool { return p.Name == name && strings.Contains(p.Reason, reason) }) {
					t.Errorf("%s is not said: %q", want, found.Skipped)
				}
			}
		})
	}
}

// A folder that cannot be looked into may hold an app.
func TestFindTellsWhatItCouldNotSee(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("this user may read everything")
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{"a/app.py": login, "b/app.py": login})
	if err := os.Chmod(filepath.Join(dir, "b"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "b"), 0o755) })
	found, err := fleet.Below(t.Context(), dir, []string{dir})
	if err != nil || len(found.Apps) != 1 || len(found.Unseen) != 1 || found.Unseen[0].Name != "b" {
		t.Errorf("%+v, %v", found, err)
	}
}

// A hundred thousand files take seconds.
func TestFindIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes thousands of files")
	}
	folders := 25
	if os.Getenv("AUTHKIT_LONG") == "1" {
		folders = 500
	}
	dir := t.TempDir()
	for i := range folders {
		at := filepath.Join(dir, "data", fmt.Sprint(i))
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		for j := range 200 {
			name, text := fmt.Sprintf("%d.csv", j), "1,2\n"
			if j%10 == 0 {
				name, text = fmt.Sprintf("m%d.py", j), "import streamlit\n\ndef f():\n    return 1\n"
			}
			if err := os.WriteFile(filepath.Join(at, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(t, dir, map[string]string{"apps/a/app.py": login})
	began := time.Now()
	found, err := fleet.Below(t.Context(), dir, []string{dir})
	took := time.Since(began)
	if err != nil || len(found.Apps) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	t.Logf("figures: an app among %d files is found in %s", folders*200, took.Round(time.Millisecond))
	if took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
