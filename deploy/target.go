package deploy

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/secrets"
)

// Target is a kind of platform: how it takes the secrets, and what to do there.
type Target struct {
	Name   string
	Doc    string
	render func(data []byte) ([]byte, error)
	steps  func(a Address, out string) []Step
}

// Step is one thing a person does on the platform: words, and lines to copy.
type Step struct {
	Text  string
	Lines []string
}

// Targets lists the platforms; the first is the default.
func Targets() []Target {
	return []Target{
		{"toml", "the secrets file itself, for Community Cloud's editor or any server", asTOML, tomlSteps},
		{"kubernetes", "a Secret to mount at .streamlit", asKubernetes, kubernetesSteps},
		{"docker", "the secrets file, mounted when the container starts", asTOML, dockerSteps},
		{"azure-app-service", "app settings, written to the file at start-up", asAppSettings, appServiceSteps},
		{"azure-container-apps", "a secret volume, as a piece of YAML", asContainerApp, containerAppSteps},
		{"github", "a repository secret for authkit verify in Actions", asTOML, githubSteps},
	}
}

// LookupTarget finds a platform by its name.
func LookupTarget(name string) (Target, bool) {
	for _, t := range Targets() {
		if t.Name == name {
			return t, true
		}
	}
	return Target{}, false
}

// Render is a secrets file as the platform takes it.
func (t Target) Render(d *secrets.Document) ([]byte, error) { return t.render(d.Bytes()) }

// Steps says what to do on the platform with what was written to out (empty: stdout).
func (t Target) Steps(a Address, out string) []Step { return t.steps(a, out) }

func asTOML(data []byte) ([]byte, error) { return data, nil }

// asKubernetes writes a Secret. Base64 keeps every byte as it is.
func asKubernetes(data []byte) ([]byte, error) {
	return []byte("apiVersion: v1\nkind: Secret\nmetadata:\n  name: streamlit-secrets\ntype: Opaque\ndata:\n  secrets.toml: " +
		base64.StdEncoding.EncodeToString(data) + "\n"), nil
}

// asAppSettings is what az webapp config appsettings set --settings @FILE reads.
func asAppSettings(data []byte) ([]byte, error) {
	type setting struct {
		Name  string `json:"name"`
		Value string `json:"value"`
		Slot  bool   `json:"slotSetting"`
	}
	out, err := json.MarshalIndent([]setting{{EnvSecrets64, base64.StdEncoding.EncodeToString(data), true}}, "", "  ")
	return append(out, '\n'), err
}

// asContainerApp is the part of az containerapp update --yaml that holds a
// secret and mounts it. A JSON string is a YAML string.
func asContainerApp(data []byte) ([]byte, error) {
	value, err := json.Marshal(string(data))
	if err != nil {
		return nil, err
	}
	return []byte(fmt.Sprintf(`properties:
  configuration:
    secrets:
      - name: streamlit-secrets
        value: %s
  template:
    volumes:
      - name: streamlit-secrets
        storageType: Secret
        secrets:
          - secretRef: streamlit-secrets
            path: secrets.toml
`, value)), nil
}

// written is the file the secrets are in, and the command that writes it when
// they went to stdout.
func written(a Address, target, out, name string) (file string, before []string) {
	if out != "" {
		return out, nil
	}
	return name, []string{"authkit deploy-secrets --url " + quote.Shell(a.App) + " --target " + target + " --out " + name}
}

func tomlSteps(a Address, out string) []Step {
	if a.Cloud {
		return []Step{
			{"Community Cloud: open the app's settings, Secrets, replace what stands there by this text, and save. The app restarts by itself.", []string{"https://share.streamlit.io"}},
			{"The repository needs the requirement lines too (authkit init adds them); unpinned versions are resolved anew at every reboot.", nil},
		}
	}
	return []Step{{"Put this text into .streamlit/secrets.toml on the server, readable by the app's user only, and restart the app.", nil}}
}

func kubernetesSteps(a Address, out string) []Step {
	apply := "authkit deploy-secrets --url " + quote.Shell(a.App) + " --target kubernetes | kubectl apply -f -"
	if out != "" {
		apply = "kubectl apply -f " + quote.Shell(out)
	}
	return []Step{
		{"Create or replace the Secret:", []string{apply}},
		{"Mount it in the Deployment where Streamlit looks, as a file and not as a folder of keys:", []string{
			"volumes: [{name: streamlit-secrets, secret: {secretName: streamlit-secrets}}]",
			"volumeMounts: [{name: streamlit-secrets, mountPath: /app/.streamlit/secrets.toml, subPath: secrets.toml, readOnly: true}]",
		}},
		{"Replace /app by the folder the app starts in, and restart: kubectl rollout restart deployment/NAME", nil},
	}
}

func dockerSteps(a Address, out string) []Step {
	file, before := written(a, "docker", out, "secrets.deploy.toml")
	source := quote.Shell(file)
	if !strings.HasPrefix(file, "/") {
		source, file = "\"$PWD\"/"+source, "./"+file
	}
	quoted, _ := json.Marshal(file) // a JSON string is a YAML string
	return []Step{
		{"Mount the file when the container starts; /app is the folder the app starts in, and its user has to be able to read the file:", append(before,
			"docker run --mount type=bind,src="+source+",dst=/app/.streamlit/secrets.toml,readonly IMAGE",
		)},
		{"Or in compose.yaml:", []string{
			"services: {app: {secrets: [{source: streamlit, target: /app/.streamlit/secrets.toml}]}}\n" +
				"secrets: {streamlit: {file: " + string(quoted) + "}}", // one text, in which columns count
		}},
		{"Keep the file out of git and out of the image (.gitignore, .dockerignore).", nil},
	}
}

func appServiceSteps(a Address, out string) []Step {
	file, before := written(a, "azure-app-service", out, "settings.json")
	return []Step{
		{"Set the app setting:", append(before, "az webapp config appsettings set --resource-group GROUP --name APP --settings "+quote.Shell("@"+file))},
		{"Make this the app's startup command, so that the file is there before Streamlit; it needs no authkit there:", []string{
			"umask 077; mkdir -p .streamlit && printf %s \"$" + EnvSecrets64 + "\" | base64 -d > .streamlit/secrets.toml && exec python -m streamlit run app.py --server.port 8000 --server.address 0.0.0.0",
		}},
	}
}

func containerAppSteps(a Address, out string) []Step {
	file, before := written(a, "azure-container-apps", out, "secret.yaml")
	return []Step{
		{"Merge " + file + " into the app's YAML, app.yaml (az containerapp show --output yaml), and add to its container:", append(before,
			"volumeMounts: [{volumeName: streamlit-secrets, mountPath: /app/.streamlit}]",
		)},
		{"The mount hides what the image has in /app/.streamlit: set what its config.toml says as variables, such as STREAMLIT_SERVER_PORT.", nil},
		{"Then update the app:", []string{"az containerapp update --resource-group GROUP --name APP --yaml app.yaml"}},
	}
}

func githubSteps(a Address, out string) []Step {
	command := "authkit deploy-secrets --url " + quote.Shell(a.App) + " | gh secret set STREAMLIT_SECRETS"
	if out != "" {
		command = "gh secret set STREAMLIT_SECRETS < " + quote.Shell(out)
	}
	return []Step{
		{"Store the text as a repository secret:", []string{command}},
		{"Check it on every push, in a step with env: STREAMLIT_SECRETS: ${{ secrets.STREAMLIT_SECRETS }}", []string{
			"authkit verify --secrets-env STREAMLIT_SECRETS --allow-missing-secrets --format github",
		}},
	}
}
