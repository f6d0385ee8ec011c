//go:build e2e

package e2e

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What authkit explain tells somebody whose secret leaked is done here, command
// by command, with the real git-filter-repo: afterwards verify finds the old
// value neither in a new clone nor in the one where it was stashed.
func TestLeakCleanup(t *testing.T) {
	const old = "Old8Q~leaked.client-secret_0123456789abcd"
	shell, folder := leakShell(t)
	// Over a URL only what branches reach is cloned, as from any host.
	remote, project, clean, again := "file://"+filepath.Join(folder, "remote.git"), filepath.Join(folder, "project"), filepath.Join(folder, "clean"), filepath.Join(folder, "again")
	shell(folder, "git init --quiet --bare --initial-branch main remote.git && git clone --quiet remote.git project")
	secretsToml := "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"0123456789abcdef0123456789abcdef0123456789a\"\n" +
		"client_id = \"c1a2b3c4-0000-4000-8000-000000000001\"\nclient_secret = \"" + old + "\"\n" +
		"server_metadata_url = \"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/.well-known/openid-configuration\"\n"
	write := func(dir, name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	finds := func(dir, where string, want bool) {
		t.Helper()
		write(dir, ".streamlit/secrets.toml", secretsToml)
		code, out := run(t, dir, environment(t), "verify", "--offline", "--only", "secrets-leaked")
		if found := code == 1 && strings.Contains(out, "secrets-leaked"); found != want || code > 1 || strings.Contains(out, "not all of the history") {
			t.Errorf("%s: verify exits with %d\n%s", where, code, out)
		}
	}

	// The leak: the whole file, a script, a branch, a tag, a message, in base64.
	write(project, ".streamlit/secrets.toml", secretsToml)
	write(project, "app.py", "SECRET = '"+old+"'\n")
	shell(project, "git checkout -q -b main && git add --all && git commit -qm 'app with "+old+"' && git tag v1 && git push -q origin main v1")
	write(project, "app.py", "import streamlit\n")
	write(project, ".gitignore", ".streamlit/secrets.toml\n")
	shell(project, "git rm -q --cached .streamlit/secrets.toml && git add --all && git commit -qm 'take it out' && git push -q origin main")
	shell(project, "git checkout -q -b other")
	write(project, "deploy.yaml", "secret: "+old+"\n")
	shell(project, "git add --all && git commit -qm other && git push -q origin other && git rm -q deploy.yaml && git commit -qm gone && git push -q origin other && git checkout -q main")
	finds(project, "the project with the leak", true)

	// Steps 4 and 5.
	told := toldSteps(t)
	step := func(dir, command string) {
		t.Helper()
		if !strings.Contains(told, command) {
			t.Fatalf("explain does not tell %q:\n%s", command, told)
		}
		shell(dir, strings.ReplaceAll(command, "URL", remote))
	}
	step(folder, "git clone URL clean && cd clean")
	write(folder, "leaked.txt", old+"\n")
	step(clean, "git filter-repo --replace-text ../leaked.txt --replace-message ../leaked.txt")
	step(clean, "git filter-repo --invert-paths --path .streamlit/secrets.toml")
	step(clean, "git push --force --mirror URL")
	shell(folder, "git clone --quiet "+remote+" again")
	finds(again, "a new clone", false)
	if tracked := shell(again, "git log --all --name-only --format=%s"); strings.Contains(tracked, "secrets.toml") || !strings.Contains(tracked, "take it out") || !strings.Contains(tracked, "deploy.yaml") {
		t.Errorf("the history is not what it should be:\n%s", tracked)
	}

	// Step 6, where the value stands in a stash and in commits nobody has.
	write(again, "notes.txt", base64.StdEncoding.EncodeToString([]byte(old)))
	shell(again, "git add notes.txt && git stash -q")
	write(again, "notes.txt", old)
	shell(again, "git add notes.txt && git commit -qm notes && git reset -q --hard HEAD~1")
	finds(again, "a clone with a stash", true)
	step(again, "git stash drop")
	finds(again, "a clone with what was in the stash", true)
	step(again, "git reflog expire --expire=now --all && git gc --prune=now")
	finds(again, "a clone swept", false)
}

// leakShell runs commands as somebody types them who has installed git-filter-repo.
func leakShell(t *testing.T) (shell func(dir, command string) string, folder string) {
	python, tools := need(t, "PYTHON"), filepath.Join(t.TempDir(), "tools")
	for _, args := range [][]string{
		{"-m", "uv", "venv", "-q", "--python", python, tools},
		{"-m", "uv", "pip", "install", "-q", "--python", filepath.Join(tools, "bin", "python"), "git-filter-repo==2.47.0"},
	} {
		if out, err := exec.Command(python, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	env := environment(t, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=test", "GIT_COMMITTER_EMAIL=test@example.com")
	env = append(env, "PATH="+filepath.Join(tools, "bin")+":"+os.Getenv("PATH"))
	return func(dir, command string) string {
		t.Helper()
		c := exec.Command("sh", "-c", command)
		c.Dir, c.Env = dir, env
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
		return string(out)
	}, t.TempDir()
}

// toldSteps is what explain says of a leak, as one line.
func toldSteps(t *testing.T) string {
	t.Helper()
	code, out := run(t, t.TempDir(), environment(t), "explain", "secrets-leaked")
	if code != 0 || !strings.Contains(out, "pip install git-filter-repo") {
		t.Fatalf("explain: %d\n%s", code, out)
	}
	return strings.Join(strings.Fields(out), " ")
}
