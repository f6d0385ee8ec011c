//go:build e2e

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// A container's start-up as deploy-secrets --help shows it: the secrets come
// from variables, and the real Streamlit signs in with them. A variable that is
// missing is named, and Streamlit does not start.
func TestEntrypointFromVariables(t *testing.T) {
	dir, port := sandboxProject(t)
	text, err := os.ReadFile(secretsOf(dir))
	if err != nil {
		t.Fatal(err)
	}
	metadata := ""
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "server_metadata_url = "); ok {
			metadata = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	if err := os.Remove(secretsOf(dir)); err != nil || metadata == "" {
		t.Fatal(err, metadata)
	}
	entrypoint := "authkit deploy-secrets --from-env --out .streamlit/secrets.toml && exec streamlit run app.py --server.headless true --server.port " + port + " --browser.gatherUsageStats false"
	path := "PATH=" + filepath.Dir(binary(t)) + ":" + filepath.Dir(need(t, "STREAMLIT")) + ":" + os.Getenv("PATH")
	variables := []string{
		path, "AUTH_REDIRECT_URI=http://localhost:" + port + "/oauth2callback", "AUTH_COOKIE_SECRET=a$b'c\"d`e\\f #0123456789abcdefghijklm",
		"AUTH_CLIENT_ID=" + sandbox.DefaultClientID, "AUTH_SERVER_METADATA_URL=" + metadata,
	}
	p := start(t, dir, environment(t, variables...), "sh", "-c", entrypoint)
	if code := p.exits(t); code != 2 || !strings.Contains(p.out.String(), "AUTH_CLIENT_SECRET") || strings.Contains(p.out.String(), "Local URL") {
		t.Errorf("without a variable: %d\n%s", code, p.out.String())
	}

	start(t, dir, environment(t, append(variables, "AUTH_CLIENT_SECRET="+sandbox.DefaultClientSecret)...), "sh", "-c", entrypoint)
	answers(t, "http://localhost:"+port+"/_stcore/health")
	b := newBrowser(t)
	b.open("http://localhost:" + port)
	b.click("Sign in")
	b.click("Ada Lovelace")
	b.text("Hello, Ada Lovelace!")
	if mode, err := os.Stat(secretsOf(dir)); err != nil || mode.Mode().Perm() != 0o600 {
		t.Errorf("the file is there with %v, %v", mode, err)
	}
}

// Whatever a variable holds, both of Streamlit's readers read the same value.
func TestVariablesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(21, 22))
	pool := strings.Split("a|b|Z|9| |\"|'|\\|#|=|[|]|{|}|$|%|,|~|é|€|😀|\n|\r|\t|\x01|\x1b|\x7f|\u2028|\ufeff|\"\"\"|'''|\\n|\\u|\\x41|true|1e5", "|")
	value := func() string {
		var out strings.Builder
		for range 1 + random.IntN(10) {
			out.WriteString(pool[random.IntN(len(pool))])
		}
		return out.String()
	}
	type judged struct{ File, ID, Secret, Cookie string }
	var all []judged
	dir := t.TempDir()
	for len(all) < 300 {
		j := judged{filepath.Join(dir, "secrets.toml"), value(), value(), value()}
		command := exec.Command(binary(t), "deploy-secrets", "--from-env")
		command.Dir, command.Env = dir, []string{
			"AUTH_REDIRECT_URI=https://app.example.com/oauth2callback", "AUTH_SERVER_METADATA_URL=https://id.example.com/.well-known/openid-configuration",
			"AUTH_COOKIE_SECRET=" + j.Cookie, "AUTH_CLIENT_ID=" + j.ID, "AUTH_CLIENT_SECRET=" + j.Secret,
		}
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%+v: %v", j, err)
		}
		j.File = string(out)
		all = append(all, j)
	}
	input, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	judge := exec.Command(filepath.Join(filepath.Dir(need(t, "STREAMLIT")), "python"), "-c", `
import json, sys, tomllib, toml
wrong = 0
for j in json.load(sys.stdin):
    for loads in (toml.loads, tomllib.loads):
        auth = loads(j["File"])["auth"]
        if [auth["client_id"], auth["client_secret"], auth["cookie_secret"]] != [j["ID"], j["Secret"], j["Cookie"]]:
            wrong += 1
            print(loads.__module__, j)
sys.exit(wrong > 0)
`)
	judge.Stdin = strings.NewReader(string(input))
	if out, err := judge.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("figures: %d files of odd values from variables are read alike by both of Streamlit's readers", len(all))
}
