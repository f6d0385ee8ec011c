//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	compose "github.com/compose-spec/compose-go/v2/types"
	"go.yaml.in/yaml/v3"
	core "k8s.io/api/core/v1"
	kubernetes "sigs.k8s.io/yaml"
)

// awkward are secrets that every layer of quoting can get wrong.
const awkward = "# it's \"quoted\" $HOME ${HOME} $$ `x` \\ <&>\r\n" +
	"[auth]\r\nredirect_uri = \"http://localhost:8501/oauth2callback\" # é\r\n" +
	"cookie_secret = \"a$b'c\\\"d%e!f 0123456789abcdefghijklm\"\n" +
	"client_id = 'b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31'\nclient_secret = '''a\\b\"c''d~e'''\n" +
	"server_metadata_url = \"https://login.microsoftonline.com/contoso.com/v2.0/.well-known/openid-configuration\"\n" +
	"[other]\ntext = \"\"\"\n---\nline: - 'x'\t\u2028{{ x }}\n\"\"\""

func awkwardProject(t *testing.T) (dir string, want []byte) {
	t.Helper()
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(awkward), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, bytes.Replace([]byte(awkward), []byte("http://localhost:8501/oauth2callback"), []byte("https://app.example.com/oauth2callback"), 1)
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

// Kubernetes' own types take the manifest, strictly, and hold the same bytes;
// the pieces for the Deployment are ones it knows.
func TestKubernetesTarget(t *testing.T) {
	dir, want := awkwardProject(t)
	out, steps := render(t, dir, "kubernetes")
	var secret core.Secret
	if err := kubernetes.UnmarshalStrict([]byte(out), &secret); err != nil {
		t.Fatal(err)
	}
	if secret.Kind != "Secret" || secret.APIVersion != "v1" || !bytes.Equal(secret.Data["secrets.toml"], want) {
		t.Errorf("the Secret is %s %s and holds %q", secret.APIVersion, secret.Kind, secret.Data["secrets.toml"])
	}
	var pod core.PodSpec
	if err := kubernetes.UnmarshalStrict([]byte(lineWith(t, steps, "volumes: [")), &pod); err != nil {
		t.Error(err)
	}
	var container core.Container
	if err := kubernetes.UnmarshalStrict([]byte(lineWith(t, steps, "volumeMounts: [")), &container); err != nil {
		t.Error(err)
	}
	if pod.Volumes[0].Secret.SecretName != secret.Name || container.VolumeMounts[0].Name != pod.Volumes[0].Name || container.VolumeMounts[0].SubPath != "secrets.toml" {
		t.Errorf("the mount does not fit the Secret: %+v %+v", pod.Volumes, container.VolumeMounts)
	}
}

// Compose's own loader takes the file, alone and laid over the app's own, and
// the container gets the same bytes.
func TestComposeTarget(t *testing.T) {
	dir, want := awkwardProject(t)
	if out, _ := render(t, dir, "docker"); out != string(want) {
		t.Errorf("the file to mount is %q", out)
	}
	out, _ := render(t, dir, "compose")
	base := compose.ConfigFile{Filename: "compose.yaml", Content: []byte("services: {app: {image: app, ports: ['8501:8501']}}")}
	project, err := loader.LoadWithContext(context.Background(), compose.ConfigDetails{
		WorkingDir: dir, ConfigFiles: []compose.ConfigFile{base, {Filename: "compose.secrets.yaml", Content: []byte(out)}},
	}, func(o *loader.Options) { o.SetProjectName("app", true) })
	if err != nil {
		t.Fatal(err)
	}
	app := project.Services["app"]
	if len(app.Configs) != 1 || app.Configs[0].Target != "/app/.streamlit/secrets.toml" || project.Configs[app.Configs[0].Source].Content != string(want) || app.Image != "app" {
		t.Errorf("it mounts %+v from %+v", app.Configs, project.Configs)
	}
}

// Readers of .env files that others wrote, and a shell, find the one variable,
// and authkit makes the same bytes of it.
func TestEnvTarget(t *testing.T) {
	dir, want := awkwardProject(t)
	out, steps := render(t, dir, "env")
	variables, err := dotenv.Parse(strings.NewReader(out))
	if err != nil || len(variables) != 1 {
		t.Fatalf("%v %v", variables, err)
	}
	file := filepath.Join(t.TempDir(), "app.env")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", `. "$0" && printf %s "$AUTHKIT_SECRETS_BASE64"`, file)
	if said, err := shell.Output(); err != nil || string(said) != variables["AUTHKIT_SECRETS_BASE64"] {
		t.Errorf("a shell reads %q, %v", said, err)
	}
	for _, start := range []string{"authkit deploy-secrets --from-env", "umask 077"} {
		startup, _, _ := strings.Cut(lineWith(t, steps, start), " && exec ")
		shell := exec.Command("sh", "-c", startup)
		shell.Dir = t.TempDir()
		shell.Env = environment(t, "AUTHKIT_SECRETS_BASE64="+variables["AUTHKIT_SECRETS_BASE64"], "PATH="+filepath.Dir(binary(t))+":"+os.Getenv("PATH"))
		if said, err := shell.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		if file, err := os.ReadFile(secretsOf(shell.Dir)); err != nil || !bytes.Equal(file, want) {
			t.Errorf("%s makes %q, %v", startup, file, err)
		}
	}
}

// The AWS CLI's own model of its commands takes the JSON, which is ASCII, and the
// piece of the task definition; the start command in it makes the same bytes.
func TestECSTarget(t *testing.T) {
	dir, want := awkwardProject(t)
	out, steps := render(t, dir, "ecs")
	var secret struct{ SecretId, SecretString string }
	if err := json.Unmarshal([]byte(out), &secret); err != nil || secret.SecretString != string(want) {
		t.Errorf("it is %q, %v", secret.SecretString, err)
	}
	if strings.Trim(out, asciiLetters()) != "" {
		t.Errorf("it is not ASCII: %q", out)
	}
	piece := lineWith(t, steps, `{"secrets":`)
	var container struct {
		Secrets             []struct{ Name, ValueFrom string }
		EntryPoint, Command []string
	}
	if err := json.Unmarshal([]byte(piece), &container); err != nil {
		t.Fatal(err)
	}
	startup, _, _ := strings.Cut(container.Command[0], " && exec ")
	shell := exec.Command(container.EntryPoint[0], container.EntryPoint[1], startup)
	shell.Dir, shell.Env = t.TempDir(), environment(t, container.Secrets[0].Name+"="+secret.SecretString)
	if said, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if file, err := os.ReadFile(secretsOf(shell.Dir)); err != nil || !bytes.Equal(file, want) {
		t.Errorf("the start command makes %q, %v", file, err)
	}
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("AUTHKIT_ALL=1 asks botocore, too")
	}
	venv, err := installPackages(t, []string{"botocore==1.43.11"})
	if err != nil {
		t.Skip(err)
	}
	command := exec.Command(filepath.Join(venv, "bin", "python"), "-c", awsModel)
	input, err := json.Marshal([]json.RawMessage{json.RawMessage(out), json.RawMessage(piece)})
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

// The pieces for Azure are JSON and YAML that hold the same bytes.
func TestAzureTargets(t *testing.T) {
	dir, want := awkwardProject(t)
	out, steps := render(t, dir, "azure-app-service")
	var settings []struct{ Name, Value string }
	if err := json.Unmarshal([]byte(out), &settings); err != nil {
		t.Fatal(err)
	}
	if data, err := base64.StdEncoding.DecodeString(settings[0].Value); err != nil || !bytes.Equal(data, want) {
		t.Errorf("%s is %q, %v", settings[0].Name, data, err)
	}
	command := exec.Command(binary(t), "deploy-secrets", "--from-env")
	command.Dir, command.Env = t.TempDir(), environment(t, settings[0].Name+"="+settings[0].Value)
	if back, err := command.Output(); err != nil || !bytes.Equal(back, want) {
		t.Errorf("the app's start-up makes %q of it, %v", back, err)
	}

	startup, _, _ := strings.Cut(lineWith(t, steps, "umask 077"), " && exec ")
	shell := exec.Command("sh", "-c", startup)
	shell.Dir, shell.Env = t.TempDir(), environment(t, settings[0].Name+"="+settings[0].Value)
	if said, err := shell.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if file, err := os.ReadFile(secretsOf(shell.Dir)); err != nil || !bytes.Equal(file, want) {
		t.Errorf("the startup command makes %q, %v", file, err)
	}

	out, steps = render(t, dir, "azure-container-apps")
	var app struct {
		Properties struct {
			Configuration struct {
				Secrets []struct{ Name, Value string }
			}
			Template struct {
				Volumes []struct {
					Name        string
					StorageType string `yaml:"storageType"`
					Secrets     []struct {
						SecretRef string `yaml:"secretRef"`
						Path      string
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(out), &app); err != nil {
		t.Fatal(err)
	}
	secret, volume := app.Properties.Configuration.Secrets[0], app.Properties.Template.Volumes[0]
	if secret.Value != string(want) || volume.Secrets[0].SecretRef != secret.Name || volume.Secrets[0].Path != "secrets.toml" || volume.StorageType != "Secret" {
		t.Errorf("the piece holds %+v %q", volume, secret.Value)
	}
	var container struct {
		VolumeMounts []struct{ VolumeName, MountPath string } `yaml:"volumeMounts"`
	}
	if err := kubernetes.Unmarshal([]byte(lineWith(t, steps, "volumeMounts: [")), &container); err != nil || container.VolumeMounts[0].VolumeName != volume.Name {
		t.Errorf("the mount does not fit: %+v, %v", container, err)
	}
}

// The real Azure CLI understands every command that is printed for it: it gets as
// far as asking for a sign-in, and further with none that it does not know.
func TestAzureCommands(t *testing.T) {
	if os.Getenv("AUTHKIT_ALL") == "" {
		t.Skip("AUTHKIT_ALL=1 starts the Azure CLI for each command")
	}
	az, dir, tried := azureCLI(t), t.TempDir(), 0
	for _, file := range []string{"secrets.deploy.toml", "settings.json", "app.yaml"} {
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
	project, _ := awkwardProject(t)
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
