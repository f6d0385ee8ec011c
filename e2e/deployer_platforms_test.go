//go:build e2e

package e2e

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	compose "github.com/compose-spec/compose-go/v2/types"
	core "k8s.io/api/core/v1"
	kubernetes "sigs.k8s.io/yaml"
)

// What the deployer does on each platform, and what the platform then makes of it. No
// cluster, cloud or daemon runs here: what they are given is read by the parsers of
// their own world, whole, and carried out as they document it.

const whereStreamlitLooks = "/app/.streamlit/secrets.toml"

// A server, or the editor of Community Cloud.
func (d *deployer) putsTheFileThere() { d.files[whereStreamlitLooks] = []byte(d.out) }

// A dashboard with a field for each variable, or one that takes the whole .env file.
func (d *deployer) setsTheVariable() {
	d.variable(d.out)
	d.starts = []string{d.line("authkit deploy-secrets --from-env"), d.line("umask 077")}
}

// variable is the one of an .env file, which others' reader and a shell read alike.
func (d *deployer) variable(text string) {
	d.t.Helper()
	variables, err := dotenv.Parse(strings.NewReader(text))
	if err != nil || len(variables) != 1 {
		d.t.Fatalf("%v, %v", variables, err)
	}
	d.writes("app.env", []byte(text))
	for name, value := range variables {
		if said := d.sh(`. ./app.env && printf %s "$` + name + `"`); said != value {
			d.t.Errorf("a shell reads %q", said)
		}
		d.variables = []string{name + "=" + value}
	}
	d.sh("rm app.env")
}

// flyctl reads NAME=VALUE lines and leaves comments out, as .env readers do.
func (d *deployer) importsAtFly() {
	d.types(nil)
	d.out = string(d.called("fly", "secrets", "import").stdin)
	d.setsTheVariable()
}

// Kubernetes' own types take the manifest and the pieces of the Deployment, strictly.
func (d *deployer) appliesTheSecret() {
	d.types(nil)
	var secret core.Secret
	var pod core.PodSpec
	var container core.Container
	applied := d.called("kubectl", "apply", "-f", "-").stdin
	for text, into := range map[string]any{string(applied): &secret, d.line("volumes: ["): &pod, d.line("volumeMounts: ["): &container} {
		if err := kubernetes.UnmarshalStrict([]byte(text), into); err != nil {
			d.t.Fatal(err)
		}
	}
	volume, mount := pod.Volumes[0], container.VolumeMounts[0]
	if secret.Kind != "Secret" || secret.APIVersion != "v1" || string(applied) != d.out || volume.Secret.SecretName != secret.Name || mount.Name != volume.Name {
		d.t.Errorf("%+v is mounted by %+v and %+v", secret.ObjectMeta, volume, mount)
	}
	d.files[mount.MountPath] = secret.Data[mount.SubPath]
}

// docker run's --mount is a line of comma-separated values.
func (d *deployer) mountsTheFile() {
	d.types(nil)
	called := d.called("docker", "run")
	words, err := csv.NewReader(strings.NewReader(called.after("--mount"))).Read()
	if err != nil {
		d.t.Fatal(err)
	}
	mount := call{words: words}
	if mount.after("type") != "bind" || !filepath.IsAbs(mount.after("src")) || called.words[len(called.words)-1] != "IMAGE" || called.after("--publish") != "8501:8501" {
		d.t.Errorf("it is %q", called.words)
	}
	d.files[mount.after("dst")] = d.reads(mount.after("src"))
}

// Compose's own loader reads both files, one over the other.
func (d *deployer) laysTheFileOver() {
	d.writes("compose.yaml", []byte("services: {app: {image: app, ports: ['8501:8501']}}"))
	d.types(nil)
	called := d.called("docker", "compose")
	details := compose.ConfigDetails{WorkingDir: d.dir}
	for i, word := range called.words {
		if word == "-f" {
			details.ConfigFiles = append(details.ConfigFiles, compose.ConfigFile{Filename: called.words[i+1], Content: d.reads(called.words[i+1])})
		}
	}
	project, err := loader.LoadWithContext(context.Background(), details, func(o *loader.Options) { o.SetProjectName("app", true) })
	if err != nil {
		d.t.Fatal(err)
	}
	app := project.Services["app"]
	if len(details.ConfigFiles) != 2 || app.Image != "app" || len(app.Configs) != 1 {
		d.t.Fatalf("%q makes %+v", called.words, app)
	}
	d.files[app.Configs[0].Target] = []byte(project.Configs[app.Configs[0].Source].Content)
}

// App Service sets its settings as variables, and hands the startup command to sh.
func (d *deployer) setsAppSettings() {
	d.types(nil)
	var settings []struct{ Name, Value string }
	if err := json.Unmarshal(d.reads(strings.TrimPrefix(d.called("az", "webapp", "config", "appsettings", "set").after("--settings"), "@")), &settings); err != nil {
		d.t.Fatal(err)
	}
	for _, setting := range settings {
		if reference, ok := strings.CutPrefix(setting.Value, "@Microsoft.KeyVault(VaultName=kv-acme;SecretName="); ok {
			setting.Value = d.inVault(strings.TrimSuffix(reference, ")"))
		}
		d.variables = append(d.variables, setting.Name+"="+setting.Value)
	}
	d.starts = []string{d.line("umask 077")}
}

// inVault is what the Azure CLI has put into the vault: a file's text, or base64 of it.
func (d *deployer) inVault(name string) string {
	d.t.Helper()
	set := d.called("az", "keyvault", "secret", "set", "--vault-name", "kv-acme", "--name", name)
	text := d.reads(set.after("--file"))
	if set.after("--encoding") == "base64" {
		return base64.StdEncoding.EncodeToString(text)
	}
	return string(text)
}

// Container Apps mount the volume as a folder with a file for each secret.
func (d *deployer) mergesTheYAML() {
	read := func(text []byte) (document map[string]any) {
		d.t.Helper()
		if err := kubernetes.UnmarshalStrict(text, &document); err != nil {
			d.t.Fatal(err)
		}
		return document
	}
	of := func(document map[string]any, path ...any) map[string]any {
		d.t.Helper()
		return at(d.t, document, path...).(map[string]any)
	}
	d.types(map[string]func(){"containerapp update": func() {
		whole, piece := read(d.reads("app.yaml")), read(d.reads("secret.yaml"))
		for section, list := range map[string]string{"configuration": "secrets", "template": "volumes"} {
			of(whole, "properties", section)[list] = at(d.t, piece, "properties", section, list)
		}
		mounts := read([]byte(d.line("volumeMounts: [")))
		of(whole, "properties", "template", "containers", 0)["volumeMounts"] = mounts["volumeMounts"]
		text, err := kubernetes.Marshal(whole)
		if err != nil {
			d.t.Fatal(err)
		}
		d.writes("secret.yaml", text)
	}})
	updated := read(d.reads(d.called("az", "containerapp", "update").after("--yaml")))
	volume := of(updated, "properties", "template", "volumes", 0)
	file, secret := of(volume, "secrets", 0), of(updated, "properties", "configuration", "secrets", 0)
	mount := of(updated, "properties", "template", "containers", 0, "volumeMounts", 0)
	if volume["storageType"] != "Secret" || volume["name"] != mount["volumeName"] || file["secretRef"] != secret["name"] {
		d.t.Errorf("%v is mounted by %v", volume, mount)
	}
	text, _ := secret["value"].(string)
	address, _ := secret["keyVaultUrl"].(string)
	if name, ok := strings.CutPrefix(address, "https://kv-acme.vault.azure.net/secrets/"); ok && secret["identity"] == "system" {
		text = d.inVault(name)
	}
	d.files[mount["mountPath"].(string)+"/"+file["path"].(string)] = []byte(text)
}

// Cloud Run mounts the newest version of a secret as the file that is named.
func (d *deployer) fillsSecretManager() {
	d.types(nil)
	name := d.called("gcloud", "secrets", "create").words[3]
	added := d.called("gcloud", "secrets", "versions", "add", name)
	d.called("gcloud", "secrets", "add-iam-policy-binding", name)
	mounted, secret, _ := strings.Cut(d.called("gcloud", "run", "services", "update").after("--update-secrets"), "=")
	if secret != name+":latest" {
		d.t.Errorf("it mounts %s of %s", secret, name)
	}
	d.files[mounted] = d.reads(added.after("--data-file"))
}

// ECS hands the container the secret whose ARN the task definition names, and starts
// it by entry point and command.
func (d *deployer) fillsSecretsManager() {
	type container struct {
		Name, Image         string
		Secrets             []struct{ Name, ValueFrom string }
		EntryPoint, Command []string
	}
	d.types(map[string]func(){"task-definition.json": func() {
		piece := strings.TrimPrefix(d.line(`{"secrets":`), "{")
		arn := strings.TrimSpace(d.sh("aws secretsmanager describe-secret --once-more"))
		d.writes("task-definition.json", []byte(`{"family":"app","containerDefinitions":[{"name":"app","image":"app",`+strings.Replace(piece, `"ARN"`, `"`+arn+`"`, 1)+`]}`))
	}})
	var secret struct{ SecretId, SecretString string }
	var task struct{ ContainerDefinitions []container }
	for into, name := range map[any]string{
		&secret: d.called("aws", "secretsmanager", "put-secret-value").after("--cli-input-json"),
		&task:   d.called("aws", "ecs", "register-task-definition").after("--cli-input-json"),
	} {
		if err := json.Unmarshal(d.reads(strings.TrimPrefix(name, "file://")), into); err != nil {
			d.t.Fatal(err)
		}
	}
	app := task.ContainerDefinitions[0]
	if made := d.called("aws", "secretsmanager", "create-secret").after("--name"); made != secret.SecretId || len(app.EntryPoint) != 2 || app.EntryPoint[0] != "sh" || app.EntryPoint[1] != "-c" || !strings.HasPrefix(app.Secrets[0].ValueFrom, "arn:") {
		d.t.Errorf("%s is made, %s filled, and %+v started", made, secret.SecretId, app)
	}
	d.variables, d.starts = []string{app.Secrets[0].Name + "=" + secret.SecretString}, app.Command
}

// GitHub runs no app: it keeps the secrets for verify, in the workflow that is
// written, whose step is run here. The app is started with what was stored all the same.
func (d *deployer) storesTheRepositorySecret() {
	d.types(nil)
	stored := d.called("gh", "secret", "set", "STREAMLIT_SECRETS").stdin
	workflow := readYAML(d.t, filepath.Join(d.root, ".github", "workflows", "authkit.yml"))
	for _, s := range at(d.t, workflow, "jobs", "verify", "steps").([]any) {
		step := s.(map[string]any)
		if step["name"] != "Verify" {
			continue
		}
		checkout := &deployer{t: d.t, dir: filepath.Join(d.t.TempDir(), "clone"), env: append(d.env, "CI=true", "STREAMLIT_SECRETS="+string(stored))}
		git(d.t, d.root, "clone", "--quiet", d.root, checkout.dir)
		if out := checkout.sh(step["run"].(string)); !strings.Contains(out, "authkit: sound") {
			d.t.Errorf("the workflow says\n%s", out)
		}
	}
	d.files[whereStreamlitLooks] = stored
}
