package deploy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/quote"
)

// Run is how the app is started there, and what authkit run shows the provider.
type Run struct {
	Script   string // the app's main script, from the project's folder; empty: it is not known
	Source   string // as --assertion; empty: the app is started without authkit run
	Audience string // whom the platform's tokens have to be for; empty: Entra
}

// plainScript is a name that every shell and every list takes as it stands.
var plainScript = lazy.Regexp{Pattern: `^[A-Za-z0-9_][A-Za-z0-9_./-]*$`}

// script is the app's main script, or a name that stands for it.
func (r Run) script() string {
	if plainScript.Get().MatchString(r.Script) {
		return r.Script
	}
	return "app.py"
}

// named says so where the name stands for another.
func (r Run) named() string {
	if r.Script == r.script() {
		return ""
	}
	return "; app.py is the app's main script"
}

const (
	authkitInImage = "the image needs authkit beside the app: pip install streamlit-authkit, or its binary on PATH"
	keyInside      = "/run/secrets/authkit-key" // where compose puts a secret of that name
	envKey         = "AUTHKIT_KEY"
)

// needs says what the image needs besides, and what the name of a script stands for.
func (r Run) needs() string { return authkitInImage + r.named() }

// kind is the source without its file.
func (r Run) kind() string {
	kind, _, _ := strings.Cut(r.Source, "=")
	return kind
}

// key is the file with the private key; empty: it is none that the source reads.
func (r Run) key() string {
	if kind, file, _ := strings.Cut(r.Source, "="); kind == "key" || kind == "certificate" {
		return file
	}
	return ""
}

// replaces tells whether the app has no client secret to be deployed.
func (r Run) replaces() bool { return r.Source != "" && r.kind() != "secret" }

// fits tells whether the app is started by authkit run with one of these sources.
func (r Run) fits(kinds ...string) bool { return slices.Contains(kinds, r.kind()) }

// words start the app by authkit run, with its key at a place of the platform's.
func (r Run) words(key string, more ...string) []string {
	assertion := r.kind()
	if r.key() != "" {
		assertion += "=" + key
	}
	return append([]string{"authkit", "run", "--assertion", assertion, "--", "streamlit", "run", r.script(), "--server.address", "0.0.0.0"}, more...)
}

// started is the same as a list in YAML.
func (r Run) started(key string) string { return "[" + strings.Join(r.words(key), ", ") + "]" }

// elsewhere says that the platform gives no tokens of the source that the project names.
func (r Run) elsewhere(platform string, kinds ...string) []Step {
	if !r.replaces() || r.fits(kinds...) {
		return nil
	}
	fix := "make a client secret for it: authkit register"
	if len(kinds) > 0 {
		fix = "register one that it gives and name it there (" + strings.Join(kinds, ", ") + ")"
	}
	return []Step{{Text: "The app has no client secret, and [run] in .streamlit/authkit.toml names " + r.kind() + ", which " + platform + " does not give, so nobody could sign in: " + fix + "."}}
}

// inKubernetes gives the app's pod what it shows and starts it by authkit run.
func (r Run) inKubernetes() []Step {
	const place = "/var/run/secrets/authkit"
	start := "command: " + r.started(place+"/key")
	switch {
	case r.kind() == "kubernetes":
		audience := cmp.Or(r.Audience, entra.ExchangeAudience(""))
		return []Step{{Text: "The app needs no client secret: give its pod a token of the service account that is registered (NAME), replaced by Kubernetes each hour, beside what is above, and start it by authkit run; " + r.needs() + ":", Lines: []string{
			"serviceAccountName: NAME",
			"volumes: [{name: authkit-token, projected: {sources: [{serviceAccountToken: {path: token, audience: \"" + audience + "\", expirationSeconds: 3600}}]}}]",
			"volumeMounts: [{name: authkit-token, mountPath: " + place + ", readOnly: true}]",
			"env: [{name: AZURE_FEDERATED_TOKEN_FILE, value: " + place + "/token}]",
			start,
		}}}
	case r.key() != "":
		return []Step{
			{Text: "The app needs no client secret: put its key into a Secret of its own:", Commands: []string{"kubectl create secret generic authkit-key " + quote.Both("--from-file=key="+r.key())}},
			{Text: "Mount it beside what is above, and start the app by authkit run; " + r.needs() + ":", Lines: []string{
				"volumes: [{name: authkit-key, secret: {secretName: authkit-key}}]",
				"volumeMounts: [{name: authkit-key, mountPath: " + place + ", readOnly: true}]",
				start,
			}},
		}
	case r.kind() == "gcp":
		return []Step{{Text: "The app needs no client secret on GKE: let its pod run as the Google service account that is registered (Workload Identity), and start it by authkit run; " + r.needs() + ":", Lines: []string{start}}}
	}
	return r.elsewhere("Kubernetes", "kubernetes", "gcp", "key", "certificate")
}

// inContainerApps gives the app an identity and starts it by authkit run.
func (r Run) inContainerApps(file string) []Step {
	if r.kind() != "azure" {
		return r.elsewhere("Container Apps", "azure")
	}
	return []Step{
		identity("az containerapp identity assign --resource-group GROUP --name APP --system-assigned"),
		{Text: "Start it by authkit run, in its container in " + file + "; " + r.needs() + ":", Lines: []string{
			"command: " + r.started(""),
		}},
	}
}

// identity gives the app one whose tokens it shows.
func identity(command string) Step {
	return Step{Text: "The app needs no client secret: give it an identity; the principalId that is shown has to be the registered one (authkit register --federated azure,principal=ID):", Commands: []string{command}}
}

// inAppService starts the app by authkit run, which reads the app setting itself.
func (r Run) inAppService() []Step {
	start := "authkit run --assertion azure --from-env -- " + r.streamlit("8000")
	return []Step{
		identity("az webapp identity assign --resource-group GROUP --name APP"),
		{Text: "Add streamlit-authkit to the app's requirements.txt, and make authkit run its startup command; it reads the app setting itself:", Commands: []string{
			"az webapp config set --resource-group GROUP --name APP --startup-file " + quote.Both(start),
		}},
	}
}

// inDocker is what docker run is told behind the mount of the secrets, and why.
func (r Run) inDocker() (arguments, why string) {
	if !r.fits("azure", "gcp", "key", "certificate") {
		return " IMAGE", ""
	}
	if r.key() != "" {
		arguments = " --mount " + mount(r.key(), keyInside)
	}
	return arguments + " --entrypoint authkit IMAGE " + strings.Join(r.words(keyInside)[1:], " "), ". The app needs no client secret, so that authkit run starts it; " + r.needs()
}

// inCloudRun lets the service run as the account that is registered, or have its
// key, and starts it by authkit run.
func (r Run) inCloudRun(name string) []Step {
	if !r.fits("gcp", "key", "certificate") {
		return r.elsewhere("Cloud Run", "gcp", "key", "certificate")
	}
	steps := []Step{{Text: "The app needs no client secret: let the service run as the account that is registered; the number that is shown has to be the registered one (authkit register --federated gcp,subject=NUMBER):", Commands: []string{
		"gcloud iam service-accounts describe ACCOUNT " + quote.Both("--format=value(uniqueId)"),
		"gcloud run services update SERVICE --region=REGION --service-account=ACCOUNT",
	}}}
	if r.key() != "" {
		steps = []Step{{Text: "The app needs no client secret: put its key into a secret of its own, which the service's account may read, and mount it:", Commands: []string{
			"gcloud secrets create " + name + "-key --replication-policy=automatic " + quote.Both("--data-file="+r.key()),
			"gcloud secrets add-iam-policy-binding " + name + "-key --member=serviceAccount:ACCOUNT --role=roles/secretmanager.secretAccessor",
			"gcloud run services update SERVICE --region=REGION --update-secrets=" + keyInside + "=" + name + "-key:latest",
		}}}
	}
	// gcloud takes no word of a list twice (docs/facts/platforms.md, section 7.3).
	arguments := strings.Join(r.words(keyInside, "--server.port", "8080")[2:], ",")
	return append(steps, Step{Text: "Start it by authkit run; 8080 is the container's port; " + r.needs() + ":", Commands: []string{
		"gcloud run services update SERVICE --region=REGION " + quote.Both("--command=authkit,run") + " " + quote.Both("--args="+arguments),
	}})
}

// fromVariables starts a container that has its secrets and its key in variables.
func (r Run) fromVariables(port string) string {
	const file = "/tmp/authkit-key.pem"
	words := r.words(file, "--server.port", port)
	words = slices.Insert(words, slices.Index(words, "--"), "--from-env")
	return `umask 077; printf %s "$` + envKey + `" > ` + file + " && exec env -u " + envKey + " " + strings.Join(words, " ")
}
