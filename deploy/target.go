package deploy

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/secrets"
)

// Target is a kind of platform: how it takes the secrets, and what to do there.
type Target struct {
	Name       string
	Doc        string
	TakesVault bool // it can read the secrets from an Azure Key Vault instead
	render     func(g Given, data []byte) ([]byte, error)
	steps      func(g Given) []Step
}

// Given is what a person said of the deployment.
type Given struct {
	Address Address
	Dir     string // the project's folder; empty or a dot: this one
	App     string // the app's main script; empty: it was not named
	Fresh   bool   // the deployed app gets a cookie secret of its own
	Out     string // the file to write; empty: stdout
	Vault   string // the name of an Azure Key Vault that holds the secrets; empty: none
	Run     Run
}

// Project are the flags that lead another command to the same project, with a
// blank before each.
func (g Given) Project() string {
	flags := ""
	if g.Dir != "" && g.Dir != "." {
		flags += " --dir " + quote.Both(g.Dir)
	}
	if g.App != "" {
		flags += " --app " + quote.Both(g.App)
	}
	return flags
}

// Step is one thing a person does on the platform.
type Step struct {
	Text     string
	Commands []string // to type, in a POSIX shell or in PowerShell
	Lines    []string // to paste into a file or a field
}

// Targets lists the platforms; the first is the default.
func Targets() []Target {
	return []Target{
		{"toml", "the secrets file itself, for Community Cloud's editor or any server", false, asTOML, tomlSteps},
		{"env", "one variable, in the form of an .env file", false, asVariable, variableSteps},
		{"kubernetes", "a Secret to mount at .streamlit", false, asKubernetes, kubernetesSteps},
		{"docker", "the secrets file, mounted when the container starts", false, asTOML, dockerSteps},
		{"compose", "a compose file to lay over the app's own", false, asCompose, composeSteps},
		{"azure-app-service", "app settings, written to the file at start-up", true, asAppSettings, appServiceSteps},
		{"azure-container-apps", "a secret volume, as a piece of YAML", true, asContainerApp, containerAppSteps},
		{"cloud-run", "the secrets file, for Google's Secret Manager", false, asTOML, cloudRunSteps},
		{"ecs", "a secret of AWS Secrets Manager, as the JSON that its CLI reads", false, asSecretsManager, ecsSteps},
		{"github", "a repository secret for authkit verify in Actions", false, asTOML, githubSteps},
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

// Render is a secrets file as the platform takes it, whole: the platform's own
// parser reads it from the first byte to the last.
func (t Target) Render(g Given, d *secrets.Document) ([]byte, error) { return t.render(g, d.Bytes()) }

// Steps says what to do on the platform with what was written.
func (t Target) Steps(g Given) []Step { return t.steps(g) }

func asTOML(_ Given, data []byte) ([]byte, error) { return data, nil }

// made is the command that writes what a target takes to stdout.
func (g Given) made(target string) string {
	command := "authkit deploy-secrets --url " + quote.Both(g.Address.App) + " --target " + target + g.Project()
	if g.Fresh {
		command += " --new-cookie-secret"
	}
	if g.Vault != "" && target != "toml" {
		command += " --key-vault " + g.Vault
	}
	return command
}

// written is the file the secrets are in, and the command that writes it when
// they went to stdout.
func (g Given) written(target, name string) (file string, before []string) {
	if g.Out != "" {
		return g.Out, nil
	}
	return name, []string{g.made(target) + " --out " + name + " --gitignore"}
}

// secretName is what the app's secrets are called where those of other apps lie
// beside them: letters, digits and dashes, which every vault takes.
func (g Given) secretName() string {
	_, address, _ := strings.Cut(g.Address.App, "://")
	name := "streamlit-" + strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, address), "-")
	return strings.TrimRight(name[:min(len(name), 100)], "-")
}

func tomlSteps(g Given) []Step {
	if g.Address.Cloud {
		return append([]Step{
			{Text: "Community Cloud: open the app's settings, Secrets, replace what stands there by this text, and save. The app restarts by itself.", Lines: []string{"https://share.streamlit.io"}},
			{Text: "The repository needs the requirement lines too (authkit init adds them); unpinned versions are resolved anew at every reboot."},
		}, g.Run.elsewhere("Community Cloud")...)
	}
	steps := []Step{{Text: "Put this text into .streamlit/secrets.toml on the server, readable by the app's user only, and restart the app."}}
	if g.Run.replaces() {
		steps = append(steps, Step{Text: "The app needs no client secret: start it there by authkit run" + g.Run.named() + ":", Lines: []string{"authkit run --assertion " + quote.Both(g.Run.Source) + " -- streamlit run " + g.Run.script()}})
	}
	return steps
}

func githubSteps(g Given) []Step {
	command := g.made("github") + " | gh secret set STREAMLIT_SECRETS"
	if g.Out != "" {
		command = "cat " + quote.Both(g.Out) + " | gh secret set STREAMLIT_SECRETS"
	}
	return []Step{
		{Text: "Store the text as a repository secret (a PowerShell before 7.4 loses letters beyond ASCII in such a pipe):", Commands: []string{command}},
		{Text: "Have it checked on every push; this writes the workflow that reads that secret:", Commands: []string{"authkit init --ci github" + g.Project()}},
	}
}
