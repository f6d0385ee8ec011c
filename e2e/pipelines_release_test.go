//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a released program writes installs that very release, by its wheel, in the
// way that each system's own machines allow; and the steps do what they are for, on
// a machine without Go, in a clone without secrets.

// released is a repository whose pipelines a released program has written, for an app
// that signs in at a sandbox.
type released struct {
	root    string
	authkit string // the program, as its wheel brings it
	env     []string
	index   string // the folder with the wheel
	secrets string
	broken  string // the same with another client secret
}

func newReleased(t *testing.T) released {
	t.Helper()
	r := released{index: theWheel(t)}
	programs := r.python(t)
	r.authkit, r.env = filepath.Join(programs, "authkit"), []string{"HOME=" + t.TempDir(), "LANG=C.UTF-8", "PATH=" + programs + ":/usr/bin:/bin"}
	does(t, r.index, r.env, filepath.Join(programs, "python"), "-m", "pip", "install", "--quiet", "--no-index", "--find-links", ".", "streamlit-authkit==0.0.1")
	r.root, _ = sandboxProjectOf(t, r.env, r.authkit)
	git(t, r.root, "init", "--quiet")
	for range 2 { // a second run changes nothing
		out := does(t, r.root, r.env, r.authkit, "init", "--yes", "--ci", "github,gitlab,azure,pre-commit")
		if strings.Contains(out, "other content") {
			t.Errorf("init says\n%s", out)
		}
	}
	text, err := os.ReadFile(secretsOf(r.root))
	if err != nil {
		t.Fatal(err)
	}
	r.secrets = string(text)
	r.broken = strings.Replace(r.secrets, "client_secret = \"", "client_secret = \"not-", 1)
	git(t, r.root, "add", "--all")
	git(t, r.root, "commit", "--quiet", "--message", "begin")
	return r
}

// python is the folder with the programs of a fresh Python, which lets everybody
// install into it.
func (r released) python(t *testing.T) string {
	t.Helper()
	venv := filepath.Join(t.TempDir(), "venv")
	does(t, r.index, environment(t), need(t, "PYTHON"), "-m", "venv", venv)
	return filepath.Join(venv, "bin")
}

// job is a machine of a CI system with a clone of the repository.
type job struct {
	t     *testing.T
	dir   string
	env   []string
	shell []string
}

// job starts one whose programs lie in these folders and in those of the system.
func (r released) job(t *testing.T, shell, folders string, env ...string) job {
	t.Helper()
	j := job{t, filepath.Join(t.TempDir(), "clone"), nil, strings.Fields(shell)}
	git(t, r.root, "clone", "--quiet", r.root, j.dir)
	j.env = append(env, "PATH="+folders+":/usr/bin:/bin", "HOME="+t.TempDir(), "LANG=C.UTF-8", "CI=true", "PIP_FIND_LINKS="+r.index, "PIP_CERT="+os.Getenv("PIP_CERT"), "PIP_DISABLE_PIP_VERSION_CHECK=1")
	return j
}

// does runs a step in the system's own shell.
func (j job) does(text string, env ...string) (int, string) {
	j.t.Helper()
	command := exec.Command(j.shell[0], append(j.shell[1:], text)...)
	command.Dir, command.Env = j.dir, append(j.env, env...)
	out, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		j.t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}

// tells wants a step to find the sound secrets sound, the broken ones broken, and to
// check the rest where there are none, as for a fork's pull request.
func (j job) tells(r released, install, verify string) {
	j.t.Helper()
	if code, out := j.does("command -v go"); code == 0 {
		j.t.Fatalf("this machine has Go: %s", out)
	}
	if code, out := j.does(install); code != 0 {
		j.t.Fatalf("%s: exit %d\n%s", install, code, out)
	}
	if code, out := j.does("authkit version"); !strings.HasPrefix(out, "authkit v0.0.1 linux/") {
		j.t.Errorf("exit %d, it installs %q", code, out)
	}
	for _, c := range []struct {
		secrets string
		code    int
		says    string
	}{{r.secrets, 0, ""}, {r.broken, 1, "AADSTS7000215"}, {"", 0, ""}} {
		code, out := j.does(verify, "STREAMLIT_SECRETS="+c.secrets)
		if code != c.code || !strings.Contains(out, c.says) {
			j.t.Errorf("exit %d, want %d and %q\n%s", code, c.code, c.says, out)
		}
	}
}

func TestPipelineOfARelease(t *testing.T) {
	r := newReleased(t)
	lint(t, r.root)
	harden(t, r.root)
	pipx, err := installPackages(t, []string{"pipx==1.8.0"})
	if err != nil {
		t.Fatal(err)
	}
	// A runner: pipx is there, and the folder of its commands is on PATH.
	runner := func(t *testing.T, shell string) job {
		commands := t.TempDir()
		return r.job(t, shell, filepath.Join(pipx, "bin")+":"+commands, "PIPX_BIN_DIR="+commands, "PIPX_HOME="+t.TempDir(), "PIPX_DEFAULT_PYTHON="+absolute(t, need(t, "PYTHON")))
	}

	t.Run("github", func(t *testing.T) {
		workflow := readYAML(t, filepath.Join(r.root, ".github/workflows/authkit.yml"))
		for _, name := range []string{"verify", "deployed"} {
			if got := at(t, workflow, "jobs", name, "steps", 1, "run"); got != "pipx install streamlit-authkit==0.0.1" {
				t.Errorf("%s installs by %q", name, got)
			}
		}
		runner(t, "bash -ec").tells(r, at(t, workflow, "jobs", "verify", "steps", 1, "run").(string), at(t, workflow, "jobs", "verify", "steps", 2, "run").(string))
	})
	t.Run("gitlab", func(t *testing.T) {
		pipeline := readYAML(t, filepath.Join(r.root, ".gitlab-ci.yml"))
		if image, install := at(t, pipeline, ".authkit", "image"), at(t, pipeline, ".authkit", "before_script", 0); image != "python:3.14" || install != "pip install streamlit-authkit==0.0.1" {
			t.Errorf("in %q it installs by %q", image, install)
		}
		r.job(t, "sh -ec", r.python(t)).tells(r, at(t, pipeline, ".authkit", "before_script", 0).(string), at(t, pipeline, "authkit", "script", 0).(string))
	})
	t.Run("azure", func(t *testing.T) {
		pipeline := readYAML(t, filepath.Join(r.root, "azure-pipelines.yml"))
		if got := at(t, pipeline, "steps", 1, "bash"); got != "pipx install streamlit-authkit==0.0.1" {
			t.Errorf("it installs by %q", got)
		}
		runner(t, "bash --noprofile --norc -c").tells(r, at(t, pipeline, "steps", 1, "bash").(string), at(t, pipeline, "steps", 2, "bash").(string))
	})
	t.Run("pre-commit", func(t *testing.T) {
		hook := at(t, readYAML(t, filepath.Join(r.root, ".pre-commit-config.yaml")), "repos", 0, "hooks", 0)
		if got := at(t, hook, "additional_dependencies", 0); got != "streamlit-authkit==0.0.1" {
			t.Errorf("it needs %q", got)
		}
		clone := r.job(t, "sh -ec", filepath.Dir(absolute(t, need(t, "PYTHON"))), "PRE_COMMIT_HOME="+t.TempDir(), "PRE_COMMIT_COLOR=never")
		const all = "pre-commit run --verbose --all-files"
		if code, out := clone.does(all); code != 0 || !strings.Contains(out, "Passed") {
			t.Errorf("without secrets: exit %d\n%s", code, out)
		}
		if err := os.WriteFile(secretsOf(clone.dir), []byte(strings.Replace(r.secrets, "/oauth2callback", "/callback", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out := clone.does(all); code != 1 || !strings.Contains(out, "redirect-uri-path") {
			t.Errorf("with broken secrets: exit %d\n%s", code, out)
		}
	})

	every := t.TempDir()
	git(t, every, "init", "--quiet")
	does(t, every, r.env, r.authkit, "init", "--ci", "github", "--all", "--yes")
	lint(t, every)
	harden(t, every)
}
