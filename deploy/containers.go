package deploy

import (
	"encoding/base64"
	"encoding/json"
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/quote"
)

// asKubernetes writes a Secret. Base64 keeps every byte as it is.
func asKubernetes(_ Given, data []byte) ([]byte, error) {
	return []byte("apiVersion: v1\nkind: Secret\nmetadata:\n  name: streamlit-secrets\ntype: Opaque\ndata:\n  secrets.toml: " +
		base64.StdEncoding.EncodeToString(data) + "\n"), nil
}

func kubernetesSteps(g Given) []Step {
	apply := g.made("kubernetes") + " | kubectl apply -f -"
	if g.Out != "" {
		apply = "kubectl apply -f " + quote.Both(g.Out)
	}
	steps := []Step{
		{Text: "Create or replace the Secret:", Commands: []string{apply}},
		{Text: "Mount it in the Deployment where Streamlit looks, as a file and not as a folder of keys:", Lines: []string{
			"volumes: [{name: streamlit-secrets, secret: {secretName: streamlit-secrets}}]",
			"volumeMounts: [{name: streamlit-secrets, mountPath: /app/.streamlit/secrets.toml, subPath: secrets.toml, readOnly: true}]",
		}},
	}
	steps = append(steps, g.Run.inKubernetes()...)
	return append(steps, Step{Text: "Replace /app by the folder the app starts in, and restart:", Commands: []string{"kubectl rollout restart deployment/NAME"}})
}

func dockerSteps(g Given) []Step {
	file, before := g.written("docker", "secrets.deploy.toml")
	arguments, why := g.Run.inDocker()
	steps := []Step{
		{Text: "Mount the file when the container starts; /app is the folder the app starts in, 8501 the port it listens on, and its user has to be able to read the file" + why + ":", Commands: append(before,
			"docker run --publish 8501:8501 --mount "+mount(file, "/app/.streamlit/secrets.toml")+arguments,
		)},
	}
	return append(append(steps, g.Run.elsewhere("Docker", "azure", "gcp", "key", "certificate")...),
		Step{Text: "With compose, the target compose makes a file to lay over the app's own:", Commands: []string{g.made("compose") + " --out compose.secrets.yaml --gitignore"}},
		Step{Text: "Keep the file out of the image, by a line in .dockerignore."},
	)
}

// mount is what docker run --mount takes, in quotes: a comma is a list in
// PowerShell. $PWD is the working directory in it and in sh; both read no more
// into double quotes than that, as long as the name has no sign of theirs.
func mount(file, inside string) string {
	inside = ",dst=" + inside + ",readonly"
	switch {
	case path.IsAbs(file) || len(file) > 1 && file[1] == ':': // also C:\ of Windows
		return quote.Both("type=bind,src=" + file + inside)
	case strings.ContainsAny(file, "\"“”„$`\\!"):
		return quote.Both("type=bind,src=./" + file + inside)
	}
	return `"type=bind,src=$PWD/` + file + inside + `"`
}

// asCompose is a compose file that gives the service app the secrets file. It
// holds the text itself, in which compose wants a dollar sign twice.
func asCompose(g Given, data []byte) ([]byte, error) {
	content, err := composeText(string(data))
	if err != nil {
		return nil, err
	}
	start, key := "", ""
	if g.Run.fits("azure", "gcp", "key", "certificate") {
		start = "    entrypoint: " + g.Run.started(keyInside) + "\n    command: []\n"
	}
	if file := g.Run.key(); file != "" {
		if file, err = composeText(file); err != nil {
			return nil, err
		}
		start += "    secrets: [authkit-key]\n"
		key = "secrets:\n  authkit-key:\n    file: " + file + "\n"
	}
	return []byte(`# Laid over the app's own compose file (docker compose 2.23.1 or newer):
#   docker compose -f compose.yaml -f FILE up -d
# app is the service's name there, /app the folder that the app starts in.
services:
  app:
    configs:
      - source: streamlit-secrets
        target: /app/.streamlit/secrets.toml
` + start + `configs:
  streamlit-secrets:
    content: ` + content + "\n" + key), nil
}

// composeText is a text in a compose file: a JSON string is a YAML string.
func composeText(text string) (string, error) {
	written, err := json.Marshal(strings.ReplaceAll(text, "$", "$$"))
	return string(written), err
}

func composeSteps(g Given) []Step {
	file, before := g.written("compose", "compose.secrets.yaml")
	steps := []Step{
		{Text: "Lay the file over the app's own, where the service is called app and starts in /app; else change these two words in the file:", Commands: append(before,
			"docker compose -f compose.yaml -f "+quote.Both(file)+" up -d")},
		{Text: "Keep the file out of the image, by a line in .dockerignore."},
	}
	if g.Run.fits("azure", "gcp", "key", "certificate") {
		steps = append(steps, Step{Text: "The file starts the app by authkit run, without a client secret; " + g.Run.needs() + "."})
	}
	return append(steps, g.Run.elsewhere("compose", "azure", "gcp", "key", "certificate")...)
}
