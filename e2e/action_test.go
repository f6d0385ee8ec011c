//go:build e2e

package e2e

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// The action's own steps, in the shell they name, with the variables a runner sets.
func TestAction(t *testing.T) {
	action := readYAML(t, filepath.Join("..", "action.yml"))
	temp, here := t.TempDir(), absolute(t, "..")
	steps := at(t, action, "runs", "steps").([]any)
	shell := func(step any, dir string, inputs map[string]string) (string, error) {
		command := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", at(t, step, "run").(string))
		command.Dir = dir
		command.Env = append(os.Environ(), "CI=true", "GITHUB_ACTIONS=true", "GITHUB_ACTION_PATH="+here, "RUNNER_TEMP="+temp)
		variables, _ := step.(map[string]any)["env"].(map[string]any)
		for name, expression := range variables {
			input := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(expression), "${{ inputs."), " }}")
			value, given := inputs[input]
			if !given {
				value = at(t, action, "inputs", input, "default").(string)
			}
			command.Env = append(command.Env, name+"="+value)
		}
		out, err := command.CombinedOutput()
		return string(out), err
	}
	output := filepath.Join(temp, "output")
	t.Setenv("GITHUB_OUTPUT", output)
	for _, step := range []int{0, 2} {
		if out, err := shell(steps[step], t.TempDir(), nil); err != nil {
			t.Fatalf("step %d: %v\n%s", step, err, out)
		}
	}

	project, _ := sandboxProject(t)
	secrets, err := os.ReadFile(filepath.Join(project, ".streamlit", "secrets.toml"))
	if err != nil {
		t.Fatal(err)
	}
	checkout := t.TempDir()
	for _, name := range []string{"app.py", "requirements.txt"} {
		data, err := os.ReadFile(filepath.Join(project, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(checkout, name), data, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	broken := strings.Replace(string(secrets), "/oauth2callback", "/callback", 1)
	for _, c := range []struct {
		name   string
		inputs map[string]string
		code   int
		says   string
	}{
		{"defaults, no secrets", nil, 0, "authkit: sound"},
		{"secrets", map[string]string{"secrets": string(secrets)}, 0, "authkit: sound"},
		{"broken", map[string]string{"secrets": broken}, 1, "title=authkit redirect-uri-path::"},
		{"another format", map[string]string{"secrets": broken, "format": "json"}, 1, `"verdict": "broken"`},
		{"flags", map[string]string{"secrets": broken, "args": "--offline\n  --only redirect-uri-scheme --output junit=out.xml\n"}, 0, "authkit: sound"},
		{"strict", map[string]string{"secrets": string(secrets), "strict": "true"}, 1, "authkit: broken, 0 errors, 1 warning"}, // streamlit run listens elsewhere
		{"required", map[string]string{"args": "--require-secrets"}, 1, "secrets-found"},
		{"text for the shell", map[string]string{"dir": "$(touch pwned); `touch pwned`", "args": "; touch pwned $(touch pwned) *"}, 2, "--dir is for one app"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := shell(steps[3], checkout, c.inputs)
			code := 0
			if exit, ok := err.(*exec.ExitError); ok {
				code = exit.ExitCode()
			}
			if code != c.code || !strings.Contains(out, c.says) {
				t.Errorf("exit %d, want %d with %q\n%s", code, c.code, c.says, out)
			}
		})
	}
	if _, err := os.Stat(filepath.Join(checkout, "out.xml")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(checkout, "pwned")); err == nil {
		t.Error("an input was run")
	}
}

// A workflow that uses the action, as actionlint sees both.
func TestActionLint(t *testing.T) {
	root := pipelines(t, "")
	data, err := os.ReadFile(filepath.Join("..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	workflow := `on: push
permissions: {contents: read}
jobs:
  verify:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: ./
        with:
          dir: .
          secrets: ${{ secrets.STREAMLIT_SECRETS }}
          url: https://example.com
          format: github
          strict: true
          args: --offline
`
	for name, text := range map[string]string{"action.yml": string(data), ".github/workflows/use.yml": workflow} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lint(t, root)
	harden(t, filepath.Join(root, "action.yml"))
}

// The workflow that makes a release, for those two as well; what may write is one
// job, and PyPI's has nothing but its sign-in.
func TestReleaseWorkflow(t *testing.T) {
	root := t.TempDir()
	git(t, root, "init", "--quiet")
	file := filepath.Join(root, ".github", "workflows", "release.yml")
	copyFile(t, filepath.Join("..", ".github", "workflows", "release.yml"), file)
	lint(t, root)
	harden(t, file)
	workflow := readYAML(t, file)
	if got := workflow["permissions"].(map[string]any); len(got) != 0 {
		t.Errorf("permissions of all jobs: %v", got)
	}
	if got := at(t, workflow, "jobs", "pypi", "permissions").(map[string]any); len(got) != 1 || got["id-token"] != "write" {
		t.Errorf("permissions of pypi: %v", got)
	}
}

// The action and the hook take the released program, and only that one.
func TestReleasedProgram(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the release in this test is an archive for Unix")
	}
	source, releases := published(t), t.TempDir()
	name := "authkit_9.8.7_" + runtime.GOOS + "_" + runtime.GOARCH + ".tar.gz"
	program := filepath.Join(t.TempDir(), "authkit")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"released: $*\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(releases, "v9.8.7"), 0o755); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(releases, "v9.8.7", name)
	does(t, filepath.Dir(program), os.Environ(), "tar", "-czf", archive, "authkit")
	data, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	hook := func(sum string) (string, error) {
		if err := os.WriteFile(filepath.Join(source, "packaging", "released.txt"), []byte("# head\n"+sum+"  "+name+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(filepath.Join(source, "packaging", "hook"), "verify")
		command.Env = []string{"PATH=/usr/bin:/bin", "AUTHKIT_RELEASES=file://" + releases} // no Go
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := hook(strings.Repeat("0", 64)); err == nil || !strings.Contains(out, "not what was released") {
		t.Errorf("another checksum: %v\n%s", err, out)
	}
	if left, _ := filepath.Glob(filepath.Join(source, "packaging", "bin", "*")); len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
	if out, err := hook(fmt.Sprintf("%x", sha256.Sum256(data))); err != nil || out != "released: verify\n" {
		t.Errorf("the right checksum: %v\n%s", err, out)
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	full, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return full
}
