package deploy

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
)

// What a person pastes has to be a word of the shell, whatever the file is called.
func TestStepsQuoteFileNames(t *testing.T) {
	address := Address{App: "https://app.example.com/tools", RedirectURI: "https://app.example.com/tools/oauth2callback"}
	for _, target := range Targets() {
		for _, out := range []string{"", "my secrets.toml", "/tmp/it's.toml"} {
			var lines strings.Builder
			for _, step := range target.Steps(address, out) {
				if step.Text == "" {
					t.Errorf("%s: a step without words", target.Name)
				}
				lines.WriteString(strings.Join(step.Lines, "\n") + "\n")
			}
			text := lines.String()
			if strings.Contains(text, " my secrets") && !strings.Contains(text, "\"./my secrets.toml\"") || strings.Contains(text, "/tmp/it's") && !strings.Contains(text, "\"/tmp/it's.toml\"") {
				t.Errorf("%s, %q: a name is not quoted:\n%s", target.Name, out, text)
			}
			if out == "" && target.Name != "toml" && !strings.Contains(text, "authkit deploy-secrets --url https://app.example.com/tools") {
				t.Errorf("%s: it does not say how the file comes about:\n%s", target.Name, text)
			}
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
	rendered, err := target.Render(document)
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
