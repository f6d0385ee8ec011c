package repo_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

const (
	file   = ".streamlit/secrets.toml"
	secret = "vT8Q~nMhZ0b/Xe4RkWq+LyUs2GdJf6PaCo9 iHt1.Kx"
)

var clientSecret = repo.Needle{Name: "client_secret of [auth]", Value: secrets.New(secret)}

// repository is a folder in which a test runs the real git.
type repository struct {
	t   testing.TB
	dir string
}

// The settings of whoever runs the tests play no part, nor does git's template, which
// is half of the files of a new repository.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TEMPLATE_DIR": "",
		"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
		"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.autocrlf", "GIT_CONFIG_VALUE_0": "false", "GIT_CONFIG_KEY_1": "protocol.file.allow", "GIT_CONFIG_VALUE_1": "always",
	} {
		os.Setenv(name, value)
	}
	os.Exit(m.Run())
}

func newRepository(t testing.TB) *repository {
	t.Helper()
	r := &repository{t, t.TempDir()}
	r.git("init", "-q", "-b", "main")
	r.write("app.py", "import streamlit as st\n")
	r.commit("begin")
	return r
}

// git runs a command and returns what it says.
func (r *repository) git(args ...string) string { r.t.Helper(); return r.feed("", args...) }

func (r *repository) feed(stdin string, args ...string) string {
	r.t.Helper()
	return r.stream(strings.NewReader(stdin), args...)
}

func (r *repository) stream(stdin io.Reader, args ...string) string {
	r.t.Helper()
	command := exec.Command("git", args...)
	command.Dir, command.Stdin = r.dir, stdin
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	if err := command.Run(); err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return strings.TrimSpace(out.String())
}

func (r *repository) write(path, text string) {
	r.t.Helper()
	full := filepath.Join(r.dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits everything and returns the commit's name.
func (r *repository) commit(message string) string {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", message)
	return r.head()
}

func (r *repository) head() string { r.t.Helper(); return r.git("rev-parse", "HEAD") }

// scan looks for one secret.
func (r *repository) scan(needles ...repo.Needle) repo.Scan {
	r.t.Helper()
	if len(needles) == 0 {
		needles = []repo.Needle{clientSecret}
	}
	return repo.Look(r.t.Context(), r.dir, repo.Begin(r.t.Context(), r.dir), needles, nil).Leaks(r.ask())
}

func (r *repository) ask() repo.State {
	r.t.Helper()
	state := repo.Ask(r.t.Context(), r.dir, file)
	if !state.Available || !state.Repository {
		r.t.Fatalf("no answer: %+v", state)
	}
	return state
}
