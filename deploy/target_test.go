package deploy

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/secrets"
)

var (
	plainWord  = regexp.MustCompile(`^[A-Za-z0-9._/:+=-]+$`)
	singleWord = regexp.MustCompile(`^'[^'‘’‚‛]*'$`)
	doubleWord = regexp.MustCompile("^\"[^\"“”„$`\\\\!]*\"$")
	shellWords = regexp.MustCompile(`'[^']*'|"[^"]*"|[^ '"]+`)
)

// Every word of a command is one that a POSIX shell and PowerShell read alike.
func TestCommandsAreOfBothShells(t *testing.T) {
	commands := 0
	for _, target := range Targets() {
		for _, vault := range []string{"", "kv-acme"} {
			for _, app := range []string{"https://app.example.com/tools", "https://board.fly.dev", "https://app.streamlit.app", "http://[::1]:8501"} {
				for _, out := range []string{"", "my secrets.toml", "/tmp/it's.toml", "a,b.json"} {
					if vault != "" && !target.TakesVault {
						continue
					}
					address, err := ParseAddress(app)
					if err != nil {
						t.Fatal(err)
					}
					whole := ""
					var steps []Step
					for _, source := range []string{"", "kubernetes", "azure", "gcp", "certificate=board.pem", "key=it's,a key.pem"} {
						steps = append(steps, target.Steps(Given{Address: address, Out: out, Vault: vault, Run: Run{Source: source}})...)
					}
					for _, step := range steps {
						if step.Text == "" {
							t.Errorf("%s: a step without words", target.Name)
						}
						for _, command := range step.Commands {
							commands++
							whole += command + "\n"
							for _, word := range shellWords.FindAllString(strings.ReplaceAll(command, "$PWD/", ""), -1) {
								if !plainWord.MatchString(word) && !singleWord.MatchString(word) && !doubleWord.MatchString(word) && word != "|" && word != ">" {
									t.Errorf("%s: the shells do not agree on %s in: %s", target.Name, word, command)
								}
							}
						}
					}
					if out == "" && target.Name != "toml" && target.Name != "env" && !strings.Contains(whole, "authkit deploy-secrets --url "+quote.Both(address.App)+" --target "+target.Name) {
						t.Errorf("%s: it does not say how the file comes about:\n%s", target.Name, whole)
					}
				}
			}
		}
	}
	if commands < 100 {
		t.Errorf("only %d commands were looked at", commands)
	}
}

// A platform is named where its domain is the platform's own, and nowhere else.
func TestTargetByAddress(t *testing.T) {
	for app, want := range map[string]string{
		"https://myapp.streamlit.app": "toml", "https://x-1.a.run.app": "cloud-run", "https://x.azurewebsites.net/tools": "azure-app-service",
		"https://x.happyhill.westeurope.azurecontainerapps.io": "azure-container-apps", "https://x.onrender.com": "env", "https://x.fly.dev": "env",
		"https://x.up.railway.app": "env", "https://x.herokuapp.com": "env", "https://me-x.hf.space": "env", "https://X.Fly.Dev:443": "env",
		"https://app.example.com": "", "https://fly.dev.example.com": "", "https://myfly.dev": "", "https://x.elb.amazonaws.com": "", "http://localhost:8501": "",
		"https://x.ngrok.app": "", "https://board-1.aws.databricksapps.com": "",
	} {
		address, err := ParseAddress(app)
		if err != nil {
			t.Fatal(err)
		}
		target, name := TargetByAddress(address)
		if target != want || (target == "") != (name == "") {
			t.Errorf("%s: %q (%s), not %q", app, target, name, want)
		}
		if _, ok := LookupTarget(target); target != "" && !ok {
			t.Errorf("%s: there is no target %s", app, target)
		}
	}
}

// With a vault no output holds a secret.
func TestVaultKeepsTheSecrets(t *testing.T) {
	document, err := secrets.Parse([]byte("[auth]\nclient_secret = 'canary'\n"))
	if err != nil {
		t.Fatal(err)
	}
	for app, want := range map[string]string{
		"https://x.azurewebsites.net":                 "VaultName=kv-acme;SecretName=streamlit-x-azurewebsites-net-base64",
		"https://x.happy.eu.azurecontainerapps.io":    "https://kv-acme.vault.azure.net/secrets/streamlit-x-happy-eu-azurecontainerapps-io\n",
		"https://x.happy.va.azurecontainerapps.us/in": "https://kv-acme.vault.usgovcloudapi.net/secrets/streamlit-x-happy-va-azurecontainerapps-us-in\n",
	} {
		address, err := ParseAddress(app)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := TargetByAddress(address)
		target, _ := LookupTarget(name)
		out, err := target.Render(Given{Address: address, Vault: "kv-acme"}, document)
		if err != nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "canary") || strings.Contains(string(out), base64.StdEncoding.EncodeToString(document.Bytes())) {
			t.Errorf("%s: %s %v", app, out, err)
		}
	}
	for name, ok := range map[string]bool{"kv-acme": true, "kv": false, "kva": true, "1kv": false, "https://kv-acme.vault.azure.net": false, "kv--a": false, "kv-": false, strings.Repeat("a", 25): false, "a;b": false} {
		if IsVaultName(name) != ok {
			t.Errorf("%q: %v", name, !ok)
		}
	}
}

// App Service gets back by --from-env exactly what went in.
func TestAppSettingsComeBack(t *testing.T) {
	document, err := secrets.Parse([]byte("# it's \"quoted\"\r\n[auth]\r\nredirect_uri = 'https://app.example.com/oauth2callback'\r\nx = \"\"\"é\n$HOME\"\"\"\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	target, _ := LookupTarget("azure-app-service")
	rendered, err := target.Render(Given{}, document)
	if err != nil {
		t.Fatal(err)
	}
	var settings []struct{ Name, Value string }
	if err := json.Unmarshal(rendered, &settings); err != nil {
		t.Fatal(err)
	}
	back, err := FromEnvironment([]string{settings[0].Name + "=" + settings[0].Value}, "")
	if err != nil || string(back.Bytes()) != string(document.Bytes()) {
		t.Errorf("%q came back, %v", back.Bytes(), err)
	}
	if _, err := base64.StdEncoding.DecodeString(settings[0].Value); err != nil {
		t.Error(err)
	}
}
