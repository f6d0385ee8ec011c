package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// program is authkit itself, built once for all tests of this process.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "authkit-program-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "authkit")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", file, "..").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return file, os.Chmod(dir, 0o755)
})

// stranger is a user that may read what it is allowed to: root may read all.
const stranger = 65534

// sight is a sound project in a repository, and who looks at it.
type sight struct {
	t       *testing.T
	top     string // world-readable, holds the project and a home folder
	dir     string
	program string
}

// sightFiles are all files of a project that verify reads.
var sightFiles = map[string]string{
	".streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\nclient_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"\nclient_secret = \"Tq48Q~mZ1xYb7KcWvR2nLs9dPfGhJkA5eUo3TzXi\"\nserver_metadata_url = \"https://login.microsoftonline.com/8f2d5b1e-4a77-4c53-9f0e-2b6a1c9d7e40/v2.0/.well-known/openid-configuration\"\n",
	".streamlit/config.toml":  "[browser]\ngatherUsageStats = false\n",
	".streamlit/authkit.toml": "secret_expires = \"2099-01-01\"\n",
	".gitignore":              ".streamlit/secrets.toml\n",
	"app.py":                  "import streamlit as st\nfrom lib import gate\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\n",
	"lib/__init__.py":         "",
	"lib/gate.py":             "import streamlit as st\n",
	"pages/one.py":            "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.stop()\n",
	"requirements.txt":        "-r more.txt\nstreamlit[auth]==1.67.0\nAuthlib==1.9.9\n",
	"more.txt":                "httpx==0.28.1\n",
	".python-version":         "3.12\n",
	"Dockerfile":              "FROM python:3.12\nCOPY app.py /app/\nCMD [\"streamlit\", \"run\", \"app.py\"]\n",
	".dockerignore":           "**/.streamlit/secrets.toml\n",
	"compose.yaml":            "services:\n  app:\n    build: .\n",
	"start.sh":                "exec streamlit run app.py\n",
	"README.md":               "streamlit run app.py\n",
	"data.csv":                "a,b\n", // only searched for secrets, as a file of its own
}

func newSight(t *testing.T) *sight {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	top, err := os.MkdirTemp("", "authkit-sight-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	s := &sight{t, top, filepath.Join(top, "project"), file}
	for name, text := range sightFiles {
		s.write(filepath.Join(s.dir, filepath.FromSlash(name)), text)
	}
	s.write(filepath.Join(top, "home", ".keep"), "")
	git := exec.Command("sh", "-c", "git init -q -b main && git add -A && git -c user.name=a -c user.email=a@b.example commit -qm first")
	git.Dir = s.dir
	if out, err := git.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s.own(stranger)
	return s
}

func (s *sight) write(file, text string) {
	s.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
		s.t.Fatal(err)
	}
}

// own gives all of it to one user, as far as this process may.
func (s *sight) own(user int) {
	s.t.Helper()
	if os.Getuid() != 0 {
		return
	}
	err := filepath.WalkDir(s.top, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, user, user))
	})
	if err = errors.Join(err, os.Chmod(s.top, 0o755)); err != nil {
		s.t.Fatal(err)
	}
}

// verify runs the program as somebody who may not read everything. limit is
// how many files it may have open; 0: as many as it likes.
func (s *sight) verify(limit int, environ ...string) (exit int, out string) {
	s.t.Helper()
	command := exec.Command(s.program, "verify", "--offline", "-v", "--timeout", "20s", "--dir", s.dir)
	if limit > 0 {
		command = exec.Command("sh", "-c", "ulimit -n "+strconv.Itoa(limit)+` && exec "$@"`, "sh", s.program, "verify", "--offline", "-v", "--dir", s.dir)
	}
	command.Dir = s.top
	command.Env = append([]string{"HOME=" + filepath.Join(s.top, "home"), "PATH=" + os.Getenv("PATH"), "TERM=dumb"}, environ...)
	if os.Getuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stranger, Gid: stranger}}
	}
	said, err := command.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		s.t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(said)
}

// Whatever cannot be looked at, a run that could not do its work is not sound.
func TestCouldNotLookIsNeverSound(t *testing.T) {
	t.Parallel()
	s := newSight(t)
	if exit, out := s.verify(0); exit != 0 {
		t.Fatalf("the project itself: exit %d\n%s", exit, out)
	}
	faults := map[string]func(path string) error{
		"may not be read": func(path string) error { return os.Chmod(path, 0) },
		"is a loop":       func(path string) error { return errors.Join(os.Remove(path), os.Symlink(filepath.Base(path), path)) },
		"is a pipe":       func(path string) error { return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o644)) },
		"is a socket": func(path string) error {
			return errors.Join(os.Remove(path), syscall.Mknod(path, syscall.S_IFSOCK|0o644, 0))
		},
		"leads into nothing": func(path string) error {
			return errors.Join(os.Remove(path), os.Symlink("../../gone/"+filepath.Base(path), path))
		},
	}
	tried := 0
	for name := range sightFiles {
		if name == "lib/__init__.py" { // says nothing
			continue
		}
		for what, fault := range faults {
			if name == ".gitignore" && what == "is a pipe" || name == "data.csv" && what != "may not be read" {
				continue
			}
			if testing.Short() && (len(name)+len(what))%14 != 0 {
				continue
			}
			path := filepath.Join(s.dir, filepath.FromSlash(name))
			if err := fault(path); err != nil {
				t.Fatal(err)
			}
			if exit, out := s.verify(0); exit == 0 {
				t.Errorf("%s %s: exit 0\n%s", name, what, out)
			}
			tried++
			os.Remove(path) //nolint:errcheck // it is written anew
			s.write(path, sightFiles[name])
			s.own(stranger)
		}
	}
	for _, folder := range []string{".", ".streamlit", "lib", "pages", ".git", ".git/objects"} {
		if testing.Short() && folder != "lib" {
			continue
		}
		for _, mode := range []fs.FileMode{0, 0o111, 0o444} {
			path := filepath.Join(s.dir, folder)
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			exit, out := s.verify(0)
			// What can be passed through need not be listed, where nothing in it is looked for.
			if exit == 0 && !(mode == 0o111 && (folder == ".streamlit" || folder == ".git" || folder == ".git/objects")) {
				t.Errorf("%s with mode %03o: exit 0\n%s", folder, mode, out)
			}
			tried++
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("figures: %d times something could not be looked at", tried)
}

// A git that is not there, refuses, or finds its own files damaged leaves the
// checks that needed it undecided, and says what cures it.
func TestGitThatCannotSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, says string
		do         func(s *sight) (environ []string)
	}{
		{"is not installed", "install git", func(*sight) []string { return []string{"PATH=/nowhere"} }},
		{"belongs to somebody else", "git config --global --add safe.directory ", func(s *sight) []string {
			s.own(stranger - 1)
			if os.Getuid() != 0 { // who may give files to nobody has git take them for somebody else's
				return []string{"GIT_TEST_ASSUME_DIFFERENT_OWNER=1"}
			}
			return nil
		}},
		{"has a damaged index", "git cannot read this repository", func(s *sight) []string {
			s.write(filepath.Join(s.dir, ".git", "index"), "DIRC no index at all")
			return nil
		}},
		{"has a damaged HEAD", "git", func(s *sight) []string {
			s.write(filepath.Join(s.dir, ".git", "HEAD"), "nonsense\n")
			return nil
		}},
		{"has a damaged configuration", "git cannot read this repository", func(s *sight) []string {
			s.write(filepath.Join(s.dir, ".git", "config"), "[core\n")
			return nil
		}},
		{"has a user's configuration that is damaged", "git cannot read this repository", func(s *sight) []string {
			s.write(filepath.Join(s.top, "home", ".gitconfig"), "[core\n")
			return nil
		}},
		{"lacks objects", "could be searched", func(s *sight) []string {
			objects, _ := filepath.Glob(filepath.Join(s.dir, ".git", "objects", "??", "*"))
			for i, object := range objects {
				if err := os.Chmod(object, 0o644); err != nil {
					s.t.Fatal(err)
				}
				if i%2 == 0 {
					s.write(object, "damaged")
				}
			}
			return nil
		}},
		{"ends with an error of its own", "git", func(s *sight) []string {
			s.write(filepath.Join(s.top, "bin", "git"), "#!/bin/sh\nexit 128\n")
			if err := os.Chmod(filepath.Join(s.top, "bin", "git"), 0o755); err != nil {
				s.t.Fatal(err)
			}
			return []string{"PATH=" + filepath.Join(s.top, "bin")}
		}},
		{"is killed", "git", func(s *sight) []string {
			s.write(filepath.Join(s.top, "bin", "git"), "#!/bin/sh\nkill -9 $$\n")
			if err := os.Chmod(filepath.Join(s.top, "bin", "git"), 0o755); err != nil {
				s.t.Fatal(err)
			}
			return []string{"PATH=" + filepath.Join(s.top, "bin") + ":/bin:/usr/bin"}
		}},
	} {
		if testing.Short() && c.name != "belongs to somebody else" && c.name != "has a damaged index" {
			continue
		}
		s := newSight(t)
		environ := c.do(s)
		if c.name != "belongs to somebody else" {
			s.own(stranger)
		}
		exit, out := s.verify(0, environ...)
		if exit != exitUndecided || !strings.Contains(strings.Join(strings.Fields(out), " "), c.says) {
			t.Errorf("git %s: exit %d, want %q\n%s", c.name, exit, c.says, out)
		}
	}
}

// Outside of every repository there is nothing to ask git about, so its absence is no matter.
func TestNoGitAndNoRepository(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	t.Parallel()
	s := newSight(t)
	if err := os.RemoveAll(filepath.Join(s.dir, ".git")); err != nil {
		t.Fatal(err)
	}
	if exit, out := s.verify(0, "PATH=/nowhere"); exit != 0 {
		t.Errorf("exit %d\n%s", exit, out)
	}
}

// With too few files to open, a run says what the whole one says, or is not sound.
func TestTooManyOpenFiles(t *testing.T) {
	t.Parallel()
	s := newSight(t)
	_, whole := s.verify(0)
	failed, sound := 0, 0
	step := 1
	if testing.Short() {
		step = 12
	}
	for limit := 3; limit <= 40; limit += step {
		exit, out := s.verify(limit)
		switch {
		case exit != 0:
			failed++
		case out != whole:
			t.Errorf("with %d files to open: exit 0, and the report is another one\n%s", limit, out)
		default:
			sound++
		}
		if strings.Contains(out, "goroutine ") && !strings.Contains(out, "runtime: ") { // Go itself needs a few
			t.Errorf("with %d files to open it breaks down:\n%s", limit, out)
		}
	}
	if failed == 0 || sound == 0 {
		t.Errorf("%d runs failed and %d were sound: this proves nothing", failed, sound)
	}
	t.Logf("figures: of %d limits on open files %d ended a run, %d left it whole", failed+sound, failed, sound)
}
