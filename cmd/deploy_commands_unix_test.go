//go:build unix

package cmd

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/deploy"
)

// stub stands in for a platform's own tool: it records its arguments, what came
// on stdin, and the files that it was given.
const stub = `#!/bin/sh
printf '%s\n' "${0##*/}" "$@" >> "$LOG/argv"
[ -t 0 ] || cat >> "$LOG/taken"
for word in "$@"; do
  case "$word" in
    @*) file=${word#@} ;;
    file://*) file=${word#file://} ;;
    --data-file=*) file=${word#--data-file=} ;;
    --from-file=key=*) file=${word#--from-file=key=} ;;
    type=bind,src=*) file=${word#type=bind,src=}; file=${file%%,dst=*} ;;
    *.toml | *.yaml | *.json) file=$word ;;
    *) continue ;;
  esac
  case "$file" in compose.yaml | task-definition.json | *:latest) continue ;; esac
  cat "$file" >> "$LOG/taken" || exit 9
done
case "$*" in *"containerapp show"*) echo 'properties: {}' ;; esac
`

// What is printed works as it stands: sh runs every command, each tool gets the
// secrets, and no argument holds one.
func TestDeployCommandsWork(t *testing.T) {
	t.Parallel()
	bin, log := t.TempDir(), t.TempDir()
	for _, tool := range []string{"az", "gcloud", "aws", "kubectl", "gh", "docker", "fly"} {
		if err := os.WriteFile(filepath.Join(bin, tool), []byte(stub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const secret = "canary $x 'y' \\\"z\\\" é"
	project := t.TempDir()
	if said, err := exec.Command("git", "init", "-q", project).CombinedOutput(); err != nil {
		t.Fatal(err, string(said))
	}
	os.Mkdir(filepath.Join(project, ".streamlit"), 0o755)
	os.WriteFile(filepath.Join(project, ".streamlit", "secrets.toml"), []byte("[auth]\nredirect_uri = 'http://localhost:8501/oauth2callback'\nclient_secret = \""+secret+"\"\n"), 0o600)
	for _, key := range []string{"board.pem", "it's, a key.pem"} {
		os.WriteFile(filepath.Join(project, key), []byte("canary key"), 0o600)
	}
	shell := func(command string) (string, error) {
		run := exec.Command("sh", "-ec", command)
		run.Dir = project
		run.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "LOG="+log)
		said, err := run.CombinedOutput()
		return string(said), err
	}
	for _, target := range deploy.Targets() {
		for _, vault := range []string{"", "kv-acme"} {
			for _, out := range []string{"", "out it's/my secrets.toml"} {
				if vault != "" && !target.TakesVault || target.Name == "toml" {
					continue
				}
				app := "https://app.example.com"
				if target.Name == "env" {
					app = "https://app.fly.dev"
				}
				address, err := deploy.ParseAddress(app)
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range []string{"argv", "taken"} {
					os.WriteFile(filepath.Join(log, name), nil, 0o600)
				}
				if out != "" {
					args := "authkit deploy-secrets --url " + app + " --target " + target.Name + ` --gitignore --out "` + out + `"`
					if vault != "" {
						args += " --key-vault " + vault
					}
					if said, err := shell(args); err != nil {
						t.Fatal(err, said)
					}
				}
				var steps []deploy.Step
				for _, source := range []string{"", "kubernetes", "azure", "gcp", "certificate=board.pem", "key=it's, a key.pem"} {
					steps = append(steps, target.Steps(deploy.Given{Address: address, Out: out, Vault: vault, Run: deploy.Run{Source: source}})...)
				}
				ran := map[string]bool{} // sources share most of their commands
				for _, step := range steps {
					for _, command := range step.Commands {
						if ran[command] || strings.HasPrefix(command, "authkit init") {
							continue
						}
						ran[command] = true
						if said, err := shell(command); err != nil {
							t.Errorf("%s: %s: %v\n%s", target.Name, command, err, said)
						}
					}
				}
				if said, err := shell("git status --porcelain --untracked-files=all"); err != nil || strings.Contains(strings.ReplaceAll(strings.ReplaceAll(said, ".streamlit/secrets.toml", ""), "app.yaml", ""), "toml") {
					t.Errorf("%s: git takes in what was written: %s", target.Name, said)
				}
				argv, _ := os.ReadFile(filepath.Join(log, "argv"))
				taken, _ := os.ReadFile(filepath.Join(log, "taken"))
				if len(argv) == 0 || strings.Contains(string(argv), "canary") || strings.Contains(string(argv), base64.StdEncoding.EncodeToString([]byte("[auth]"))[:6]) {
					t.Errorf("%s: the arguments are %q", target.Name, argv)
				}
				if text := string(taken); !strings.Contains(text, "canary") && !strings.Contains(text, "AUTHKIT_SECRETS_BASE64") && !strings.Contains(text, "secrets.toml: W2F1dGhd") {
					t.Errorf("%s, %q: no tool got the secrets: %q", target.Name, out, text)
				}
			}
		}
	}
}
