//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// awkward are secrets that every layer of quoting can get wrong.
const awkward = "# it's \"quoted\" $HOME ${HOME} $$ `x` \\ <&>\r\n" +
	"[auth]\r\nredirect_uri = \"http://localhost:8501/oauth2callback\" # é\r\n" +
	"cookie_secret = \"a$b'c\\\"d%e!f 0123456789abcdefghijklm\"\n" +
	"client_id = 'b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31'\nclient_secret = '''a\\b\"c''d~e'''\n" +
	"server_metadata_url = \"https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration\"\n" +
	"[other]\ntext = \"\"\"\n---\nline: - 'x'\t\u2028{{ x }}\n\"\"\""

func awkwardProject(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(awkward), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func render(t *testing.T, dir, target string) (out, steps string) {
	t.Helper()
	return renderAt(t, dir, "https://app.example.com", target)
}

func renderAt(t *testing.T, dir, url, target string) (out, steps string) {
	t.Helper()
	command := exec.Command(binary(t), "deploy-secrets", "--url", url, "--target", target)
	command.Dir, command.Env = dir, environment(t)
	var told bytes.Buffer
	command.Stderr = &told
	rendered, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	return string(rendered), told.String()
}

// The AWS CLI's own model of its commands takes the JSON and the piece of the task
// definition. The JSON is ASCII. What the deployer does with both is in TestDeployer.
func TestECSTarget(t *testing.T) {
	dir := awkwardProject(t)
	out, steps := render(t, dir, "ecs")
	if strings.Trim(out, asciiLetters()) != "" {
		t.Errorf("it is not ASCII: %q", out)
	}
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("AUTHKIT_ALL=1 asks botocore, too")
	}
	venv, err := installPackages(t, []string{"botocore==1.43.11"})
	if err != nil {
		t.Skip(err)
	}
	command := exec.Command(filepath.Join(venv, "bin", "python"), "-c", awsModel)
	input, err := json.Marshal([]json.RawMessage{json.RawMessage(out), json.RawMessage(lineWith(t, steps, `{"secrets":`))})
	if err != nil {
		t.Fatal(err)
	}
	command.Stdin = bytes.NewReader(input)
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// awsModel holds two JSON texts against what the AWS CLI knows of its commands,
// and makes sure that it would say no.
const awsModel = `
import json, sys
import botocore.session
from botocore.validate import ParamValidator

def faults(service, operation, params):
    model = botocore.session.get_session().get_service_model(service).operation_model(operation)
    return ParamValidator().validate(params, model.input_shape).generate_report()

secret, piece = json.load(sys.stdin)
task = lambda container: {"family": "app", "containerDefinitions": [{"name": "app", "image": "app", **container}]}
told = faults("secretsmanager", "PutSecretValue", secret) + faults("ecs", "RegisterTaskDefinition", task(piece))
if told:
    sys.exit(told)
if not faults("ecs", "RegisterTaskDefinition", task({"secret": []})):
    sys.exit("the model takes everything")
`

func asciiLetters() string {
	var letters strings.Builder
	for c := byte(0); c < 0x80; c++ {
		letters.WriteByte(c)
	}
	return letters.String()
}

// The real Azure CLI understands every command that is printed for it: it gets as
// far as asking for a sign-in, and further with none that it does not know.
func TestAzureCommands(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("AUTHKIT_ALL=1 starts the Azure CLI for each command")
	}
	az, dir, tried := azureCLI(t), t.TempDir(), 0
	for _, file := range []string{"secrets.deploy.toml", "settings.json", "secret.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte("[]\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said := func(command string) string {
		run := exec.Command("sh", "-c", command)
		run.Dir, run.Env = dir, environment(t, "AZURE_CONFIG_DIR="+filepath.Join(dir, "az"), "AZURE_CORE_COLLECT_TELEMETRY=0", "PATH="+filepath.Dir(az)+":"+os.Getenv("PATH"))
		out, _ := run.CombinedOutput()
		return string(out)
	}
	const wantsLogin = "Please run 'az login'"
	if text := said("az containerapp update --resource-group GROUP --nome APP"); strings.Contains(text, wantsLogin) {
		t.Fatalf("it takes what it does not know: %s", text)
	}
	project := awkwardProject(t)
	if err := os.WriteFile(filepath.Join(project, ".streamlit", "authkit.toml"), []byte("[run]\nassertion = \"azure\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"azure-app-service", "azure-container-apps"} {
		command := exec.Command(binary(t), "deploy-secrets", "--url", "https://app.example.com", "--target", target, "--key-vault", "kv-acme")
		command.Dir, command.Env = project, environment(t)
		var steps bytes.Buffer
		command.Stderr = &steps
		if err := command.Run(); err != nil {
			t.Fatal(err, steps.String())
		}
		platform, _, _ := strings.Cut(steps.String(), "Left to do at the provider")
		for line := range strings.Lines(platform) {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "az ") {
				tried++
				if text := said(line); !strings.Contains(text, wantsLogin) {
					t.Errorf("%s\n%s", line, text)
				}
			}
		}
	}
	if tried < 11 {
		t.Errorf("only %d commands were tried", tried)
	}
}

// lineWith is the line of the steps that has start in it, from there on.
func lineWith(t *testing.T, text, start string) string {
	t.Helper()
	for line := range strings.Lines(text) {
		if at := strings.Index(line, start); at >= 0 {
			return strings.TrimSpace(line[at:])
		}
	}
	t.Fatalf("no line has %q:\n%s", start, text)
	return ""
}
