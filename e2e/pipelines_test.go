//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const actionlint = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"

// pipelines is a project with every pipeline there is, in a folder of its
// repository when one is named.
func pipelines(t *testing.T, folder string) (root string) {
	t.Helper()
	root = t.TempDir()
	git(t, root, "init", "--quiet")
	dir := filepath.Join(root, folder)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if code, out := run(t, dir, environment(t), "init", "--sandbox", "--yes", "--ci", "github,gitlab,azure,pre-commit"); code != 0 {
		t.Fatalf("init: %d\n%s", code, out)
	}
	return root
}

// git runs git as nobody in particular, and only with what lies on this disk.
func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	command := exec.Command("git", append([]string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	command.Dir, command.Env = dir, environment(t, "GIT_ALLOW_PROTOCOL=file", "GIT_CONFIG_NOSYSTEM=1")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func TestWorkflowLint(t *testing.T) {
	for _, folder := range []string{"", "apps/one"} {
		root := pipelines(t, folder)
		lint(t, root)
		harden(t, root)
	}
	root := pipelinesForAll(t)
	lint(t, root)
	harden(t, root)
}

// pipelinesForAll is a repository with the workflow for every app.
func pipelinesForAll(t *testing.T) (root string) {
	t.Helper()
	root = t.TempDir()
	git(t, root, "init", "--quiet")
	if code, out := run(t, root, environment(t), "init", "--ci", "github", "--all", "--yes"); code != 0 {
		t.Fatalf("init: %d\n%s", code, out)
	}
	return root
}

// lint asks actionlint about the workflows of a repository.
func lint(t *testing.T, root string) {
	t.Helper()
	command := exec.Command("go", "run", actionlint, "-shellcheck=", "-pyflakes=")
	command.Dir = root
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
}

// harden asks zizmor for holes in workflows and actions; it looks at them only.
func harden(t *testing.T, path string) {
	t.Helper()
	command := exec.Command(filepath.Join(filepath.Dir(need(t, "PYTHON")), "zizmor"), "--offline", "--no-progress", "--collect=all", path)
	if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "completed") {
		t.Errorf("zizmor: %v\n%s", err, out)
	}
}

// readYAML reads a file as PyYAML does; the word on becomes true there.
func readYAML(t *testing.T, file string) map[string]any {
	t.Helper()
	command := exec.Command(need(t, "PYTHON"), "-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8'))))", file)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(file), err, complaint.String())
	}
	var document map[string]any
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

// at follows keys and indices into a YAML document.
func at(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			value = value.(map[string]any)[step]
		case int:
			value = value.([]any)[step]
		}
		if value == nil {
			t.Fatalf("there is nothing at %v", path)
		}
	}
	return value
}

// One job may write, and only what code scanning takes.
func TestWorkflowPermissions(t *testing.T) {
	workflow := readYAML(t, filepath.Join(pipelines(t, ""), ".github/workflows/authkit.yml"))
	if got := at(t, workflow, "permissions").(map[string]any); len(got) != 1 || got["contents"] != "read" {
		t.Errorf("permissions of all jobs: %v", got)
	}
	for name, job := range at(t, workflow, "jobs").(map[string]any) {
		permissions, _ := job.(map[string]any)["permissions"].(map[string]any)
		delete(permissions, "contents")
		if want := name == "code-scanning"; want != (permissions["security-events"] == "write") || len(permissions) > 1 {
			t.Errorf("permissions of %s: %v", name, permissions)
		}
	}
}

// Every job that verifies can ask the branch that a pull request is merged into,
// and none lets a pull request accept the secret that it exposes.
func TestPipelinesAcceptNoLeak(t *testing.T) {
	root := pipelines(t, "")
	workflow := readYAML(t, filepath.Join(root, ".github/workflows/authkit.yml"))
	for name, job := range at(t, workflow, "jobs").(map[string]any) {
		verifies, whole := false, false
		for _, step := range at(t, job, "steps").([]any) {
			command, _ := step.(map[string]any)["run"].(string)
			verifies = verifies || strings.Contains(command, "authkit verify")
			if uses, _ := step.(map[string]any)["uses"].(string); strings.HasPrefix(uses, "actions/checkout@") {
				with := at(t, step, "with").(map[string]any)
				_, elsewhere := with["ref"]
				whole = fmt.Sprint(with["fetch-depth"]) == "0" && !elsewhere
			}
		}
		if verifies && !whole {
			t.Errorf("%s of GitHub lacks branches", name)
		}
	}
	if got := at(t, readYAML(t, filepath.Join(root, ".gitlab-ci.yml")), ".authkit", "variables", "GIT_DEPTH"); got != "0" {
		t.Errorf("GitLab fetches %v", got)
	}
	if got := at(t, readYAML(t, filepath.Join(root, "azure-pipelines.yml")), "steps", 0, "fetchDepth"); fmt.Sprint(got) != "0" {
		t.Errorf("Azure fetches %v", got)
	}
	for _, file := range []string{filepath.Join(root, ".github/workflows/authkit.yml"), filepath.Join(root, ".gitlab-ci.yml"), filepath.Join(root, "azure-pipelines.yml"), filepath.Join(root, ".pre-commit-config.yaml"), filepath.Join("..", "action.yml")} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("--accept-here")) {
			t.Errorf("%s lets a pull request accept its own leak", file)
		}
	}
}

func TestGitLabPipeline(t *testing.T) {
	pipeline := readYAML(t, filepath.Join(pipelines(t, "apps/one"), ".gitlab-ci.yml"))
	known := []string{"image", "needs", "variables", "before_script", "extends", "script", "artifacts", "rules"}
	for name, job := range pipeline {
		for key := range maps.Keys(job.(map[string]any)) {
			if !slices.Contains(known, key) {
				t.Errorf("%s has %s", name, key)
			}
		}
		if strings.HasPrefix(name, ".") {
			continue
		}
		if pipeline[at(t, job, "extends").(string)] == nil {
			t.Errorf("%s extends what is not there", name)
		}
		command := strings.TrimPrefix(at(t, job, "script", 0).(string), "if grep -qs '^secret_expires' 'apps/one'/.streamlit/authkit.toml; then ")
		if !strings.HasPrefix(command, "authkit verify --dir 'apps/one' ") {
			t.Errorf("%s runs %s", name, command)
		}
	}
	reports := at(t, pipeline, "authkit", "artifacts", "reports").(map[string]any)
	command := at(t, pipeline, "authkit", "script", 0).(string)
	if !strings.Contains(command, "gitlab="+reports["codequality"].(string)) || !strings.Contains(command, "junit="+reports["junit"].(string)) {
		t.Errorf("%v is not what this writes: %s", reports, command)
	}
}

func TestAzurePipeline(t *testing.T) {
	pipeline := readYAML(t, filepath.Join(pipelines(t, ""), "azure-pipelines.yml"))
	verifies := 0
	for _, step := range at(t, pipeline, "steps").([]any) {
		if condition, ok := step.(map[string]any)["${{ if ne(parameters.url, 'none') }}"]; ok {
			step = at(t, condition, 0)
		}
		kinds := 0
		for _, kind := range []string{"checkout", "task", "bash"} {
			if step.(map[string]any)[kind] != nil {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("a step of %d kinds: %v", kinds, step)
		}
		if command, _ := step.(map[string]any)["bash"].(string); strings.Contains(command, "--secrets-env STREAMLIT_SECRETS") {
			verifies++
			if at(t, step, "env", "STREAMLIT_SECRETS") != "$(STREAMLIT_SECRETS)" {
				t.Errorf("a step that gets no secrets: %v", step)
			}
		}
	}
	if verifies != 2 {
		t.Errorf("%d steps verify with secrets", verifies)
	}
}
