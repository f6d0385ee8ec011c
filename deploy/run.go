package deploy

import (
	"cmp"

	"github.com/authkit-cli/authkit/entra"
)

// Run is what authkit run shows the provider when it starts the app there.
type Run struct {
	Source   string // as --assertion; empty: the app is started without authkit run
	Audience string // whom the platform's tokens have to be for; empty: Entra
}

// started is the app's start by authkit run, as a list in YAML.
func (r Run) started() string {
	return "[authkit, run, --assertion, " + r.Source + ", --, streamlit, run, app.py, --server.address, 0.0.0.0]"
}

const authkitInImage = "the image needs authkit beside the app: pip install streamlit-authkit, or its binary on PATH"

// inKubernetes gives the app's pod a token of its service account and starts it by authkit run.
func (r Run) inKubernetes() []Step {
	if r.Source != "kubernetes" {
		return nil
	}
	audience := cmp.Or(r.Audience, entra.ExchangeAudience(""))
	return []Step{{Text: "The app needs no client secret: give its pod a token of the service account that is registered (NAME), replaced by Kubernetes each hour, beside what is above, and start it by authkit run; " + authkitInImage + ":", Lines: []string{
		"serviceAccountName: NAME",
		"volumes: [{name: authkit-token, projected: {sources: [{serviceAccountToken: {path: token, audience: \"" + audience + "\", expirationSeconds: 3600}}]}}]",
		"volumeMounts: [{name: authkit-token, mountPath: /var/run/secrets/authkit, readOnly: true}]",
		"env: [{name: AZURE_FEDERATED_TOKEN_FILE, value: /var/run/secrets/authkit/token}]",
		"command: " + r.started(),
	}}}
}

// inContainerApps gives the app an identity and starts it by authkit run.
func (r Run) inContainerApps() []Step {
	if r.Source != "azure" {
		return nil
	}
	return []Step{
		{Text: "The app needs no client secret: give it an identity; the principalId that is shown has to be the registered one (authkit register --federated azure,principal=ID):", Commands: []string{
			"az containerapp identity assign --resource-group GROUP --name APP --system-assigned",
		}},
		{Text: "Start it by authkit run, in its container in app.yaml; " + authkitInImage + ":", Lines: []string{
			"command: " + r.started(),
		}},
	}
}
