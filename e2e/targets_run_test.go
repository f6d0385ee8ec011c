//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	compose "github.com/compose-spec/compose-go/v2/types"
	core "k8s.io/api/core/v1"
	kubernetes "sigs.k8s.io/yaml"
)

// What deploy-secrets renders and prints for apps without a client secret.

// withoutSecret is a project whose app shows this.
func withoutSecret(t *testing.T, assertion string) string {
	t.Helper()
	dir := awkwardProject(t)
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "authkit.toml"), []byte("[run]\nassertion = \""+assertion+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Each world's own parser takes the whole of it.
func TestTargetsWithoutSecret(t *testing.T) {
	startOf := func(words []string) string { return strings.Join(words, " ") }
	for source, wants := range map[string]string{"kubernetes": "kubernetes", "certificate=board.pem": "certificate=/var/run/secrets/authkit/key"} {
		_, steps := render(t, withoutSecret(t, source), "kubernetes")
		name := "authkit-" + map[bool]string{true: "token", false: "key"}[source == "kubernetes"]
		pod, container := core.PodSpec{}, core.Container{}
		_, rest, _ := strings.Cut(steps, "The app needs no client secret")
		if source == "kubernetes" {
			for into, line := range map[any]string{&pod: "serviceAccountName: ", &container: "env: ["} {
				if err := kubernetes.UnmarshalStrict([]byte(lineWith(t, rest, line)), into); err != nil {
					t.Error(err)
				}
			}
			if pod.ServiceAccountName == "" || container.Env[0].Value != "/var/run/secrets/authkit/token" {
				t.Errorf("%+v %+v", pod, container)
			}
		}
		for line, into := range map[string]any{"volumes: [{name: " + name: &pod, "volumeMounts: [{name: " + name: &container} {
			if err := kubernetes.UnmarshalStrict([]byte(lineWith(t, rest, line)), into); err != nil {
				t.Error(err)
			}
		}
		if err := kubernetes.UnmarshalStrict([]byte(lineWith(t, rest, "command: [")), &container); err != nil {
			t.Error(err)
		}
		if got := startOf(container.Command); got != "authkit run --assertion "+wants+" -- streamlit run app.py --server.address 0.0.0.0" {
			t.Errorf("%s: it starts %q", source, got)
		}
	}

	dir := withoutSecret(t, "certificate=it's $HOME.pem")
	out, _ := render(t, dir, "compose")
	project, err := loader.LoadWithContext(context.Background(), compose.ConfigDetails{
		WorkingDir: dir, ConfigFiles: []compose.ConfigFile{
			{Filename: "compose.yaml", Content: []byte("services: {app: {image: app, entrypoint: [sh], command: [streamlit, run, app.py]}}")},
			{Filename: "compose.secrets.yaml", Content: []byte(out)},
		},
	}, func(o *loader.Options) { o.SetProjectName("app", true) })
	if err != nil {
		t.Fatal(err)
	}
	app := project.Services["app"]
	if startOf(app.Entrypoint) != "authkit run --assertion certificate=/run/secrets/authkit-key -- streamlit run app.py --server.address 0.0.0.0" || len(app.Command) != 0 ||
		len(app.Secrets) != 1 || project.Secrets[app.Secrets[0].Source].File != filepath.Join(dir, "it's $HOME.pem") {
		t.Errorf("compose starts %q %q with %+v", app.Entrypoint, app.Command, project.Secrets)
	}
	if out, _ := render(t, withoutSecret(t, "kubernetes"), "compose"); strings.Contains(out, "authkit, run") {
		t.Error("compose starts an app by a token that it does not have")
	}
}

// The startup command that is printed, with what is rendered beside it, lets somebody
// in at the real Streamlit.
func TestStartedAsPrinted(t *testing.T) {
	t.Parallel()
	starts := func(t *testing.T, s *secretless, command string, env ...string) {
		t.Helper()
		secrets := filepath.Join(t.TempDir(), "secrets.toml")
		if err := os.Rename(secretsOf(s.dir), secrets); err != nil { // the platform has no such file
			t.Fatal(err)
		}
		command = strings.NewReplacer("--server.port 8000", "--server.port "+s.port, "--server.port 8501", "--server.port "+s.port, "/tmp/", s.temporary+"/").Replace(command)
		path := "PATH=" + filepath.Dir(binary(t)) + ":" + filepath.Dir(need(t, "STREAMLIT")) + ":" + os.Getenv("PATH")
		p := start(t, s.dir, environment(t, append(env, path, "TMPDIR="+s.temporary, "STREAMLIT_SERVER_HEADLESS=true")...), "sh", "-c", command)
		answers(t, "http://localhost:"+s.port+"/_stcore/health")
		if err := signsIn(t, secrets, "http://localhost:"+s.port); err != nil {
			t.Errorf("%v\n%s", err, p.out.String())
		}
		p.kill()
	}
	t.Run("App Service", func(t *testing.T) {
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		s.write(".streamlit/authkit.toml", "[run]\nassertion = \"azure\"\n")
		out, steps := renderAt(t, s.dir, "http://localhost:"+s.port, "azure-app-service")
		var settings []struct{ Name, Value string }
		if err := json.Unmarshal([]byte(out), &settings); err != nil {
			t.Fatal(err)
		}
		command := strings.Trim(strings.TrimPrefix(lineWith(t, steps, "--startup-file "), "--startup-file "), "'\"")
		starts(t, s, command, settings[0].Name+"="+settings[0].Value, "IDENTITY_ENDPOINT="+s.plays()+"/msi/token", "IDENTITY_HEADER=h3ader")
	})
	t.Run("ECS", func(t *testing.T) {
		if !everything() {
			t.Skip("AUTHKIT_ALL=1 starts this, too")
		}
		t.Parallel()
		s := newSecretless(t, "[auth]", nil)
		s.write(".streamlit/authkit.toml", "[run]\nassertion = \"certificate=board.pem\"\n")
		out, steps := renderAt(t, s.dir, "http://localhost:"+s.port, "ecs")
		var secret struct{ SecretString string }
		var container struct{ Command []string }
		for text, into := range map[string]any{out: &secret, lineWith(t, steps, `{"secrets":`): &container} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		starts(t, s, container.Command[0], "AUTHKIT_SECRETS="+secret.SecretString, "AUTHKIT_KEY="+s.certificate())
	})
}

// The platforms' own tools understand what is printed: with the words of it that a
// person fills in, each gets as far as asking for a sign-in or its server.
func TestPrintedCommands(t *testing.T) {
	if !everything() {
		t.Skip("AUTHKIT_ALL=1 starts each platform's own tool")
	}
	t.Parallel()
	project := withoutSecret(t, "gcp")
	for name, c := range map[string]struct {
		targets []string
		env     []string
		wants   string
		unknown string // a command that it does not take
	}{
		"gcloud": {[]string{"cloud-run"}, []string{"CLOUDSDK_CORE_DISABLE_PROMPTS=1", "CLOUDSDK_CORE_PROJECT=project", "CLOUDSDK_CONFIG=" + t.TempDir()}, "do not currently have an active account", "gcloud run services update service --region=us-east1 --argz=x"},
		"aws":    {[]string{"ecs"}, []string{"AWS_EC2_METADATA_DISABLED=true", "AWS_DEFAULT_REGION=us-east-1", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null"}, "Unable to locate credentials", "aws secretsmanager create-secret --nome x"},
		"docker": {[]string{"docker"}, []string{"DOCKER_HOST=unix:///none.sock", "DOCKER_CONFIG=" + t.TempDir()}, "Cannot connect to the Docker daemon", "docker run --mont x image"},
	} {
		if _, err := exec.LookPath(name); err != nil {
			t.Logf("%s is not installed here", name)
			continue
		}
		said := func(command string) string {
			run := exec.Command("sh", "-c", command)
			run.Dir, run.Env = project, append(os.Environ(), c.env...)
			out, _ := run.CombinedOutput()
			return string(out)
		}
		if text := said(c.unknown); strings.Contains(text, c.wants) {
			t.Fatalf("%s takes what it does not know: %s", name, text)
		}
		tried := 0
		for _, source := range []string{"", "gcp", "certificate=board.pem"} {
			for _, target := range c.targets {
				_, steps := render(t, withoutSecret(t, source), target)
				for _, file := range []string{"board.pem", "secrets.deploy.toml", "secret.json", "task-definition.json"} {
					os.WriteFile(filepath.Join(project, file), []byte("{}"), 0o600)
				}
				platform, _, _ := strings.Cut(steps, "Left to do at the provider")
				for line := range strings.Lines(platform) {
					if line = strings.TrimSpace(line); !strings.HasPrefix(line, name+" ") {
						continue
					}
					line = strings.NewReplacer("serviceAccount:ACCOUNT", "serviceAccount:a@project.iam.gserviceaccount.com", "ACCOUNT", "a@project.iam.gserviceaccount.com", "SERVICE ", "service ", "=REGION", "=us-east1", " IMAGE", " image").Replace(line)
					tried++
					if text := said(line); !strings.Contains(text, c.wants) && !inputAlone.MatchString(text) {
						t.Errorf("%s\n%s", line, text)
					}
				}
			}
		}
		t.Logf("%s was asked %d times", name, tried)
		if tried < 2 {
			t.Errorf("%s: only %d commands were tried", name, tried)
		}
	}
}

// inputAlone is what the AWS CLI says of an empty input, whose form others judge.
var inputAlone = regexp.MustCompile(`Missing required parameter in input|Parameter validation failed`)
