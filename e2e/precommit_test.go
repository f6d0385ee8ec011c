//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// published is this working copy as a repository others can name: what git
// would commit, with a tag.
func published(t *testing.T) string {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Skipf("this is not a git working copy: %v", err)
	}
	dir := t.TempDir()
	for _, name := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		info, err := os.Stat(filepath.Join("..", name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		data, err := os.ReadFile(filepath.Join("..", name))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, info.Mode())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "init", "--quiet")
	git(t, dir, "add", "--all")
	git(t, dir, "commit", "--quiet", "--message", "publish")
	git(t, dir, "tag", "v0.0.1")
	return dir
}

// The real pre-commit installs the hook from this working copy and runs it in
// a project that init has set up.
func TestPreCommit(t *testing.T) {
	project := pipelines(t, "")
	config := filepath.Join(project, ".pre-commit-config.yaml")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	here := strings.NewReplacer("https://github.com/authkit-cli/authkit", published(t), "rev: HEAD", "rev: v0.0.1").Replace(string(text))
	if err := os.WriteFile(config, []byte(here), 0o644); err != nil {
		t.Fatal(err)
	}

	env := environment(t, "PRE_COMMIT_HOME="+t.TempDir(), "PRE_COMMIT_COLOR=never", "GIT_ALLOW_PROTOCOL=file", "GOFLAGS=-mod=mod")
	for _, name := range []string{"GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB"} { // modules that are here already are not fetched again
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	hook := func() (string, error) {
		git(t, project, "add", "--all")
		command := exec.Command(filepath.Join(filepath.Dir(need(t, "PYTHON")), "pre-commit"), "run", "--verbose")
		command.Dir, command.Env = project, env
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := hook(); err != nil || !strings.Contains(out, "Passed") || !strings.Contains(out, "sound") {
		t.Fatalf("a sound project: %v\n%s", err, out)
	}
	git(t, project, "commit", "--quiet", "--message", "begin")

	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(project, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("notes.txt", "nothing to do with it\n")
	if out, err := hook(); err != nil || !strings.Contains(out, "Skipped") {
		t.Errorf("a file of no interest: %v\n%s", err, out)
	}
	write("requirements.txt", "streamlit==1.30.0\n")
	if out, err := hook(); err == nil || !strings.Contains(out, "deps-streamlit") {
		t.Errorf("a Streamlit without st.login: %v\n%s", err, out)
	}

	// Who has no secrets can commit all the same.
	write("requirements.txt", "streamlit[auth]==1.60.0\n")
	if err := os.Remove(filepath.Join(project, ".streamlit", "secrets.toml")); err != nil {
		t.Fatal(err)
	}
	if out, err := hook(); err != nil || !strings.Contains(out, "Passed") {
		t.Errorf("without secrets: %v\n%s", err, out)
	}
}
